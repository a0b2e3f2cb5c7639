"""`providers.json` in the settings: the providers there are. Nothing in it is secret.

What cannot be understood in it (by a newer console, by a slip of the hand) is told, kept, and
written back as it was.
"""

import json
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass
from dataclasses import fields as fields_of
from pathlib import Path
from typing import Any

from app import files
from app.auth.oauth.provider import Fields, Provider
from app.domain.errors import BadInput, ConsoleError, UnreadableInput, Unwritable
from app.i18n import _

VERSION = 1
NAME = "providers.json"


@dataclass(frozen=True, slots=True)
class Providers:
    """What the file holds."""

    providers: tuple[Provider, ...] = ()
    kept: tuple[object, ...] = ()
    """Entries that were not understood, as they stand there."""
    troubles: tuple[ConsoleError, ...] = ()


def read_providers(path: Path) -> Providers:
    """What is in the file; a file that is not there holds none.

    Raises:
        UnreadableInput: it is damaged or newer as a whole: nothing of it is used, or lost.
    """
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Providers()
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is no JSON")
        raise _unreadable(path, reason or "") from error
    if not isinstance(data, dict) or not isinstance(data.get("providers"), list):
        raise _unreadable(path, _("it holds no providers"))
    if data.get("version") != VERSION:
        raise _unreadable(path, _("it is of another version of Mohist"))
    found: dict[str, Provider] = {}
    kept: list[object] = []
    troubles: list[ConsoleError] = []
    for number, entry in enumerate(data["providers"], 1):
        try:
            provider = provider_from_data(entry)
            provider.check()
            if provider.id in found:
                raise ValueError("id")
        except (KeyError, TypeError, ValueError, BadInput) as error:
            kept.append(entry)
            troubles.append(_not_understood(path, number, error))
        else:
            found[provider.id] = provider
    return Providers(tuple(found.values()), tuple(kept), tuple(troubles))


def write_providers(path: Path, providers: Iterable[Provider], kept: Iterable[object] = ()) -> None:
    """Put them in place of what is there, with the entries that were kept behind them.

    Raises:
        Unwritable: the disk does not take it; what was there is still there.
    """
    entries = [*(asdict(provider) for provider in providers), *kept]
    text = json.dumps({"version": VERSION, "providers": entries}, ensure_ascii=False, indent=1)
    try:
        files.write(path, (text + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise Unwritable(
            _("The providers cannot be written to {path}: {reason}.").format(
                path=path, reason=error.strerror
            ),
            hint=_("Check the disk and the rights of the folder."),
        ) from error


def provider_from_data(data: object) -> Provider:
    """One provider as JSON has it; what is not there is as it is when nobody chose.

    Raises:
        KeyError, TypeError, ValueError: it is no provider we know; the text names the field.
    """
    return Provider(**_typed(Provider, data))


def _typed(kind: type[Provider] | type[Fields], data: object) -> dict[str, Any]:
    """The values, each of the kind its field has; a field nobody knows is a newer console's."""
    if not isinstance(data, dict):
        raise TypeError("providers" if kind is Provider else "fields")
    known = {each.name: each for each in fields_of(kind)}
    if unknown := set(data) - set(known):
        raise ValueError(min(unknown))
    given: dict[str, Any] = {}
    for name, each in known.items():
        if name not in data:
            if each.default is MISSING and each.default_factory is MISSING:
                raise KeyError(name)
            continue
        value = data[name]
        if name == "fields":
            value = Fields(**_typed(Fields, value))
        elif isinstance(each.default, tuple):
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise TypeError(name)
            value = tuple(value)
        elif not isinstance(value, bool if isinstance(each.default, bool) else str):
            raise TypeError(name)
        given[name] = value
    return given


def _unreadable(path: Path, reason: str) -> UnreadableInput:
    return UnreadableInput(
        _("The providers in {path} cannot be read: {reason}.").format(path=path, reason=reason),
        hint=_("Put the file right, or move it away: nobody can sign in until then."),
    )


def _not_understood(path: Path, number: int, error: Exception) -> ConsoleError:
    if isinstance(error, BadInput):
        reason = str(error)
    else:
        reason = _("its field “{field}” makes no sense").format(field=str(error).strip("'")[:60])
    return UnreadableInput(
        _("Provider {number} in {path} cannot be used: {reason}").format(
            number=number, path=path, reason=reason
        ),
        hint=_("It is kept as it stands there."),
    )
