"""What the user may choose: one frozen dataclass, in which an option is declared once.

A field is its name, type and default; its title and limits draw the settings page. The file is
JSON. What is missing, unknown or of the wrong type in it is the default; a file that is no JSON at
all is kept beside as `.damaged`, never overwritten.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.i18n import LANGUAGES, N_
from app.store import atomic

MOST_RECENT = 12
"""Recent files and folders that are remembered."""


def option(
    default: Any,
    title: str = "",
    *,
    choices: Mapping[str, str] | None = None,
    least: int = 0,
    most: int = 0,
) -> Any:
    """A field of `Settings`; one without a title is remembered but not on the settings page."""
    return dataclasses.field(
        default=default,
        metadata={"title": title, "choices": choices or {}, "least": least, "most": most},
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen and remembered. Empty texts mean: find out by yourself."""

    language: str = option("", N_("Language"), choices={"": N_("As the system"), **LANGUAGES})
    theme: str = option(
        "", N_("Theme"),
        choices={"": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")},
    )  # fmt: skip
    code_font: str = option("", N_("Font for SQL"))
    code_size: int = option(10, N_("Size of the font for SQL, in points"), least=6, most=32)
    jobs: int = option(0, N_("Processes of the audit (0: as many as make sense)"), least=0, most=64)
    dialect: str = option("")
    profile: str = option("")
    encoding: str = option("")
    group: str = option("")
    show_suppressed: bool = option(False)
    columns: str = option("")
    recent: tuple[str, ...] = option(())


def read(path: Path) -> tuple[Settings, Path | None]:
    """The settings at `path`, and where a damaged file was put aside, if one was.

    A file that cannot be read is no reason not to start: it counts as missing.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return Settings(), None
    try:
        stored = json.loads(content)
    except ValueError:
        stored = None
    if isinstance(stored, dict):
        return _sound(stored), None
    return Settings(), _put_aside(path)


def _sound(stored: Mapping[str, Any]) -> Settings:
    """The settings, with the default wherever what is stored makes no sense."""
    fit: dict[str, Any] = {}
    for field in dataclasses.fields(Settings):
        value = stored.get(field.name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = tuple(value)
        if type(value) is type(field.default) and _allowed(field.metadata, value):
            fit[field.name] = value
    return Settings(**fit)


def _allowed(limits: Mapping[str, Any], value: Any) -> bool:
    if limits["choices"]:
        return value in limits["choices"]
    if type(value) is int and limits["most"]:
        return bool(limits["least"] <= value <= limits["most"])
    return True


def _put_aside(path: Path) -> Path | None:
    damaged = path.with_name(path.name + ".damaged")
    try:
        path.replace(damaged)
    except OSError:
        return None
    return damaged


def write(path: Path, settings: Settings) -> None:
    """Write `settings`; OSError where that cannot be."""
    text = json.dumps(dataclasses.asdict(settings), indent=2, ensure_ascii=False)
    atomic.write(path, text.encode())
