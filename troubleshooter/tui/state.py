"""What the app keeps between two runs beside the recent cases: the theme that was chosen."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Return the user's own state folder of this tool."""
    import platformdirs  # 4 ms that the first paint does not wait for

    return Path(platformdirs.user_state_dir("serverless-troubleshooter", appauthor=False))


def theme() -> str | None:
    """Return the theme that was chosen last, or None."""
    try:
        return (folder() / "theme").read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_theme(name: str) -> None:
    """Keep the chosen theme; a folder that cannot be written is no reason to trouble anybody."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / "theme").write_text(name, encoding="utf-8")
    except OSError:
        return
