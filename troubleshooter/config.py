"""A user's settings: one TOML file in the platform's own place, read strictly; what the command line says goes first."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from diagnostics.clock import parse_duration
from diagnostics.clouds import PROVIDERS, Options
from diagnostics.errors import UsageError

if TYPE_CHECKING:
    from troubleshooter.session import Request

ENVIRONMENT = "TROUBLESHOOTER_CONFIG"
_OPEN = frozenset({"keys"})  # its names are checked where the keys are known


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to look in one cloud; the first of each is the default, all of them are listed at the start."""

    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written; *keys* maps the id of a binding (`case.fix`) to keys, comma between several."""

    provider: str | None = None
    window: str | None = None
    audit_source: str | None = None
    theme: str | None = None
    keys: dict[str, str] = {}
    aws: Places = Places()
    gcp: Places = Places()
    azure: Places = Places()

    @property
    def span(self) -> timedelta | None:
        """The default window, where one is set."""
        return parse_duration(self.window) if self.window else None

    def applied(self, request: Request) -> Request:
        """Return *request* with what the file says where the command line said nothing."""
        provider = request.provider or self.provider
        where = provider or next(iter(self._only()), None)
        options = self.options(where, request.options)[0] if where else request.options
        start = request.start
        if self.span and start is None and request.evidence is None and request.now is not None:
            start = (request.end or request.now) - self.span
        return msgspec.structs.replace(request, provider=provider, options=options, start=start)

    def _only(self) -> list[str]:
        """Return the one provider that the file has places of; nothing where there are several."""
        named = [name for name in PROVIDERS if getattr(self, name) != Places()]
        return named if len(named) == 1 else []

    def options(self, provider: str, given: Options) -> tuple[Options, ...]:
        """Return every place of *provider* to look in: what the command line says, else each that the file names."""
        places: Places = getattr(self, provider)
        rows = [
            Options(
                region=given.region or region,
                profile=given.profile or profile,
                project=given.project or project,
                subscription=given.subscription or subscription,
                audit_source=given.audit_source or self.audit_source,
            )
            for profile in places.profiles or (None,)
            for project in places.projects or (None,)
            for subscription in places.subscriptions or (None,)
            for region in places.regions or (None,)
        ]
        return tuple(dict.fromkeys(rows))


def path() -> Path:
    """Return where the file is looked for: $TROUBLESHOOTER_CONFIG, else the user's configuration folder."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("serverless-troubleshooter", appauthor=False)) / "config.toml"


def load(file: Path | None = None) -> Config:
    """Return the settings, all defaults where there is no file; UsageError names what is wrong and the nearest name."""
    where = file or path()
    if not where.exists():
        return Config()
    import tomllib

    try:
        raw = tomllib.loads(where.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{where} cannot be read ({error}).", "Repair it, or move it away.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{where} is no TOML ({error}).", "Repair that line, or move the file away."
        ) from None
    _known(where, raw, Config, "")
    try:
        config = msgspec.convert(raw, Config)
    except msgspec.ValidationError as error:
        raise UsageError(f"{where}: {error}.", "Write it as docs/configuration.md shows.") from None
    _sensible(where, config)
    return config


def _known(where: Path, raw: dict[str, Any], type_: Any, place: str) -> None:
    """Raise for the first key that nobody reads, with the one that was probably meant."""
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(type_)}
    for key, value in raw.items():
        if key not in fields:
            from playbooks.nearest import nearest

            meant = nearest(key, fields)
            offer = f"Did you mean {meant}?" if meant else f"Known are: {', '.join(sorted(fields))}."
            raise UsageError(f"{where}: there is no setting {place}{key}.", offer)
        if isinstance(value, dict) and key not in _OPEN and fields[key] is Places:
            _known(where, value, Places, f"{key}.")


def _sensible(where: Path, config: Config) -> None:
    if config.provider is not None and config.provider not in PROVIDERS:
        raise UsageError(
            f"{where}: {config.provider!r} is no provider.", f"Known are: {', '.join(PROVIDERS)}."
        )
    try:
        _ = config.span
    except ValueError as error:
        raise UsageError(f"{where}: window: {error}.", "") from None
