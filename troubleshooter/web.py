"""The terminal app in a browser on this machine, behind a guard that keeps other pages and other machines out.

A page of anybody's, open in the same browser, can reach a port of localhost. So every request has to name this address
as its host and, where a browser says where it comes from, come from it; a live account also takes a token that works once.
"""

from __future__ import annotations

import logging
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable

from aiohttp import web
from textual_serve.server import Server

HOST = "127.0.0.1"
_COOKIE = "troubleshooter"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Lets through what comes from *address*; with *token*, only the browser that opened it with the token, once."""

    def __init__(self, address: str, token: str | None) -> None:
        self._address = address
        self._token = token
        self._seat = secrets.token_urlsafe(32)

    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host") != self._address:
            raise web.HTTPForbidden(text=f"Open http://{self._address} itself.")
        if request.headers.get("Origin", f"http://{self._address}") != f"http://{self._address}":
            raise web.HTTPForbidden(text="Another page may not use this one.")
        if self._token is None or self._seated(request):
            return await handler(request)
        given = request.query.get("token", "")
        if not self._token or not secrets.compare_digest(given.encode(), self._token.encode()):
            raise web.HTTPForbidden(
                text="The address with its token works once; start troubleshooter serve again."
            )
        self._token = ""
        answer = web.Response(status=302, headers={"Location": "/"})
        answer.set_cookie(_COOKIE, self._seat, httponly=True, samesite="Strict")
        return answer

    def _seated(self, request: web.Request) -> bool:
        held = request.cookies.get(_COOKIE, "")
        return secrets.compare_digest(held.encode(), self._seat.encode())


class GuardedServer(Server):  # type: ignore[misc]  # the package has no types
    """textual-serve on this machine only; one process of the app for each page that is opened."""

    def __init__(self, words: list[str], port: int, token: str | None) -> None:
        command = shlex.join([sys.executable, "-m", "troubleshooter.cli", *words])
        super().__init__(command, host=HOST, port=port, title="serverless-troubleshooter")
        self._guard = Guard(f"{HOST}:{port}", token)

    async def _make_app(self) -> web.Application:
        app: web.Application = await super()._make_app()
        guard = self._guard

        @web.middleware
        async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await guard.admit(request, handler)

        app.middlewares.append(admit)
        return app

    def initialize_logging(self) -> None:
        """Log nothing below a warning: an access log would hold the token."""
        logging.basicConfig(level=logging.WARNING)

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where to look."""
