"""The terminal app: themes, keys, palette and the places; nothing of any cloud."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from diagnostics.clouds import Options
from troubleshooter.config import Config
from troubleshooter.tui import state
from troubleshooter.tui.keys import bindings, keymap
from troubleshooter.tui.palette import PROVIDERS
from troubleshooter.tui.screens.start import StartScreen

if TYPE_CHECKING:  # the first paint waits for none of these
    from troubleshooter.learn.stage import Staged
    from troubleshooter.tui.opening import Opening

_TURN = 0.001  # seconds until the screen gets its turn while a case computes; Python's own 0.005 is felt in the keys
_DEFAULT = Config()
_NOWHERE = Options()


class TroubleshooterApp(App[None]):
    """Starts on *opening* where one is given; the list of functions is always one step behind it."""

    CSS_PATH = "app.tcss"
    TITLE = "serverless-troubleshooter"
    BINDINGS = bindings("anywhere.help", "anywhere.quit", "anywhere.picture")
    COMMANDS = App.COMMANDS | PROVIDERS
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (180, "-vast")]  # noqa: RUF012 - Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012

    def __init__(
        self,
        opening: Opening | None = None,
        *,
        options: Options = _NOWHERE,
        provider: str | None = None,
        demo_only: bool = False,
        config: Config = _DEFAULT,
        first: Screen[None] | None = None,
    ) -> None:
        super().__init__()
        self._keys = keymap(config.keys)  # before the screen is taken: a mistake in them ends in a sentence
        self._first = first
        self._opening = opening
        self._config = config
        self.start = StartScreen(options, provider, config, demo_only=demo_only)

    def get_default_screen(self) -> Screen[None]:
        return self.start

    def on_mount(self) -> None:
        sys.setswitchinterval(_TURN)
        self.set_keymap(self._keys)
        self._dress()
        if self._first is not None:
            self.push_screen(self._first)
        if self._opening is not None:
            from troubleshooter.tui.screens.case import CaseScreen

            self.push_screen(CaseScreen(self._opening, done=self.start.keep))

    def _dress(self) -> None:
        """Take the theme of the configuration, else the one that was chosen last; keep what is chosen from now on."""
        wanted = self._config.theme or state.theme()
        if wanted in self.available_themes:
            self.theme = wanted
        elif self._config.theme:
            from playbooks.nearest import nearest

            meant = nearest(self._config.theme, self.available_themes)
            offer = f" Did you mean {meant}?" if meant else ""
            self.notify(f"There is no theme {self._config.theme!r}.{offer}", severity="warning", markup=False)
        self.theme_changed_signal.subscribe(self, lambda theme: state.keep_theme(theme.name), immediate=True)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:  # noqa: ARG002
        """Say which keys of the configuration were taken from others."""
        names = ", ".join(sorted(binding.id or binding.action for binding in clashed_bindings))
        self.notify(f"The configured keys leave without a key: {names}.", severity="warning", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from super().get_system_commands(screen)
        yield SystemCommand("Paste an error", "Read any error text; no cloud is asked", self.action_paste)
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.id and active.enabled and binding.id not in seen:
                seen.add(binding.id)
                run = partial(self.run_action, binding.action, active.node)
                yield SystemCommand(binding.description.capitalize(), binding.tooltip, run)

    async def action_help(self) -> None:
        from troubleshooter.tui.screens.help import HelpScreen

        await self.push_screen(HelpScreen(self._config.keys))

    def action_paste(self) -> None:
        from troubleshooter.tui.screens.paste import PasteScreen

        self.push_screen(PasteScreen())

    def action_picture(self) -> None:
        """Save what is on the screen as SVG beside where the app was started."""
        path = Path("troubleshooter.svg")
        try:
            path.write_text(self.export_screenshot(), encoding="utf-8")
        except OSError as error:
            self.notify(f"{path} cannot be written ({error.strerror}).", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path.resolve()}.", markup=False)


def run(
    opening: Opening | None = None,
    *,
    options: Options = _NOWHERE,
    provider: str | None = None,
    demo_only: bool = False,
    config: Config = _DEFAULT,
) -> None:
    """Run the app until it is left."""
    TroubleshooterApp(opening, options=options, provider=provider, demo_only=demo_only, config=config).run()


def run_lesson(staged: Staged, config: Config = _DEFAULT) -> None:
    """Run the app on one lesson; the list is behind it."""
    from troubleshooter.tui.screens.lesson import LessonScreen

    TroubleshooterApp(demo_only=True, config=config, first=LessonScreen(staged)).run()
