"""`channels.json` in the settings: the channels there are, without what is secret of them.

What cannot be understood in it (by a newer console, by a slip of the hand) is told, kept, and
written back as it was.
"""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import files
from app.domain.errors import BadInput, ConsoleError, UnreadableInput, Unwritable
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Weekly
from app.i18n import _
from app.integrations.notify.channel import (
    Channel,
    EmailChannel,
    Security,
    Service,
    Wants,
    WebhookChannel,
)

VERSION = 1
NAME = "channels.json"
_EMAIL = "email"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SCOPE = ("instances", "types", "environments", "tags")


@dataclass(frozen=True, slots=True)
class Channels:
    """What the file holds."""

    channels: tuple[Channel, ...] = ()
    kept: tuple[object, ...] = ()
    """Entries that were not understood, as they stand there."""
    troubles: tuple[ConsoleError, ...] = ()


def new_id() -> str:
    """For a channel that is made."""
    return uuid.uuid4().hex[:12]


def read_channels(path: Path) -> Channels:
    """What is in the file; a file that is not there holds none.

    Raises:
        UnreadableInput: it is damaged or newer as a whole: nothing of it is used, or lost.
    """
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Channels()
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is no JSON")
        raise _unreadable(path, reason or "") from error
    if not isinstance(data, dict) or not isinstance(data.get("channels"), list):
        raise _unreadable(path, _("it holds no channels"))
    if data.get("version") != VERSION:
        raise _unreadable(path, _("it is of another version of Mohist"))
    channels: dict[str, Channel] = {}
    kept: list[object] = []
    troubles: list[ConsoleError] = []
    for number, entry in enumerate(data["channels"], 1):
        try:
            channel = channel_from_data(entry)
            if channel.id in channels:
                raise ValueError("id")
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            kept.append(entry)
            troubles.append(_not_understood(path, number, entry, error))
        else:
            channels[channel.id] = channel
    return Channels(tuple(channels.values()), tuple(kept), tuple(troubles))


def write_channels(path: Path, channels: Iterable[Channel], kept: Iterable[object] = ()) -> None:
    """Put them in place of what is there, with the entries that were kept behind them.

    Raises:
        Unwritable: the disk does not take it; what was there is still there.
    """
    entries = [*(channel_to_data(channel) for channel in channels), *kept]
    text = json.dumps({"version": VERSION, "channels": entries}, ensure_ascii=False, indent=1)
    try:
        files.write(path, (text + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise Unwritable(
            _("The channels cannot be written to {path}: {reason}.").format(
                path=path, reason=error.strerror
            ),
            hint=_("Check the disk and the rights of the folder."),
        ) from error


def channel_to_data(channel: Channel) -> dict[str, object]:
    """As JSON has it: every field, for people read and change it too."""
    common = {"id": channel.id, "name": channel.name, "enabled": channel.enabled}
    if isinstance(channel, EmailChannel):
        own: dict[str, object] = {
            "kind": _EMAIL, "host": channel.host, "port": channel.port,
            "security": str(channel.security), "user": channel.user, "sender": channel.sender,
            "to": list(channel.to), "ca": channel.ca,
        }  # fmt: skip
    else:
        own = {
            "kind": str(channel.service), "signed": channel.signed, "ca": channel.ca,
            "plain_http": channel.plain_http,
        }  # fmt: skip
    return {**common, **own, "wants": _wants_to_data(channel.wants)}


def channel_from_data(data: Mapping[str, Any]) -> Channel:
    """Back; what is not there is as it is when nobody chose.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no channel we know; the text of a
            ValueError names the field.
    """
    if not _ID.fullmatch(_text(data, "id")):
        raise ValueError("id")
    id_, name, enabled = _text(data, "id"), _text(data, "name"), _flag(data, "enabled", True)
    wants, kind = _wants_from_data(data.get("wants", {})), _text(data, "kind")
    if kind == _EMAIL:
        port = data.get("port", 587)
        if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
            raise ValueError("port")
        return EmailChannel(
            id_, name, enabled, wants, _text(data, "host"), port,
            _one_of(Security, data, "security", Security.STARTTLS), _text(data, "user"),
            _text(data, "sender"), _texts(data, "to"), _text(data, "ca"),
        )  # fmt: skip
    return WebhookChannel(
        id_, name, _one_of(Service, data, "kind"), enabled, wants, _flag(data, "signed", False),
        _text(data, "ca"), _flag(data, "plain_http", False),
    )  # fmt: skip


def _wants_to_data(wants: Wants) -> dict[str, object]:
    data: dict[str, object] = {"least": str(wants.least), "repeat_hours": wants.repeat_hours}
    if wants.scopes:
        data["scopes"] = [
            {name: sorted(getattr(scope, name)) for name in _SCOPE if getattr(scope, name)}
            for scope in wants.scopes
        ]
    if wants.quiet is not None:
        quiet = wants.quiet
        data["quiet"] = {
            "days": sorted(quiet.days), "begin": quiet.begin, "minutes": quiet.minutes,
        }  # fmt: skip
    return data


def _wants_from_data(data: Mapping[str, Any]) -> Wants:
    scopes = data.get("scopes", [])
    if not isinstance(scopes, list):
        raise ValueError("scopes")
    hours = data.get("repeat_hours", Wants().repeat_hours)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= 8760:
        raise ValueError("repeat_hours")
    return Wants(
        _one_of(Severity, data, "least", Severity.WARNING),
        tuple(_scope(each) for each in scopes),
        _quiet(data["quiet"]) if data.get("quiet") is not None else None,
        float(hours),
    )


def _scope(data: Mapping[str, Any]) -> Scope:
    if data.keys() - set(_SCOPE):
        raise ValueError("scopes")  # a limit we do not know would be none
    return Scope(**{name: frozenset(_texts(data, name)) for name in _SCOPE})


def _quiet(data: Mapping[str, Any]) -> Weekly:
    days, begin, minutes = data["days"], data["begin"], data["minutes"]
    whole = all(isinstance(each, int) for each in (begin, minutes, *days))
    if not whole or not set(days) <= set(range(7)):
        raise ValueError("quiet")
    if not 0 <= begin < 1440 or not 0 < minutes <= 1440:
        raise ValueError("quiet")
    return Weekly(frozenset(days), begin, minutes)


def _text(data: Mapping[str, Any], name: str) -> str:
    text = data.get(name, "")
    if not isinstance(text, str):
        raise ValueError(name)
    return text


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = data.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise ValueError(name)
    return tuple(texts)


def _flag(data: Mapping[str, Any], name: str, otherwise: bool) -> bool:
    flag = data.get(name, otherwise)
    if not isinstance(flag, bool):
        raise ValueError(name)
    return flag


def _one_of(kind: Any, data: Mapping[str, Any], name: str, otherwise: Any = None) -> Any:
    if name not in data and otherwise is not None:
        return otherwise
    try:
        return kind(data.get(name))
    except ValueError:
        raise ValueError(name) from None


def _not_understood(path: Path, number: int, entry: object, error: Exception) -> BadInput:
    name = entry.get("name") if isinstance(entry, dict) else None
    what = error.args[0] if isinstance(error, ValueError | KeyError) and error.args else "?"
    return BadInput(
        _("Channel {number} ({name}) in {path} is not used: its {field} makes no sense.").format(
            number=number, name=name or "?", path=path, field=what
        ),
        hint=_("It stays in the file as it is. Correct it there, or make the channel anew."),
    )


def _unreadable(path: Path, reason: str) -> UnreadableInput:
    return UnreadableInput(
        _("The channels cannot be read from {path}: {reason}.").format(path=path, reason=reason),
        hint=_("Nobody is told of alerts until the file is mended or moved away."),
    )
