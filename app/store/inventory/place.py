"""Where the inventory is kept: on this computer, or with the team; for good, or for this run."""

import os
from pathlib import Path
from urllib.parse import unquote

VARIABLE = "MOHIST_STORE"
"""The variable of the environment that names another inventory for one run."""


def for_this_run(option: str = "") -> str:
    """What the command line or else the environment says; "" for neither."""
    return option or os.environ.get(VARIABLE, "")


def place_of(chosen: str, data: Path) -> Path | str:
    """The file or the address of a server that is meant; "" is the one of this computer."""
    if not chosen:
        return data / "inventory.db"
    return chosen if "://" in chosen else Path(chosen).expanduser()


def secret_of(url: str) -> str:
    """The id of the password of a team's inventory: each has its own, none is sent to another."""
    return f"store/{without_password(url)[0]}"


def without_password(url: str) -> tuple[str, str]:
    """An address as it may be kept and shown, and the password that stood in it."""
    scheme, colons, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    user, colon, password = login.partition(":")
    return (f"{scheme}{colons}{user}{at}{place}", unquote(password)) if colon else (url, "")


def shown(place: Path | str) -> str:
    """As it may be said and logged: without a password, and without options, which may hold one."""
    if isinstance(place, Path):
        return str(place)
    return without_password(place)[0].partition("?")[0]
