"""The app in a browser: only this machine's own page gets in, and a live account only the browser with the token."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer, unused_port

from troubleshooter.web import HOST, GuardedServer

TOKEN = "t0ken-for-once"


async def _opened(token: str | None) -> AsyncIterator[str]:
    port = unused_port()
    server = TestServer(await GuardedServer(["demo"], port, token)._make_app(), host=HOST, port=port)
    await server.start_server()
    yield f"http://{HOST}:{port}"
    await server.close()


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    async for url in _opened(None):
        yield url


@pytest.fixture
async def live() -> AsyncIterator[str]:
    async for url in _opened(TOKEN):
        yield url


async def _status(url: str, **headers: str) -> int:
    async with ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status


async def test_the_demo_is_shown_to_its_own_page(demo: str) -> None:
    """The demo needs no token; its page and what the page loads are served."""
    assert await _status(demo) == 200


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js"])
async def test_another_host_name_is_refused(demo: str, path: str) -> None:
    """A name that somebody has pointed at this machine does not reach the app."""
    assert await _status(demo + path, Host="evil.example") == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
async def test_another_page_may_not_open_the_socket(demo: str, origin: str) -> None:
    """A page of another origin cannot type into the app through the socket."""
    assert await _status(f"{demo}/ws", Origin=origin) == 403


async def test_a_live_account_takes_the_token_once(live: str) -> None:
    """Without the token nothing is served; the browser that used it stays in, and nobody uses it a second time."""
    assert await _status(live) == 403
    assert await _status(f"{live}/ws") == 403
    assert await _status(f"{live}/?token=wrong") == 403
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(f"{live}/?token={TOKEN}") as answer:
            assert answer.status == 200
            assert "token" not in str(answer.url)
        async with browser.get(live) as again:
            assert again.status == 200
    assert await _status(f"{live}/?token={TOKEN}") == 403
    assert await _status(f"{live}/?token=") == 403
