"""What the user may choose: one frozen dataclass, in which an option is declared once.

A field is its name, type and default; its `Option` draws it on the settings page. The file is JSON.
What is missing, unknown or senseless in it is the default; a file that is no JSON at all, or that a
newer Mohist wrote, is kept aside as `.damaged`, never overwritten.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from app.domain.input_kind import InputKind
from app.i18n import LANGUAGES, N_

VERSION = 1
"""The shape of the file; raised when an older Mohist would misread it."""
MOST_RECENT = 12
"""Recent files and folders that are remembered."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """How an option stands on the settings page; one without a title is only remembered.

    `choices` are the values with their names; `most` limits a number, `unit` follows it, and
    `instead` is shown for its least value. Texts are declared with N_().
    """

    title: str = ""
    section: str = ""
    help: str = ""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    least: int = 0
    most: int = 0
    unit: str = ""
    instead: str = ""

    def allows(self, value: object) -> bool:
        """Whether a value of the right type is one of those to choose from."""
        if self.choices:
            return value in self.choices
        if isinstance(value, int) and self.most:
            return self.least <= value <= self.most
        return True


def option(default: T, **shown: Any) -> T:
    """A field of `Settings`; `shown` makes its `Option`."""
    made: T = dataclasses.field(default=default, metadata={"option": Option(**shown)})
    return made


_LOOKS = N_("Looks")
_AUDIT = N_("Audit")
_SERVERS = N_("Servers")
_CONSOLE = N_("SQL console")
_LIVE = N_("Live monitoring")
_ALERTS = N_("Alerts")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen and remembered. Empty texts mean: find out by yourself."""

    language: str = option(
        "",
        title=N_("Language"),
        section=_LOOKS,
        choices={"": N_("As the system"), **LANGUAGES},
    )
    theme: str = option(
        "",
        title=N_("Theme"),
        section=_LOOKS,
        choices={"": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")},
    )
    code_font: str = option(
        "",
        title=N_("Font for SQL"),
        section=_LOOKS,
        help=N_("Fonts with Chinese at double width keep columns straight."),
    )
    code_size: int = option(
        10, title=N_("Size of the font for SQL"), section=_LOOKS, least=6, most=32, unit=N_("pt")
    )
    jobs: int = option(
        0,
        title=N_("Processes"),
        section=_AUDIT,
        help=N_("How many processes of this computer an audit may use at a time."),
        most=64,
        instead=N_("As many as make sense"),
    )
    secrets: str = option(
        "",
        title=N_("Passwords are kept in"),
        section=_SERVERS,
        help=N_("Never in a file that others could read."),
        choices={
            "": N_("The best there is here"),
            "keychain": N_("Keychain of this system"),
            "vault": N_("Vault with a passphrase"),
            "run": N_("This run only"),
        },
    )
    vault_idle: int = option(
        15,
        title=N_("Lock the vault when nothing was asked of it for"),
        section=_SERVERS,
        help=N_("Its passphrase is asked for again then."),
        most=480,
        unit=N_("min"),
        instead=N_("Never lock it"),
    )
    console_history_mib: int = option(
        256,
        title=N_("The history of what you ran takes at the most"),
        section=_CONSOLE,
        help=N_("Of this computer's disk. Where that does not suffice, the oldest statements go."),
        least=1,
        most=64 * 1024,
        unit=N_("MiB"),
    )
    console_idle_seconds: int = option(
        60,
        title=N_("Remind of an open transaction after"),
        section=_CONSOLE,
        help=N_("When nothing was run in it for so long. It may hold locks that others wait for."),
        least=5,
        most=24 * 3600,
        unit=N_("s"),
    )
    history_raw_hours: int = option(
        72,
        title=N_("Every sample is kept for"),
        section=_LIVE,
        help=N_(
            "Later there is one value in five minutes, and then one an hour. The flight recorder"
            " looks back as far as this, and 72 hours at most."
        ),
        least=1,
        most=24 * 31,
        unit=N_("h"),
    )
    history_days: int = option(
        366,
        title=N_("The history goes back"),
        section=_LIVE,
        least=1,
        most=3660,
        unit=N_("days"),
    )
    history_most_mib: int = option(
        8192,
        title=N_("It takes at the most"),
        section=_LIVE,
        help=N_("Of this computer's disk. Where that does not suffice, the oldest samples go."),
        least=64,
        most=1024 * 1024,
        unit=N_("MiB"),
    )
    desktop_alerts: str = option(
        "critical",
        title=N_("Alerts on the desktop"),
        section=_ALERTS,
        help=N_("A notification of this system when one begins to fire; silenced ones never."),
        choices={
            "critical": N_("Critical ones"),
            "all": N_("All"),
            "none": N_("None"),
        },
    )
    store: str = option("")
    watched: tuple[str, ...] = option(())
    feed: str = option("")
    dialect: str = option("")
    input: str = option("", choices=dict.fromkeys(("", *InputKind), ""))
    profile: str = option("")
    encoding: str = option("")
    group: str = option("")
    show_suppressed: bool = option(False)
    columns: str = option("")
    recent: tuple[str, ...] = option(())


def options() -> Iterator[tuple[str, Option]]:
    """Every option by the name of its field, in the order of the page."""
    return ((field.name, field.metadata["option"]) for field in dataclasses.fields(Settings))


class Trouble(Enum):
    """Why a file of settings was not used."""

    DAMAGED = auto()
    NEWER = auto()
    UNREADABLE = auto()


class Found(NamedTuple):
    """The settings to use; where a file was not, why, and where it is kept now (if it could be)."""

    settings: Settings
    trouble: Trouble | None = None
    kept: Path | None = None


def read(path: Path) -> Found:
    """The settings at `path`. Whatever is wrong with the file is no reason not to start."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Found(Settings())
    except OSError:
        return Found(Settings(), Trouble.UNREADABLE)
    try:
        stored = json.loads(content)
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        return Found(Settings(), Trouble.DAMAGED, _put_aside(path))
    if _is_newer(stored.get("version", VERSION)):
        return Found(Settings(), Trouble.NEWER, _put_aside(path))
    return Found(_sound(stored))


def encode(settings: Settings) -> bytes:
    """What stands in the file."""
    stored = {"version": VERSION, **dataclasses.asdict(settings)}
    return json.dumps(stored, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _is_newer(version: object) -> bool:
    return isinstance(version, int) and version > VERSION


def _sound(stored: Mapping[str, Any]) -> Settings:
    """The settings, with the default wherever what is stored makes no sense."""
    fit: dict[str, Any] = {}
    for field in dataclasses.fields(Settings):
        value = stored.get(field.name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = tuple(value)
        shown: Option = field.metadata["option"]
        if type(value) is type(field.default) and shown.allows(value):
            fit[field.name] = value
    return Settings(**fit)


def _put_aside(path: Path) -> Path | None:
    damaged = path.with_name(path.name + ".damaged")
    try:
        path.replace(damaged)
    except OSError:
        return None
    return damaged
