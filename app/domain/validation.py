"""Whether a record of the inventory makes sense; each complaint names its field."""

import dataclasses
import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from app.domain.errors import BadInput
from app.domain.inventory import (
    DIAL_NAMES,
    ROLE_NAMES,
    ROLES,
    TYPE_NAMES,
    Dial,
    Environment,
    Host,
    Instance,
    Owner,
    Pool,
    Product,
    Service,
)
from app.domain.limits import LONG, LONGEST
from app.i18n import N_, _

Record: TypeAlias = Product | Service | Host | Pool | Instance | Environment | Owner

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.UNICODE)
_DIALLED = {Dial.VIP: "vip", Dial.DOMAIN: "domain", Dial.BUSINESS_IP: "host"}
"""What an instance must have to be dialled so."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

FIELD_NAMES = {
    "name": N_("Name"), "address": N_("Address"), "port": N_("Port"), "vip": N_("VIP"),
    "domain": N_("Domain"), "role": N_("Role"), "colour": N_("Colour"), "email": N_("E-mail"),
    "business_ip": N_("Business IP"), "management_ip": N_("Management IP"),
    "cores": N_("Cores"), "memory": N_("Memory"), "disk": N_("Disk"), "code": N_("Code"),
    "phone": N_("Phone"), "site": N_("Site"), "system": N_("System"), "version": N_("Version"),
    "service_name": N_("Service name"), "notes": N_("Notes"), "tags": N_("Tags"),
    "owners": N_("Owners"), "access": N_("Connection"),
}  # fmt: skip


class BadField(BadInput):
    """A field of a record makes no sense; `field` is its name in the record."""

    def __init__(self, text: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(text, hint=hint)
        self.field = field

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (str(self), self.hint, self.field)


def _rebuild(text: str, hint: str, field: str) -> BadField:
    return BadField(text, hint=hint, field=field)


def check(record: Record) -> None:
    """Raise BadField for the first field that makes no sense."""
    for column in dataclasses.fields(record):
        value = getattr(record, column.name)
        for text in _texts(value):
            _text(column.name, text)
        _length(column.name, value)
    for field, test in _CHECKS.items():
        if hasattr(record, field):
            test(field, getattr(record, field))
    if isinstance(record, Instance):
        if not record.address:
            raise _bad("address", _("An instance needs an address."))
        if record.dial in _DIALLED and not getattr(record, _DIALLED[record.dial]):
            raise _bad(
                "dial",
                _("{name} is to be dialled by its {what}, and has none.").format(
                    name=record.name, what=_(DIAL_NAMES[record.dial])
                ),
                _("Give it one, or dial another of its addresses."),
            )
        if record.role not in ROLES[record.type]:
            raise _bad(
                "role",
                _("{type} has no role called {role}.").format(
                    type=TYPE_NAMES[record.type], role=_(ROLE_NAMES[record.role])
                ),
            )


def is_address(text: str) -> bool:
    """Whether it is an IP address of either family (IPv6 also in brackets), or a host name (IDN
    included).
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return is_domain(text)
    return bare == text or found.version == 6


def is_domain(text: str) -> bool:
    """Whether it is a host name: labels of letters, digits, hyphens and underscores."""
    labels = text.removesuffix(".").split(".")
    if all(label.isdigit() for label in labels):
        return False  # meant as an IP address, and is none
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif dataclasses.is_dataclass(value):
        for column in dataclasses.fields(value):
            yield from _texts(getattr(value, column.name))


def _text(field: str, value: str) -> None:
    """Half a surrogate pair, as a damaged file leaves it, can be stored nowhere."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise _bad(
            field,
            _("{field} holds a character that is none: {text}").format(
                field=field, text=ascii(value[error.start : error.start + 20])
            ),
        ) from error


def _length(field: str, value: object) -> None:
    """What is longer than its column would be cut off, or refused by some servers alone."""
    if isinstance(value, str):
        length, most = len(value), LONGEST.get(field, LONG)
    elif isinstance(value, tuple):
        length, most = len(json.dumps(value, ensure_ascii=False)), LONG
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        length, most = len(json.dumps(dataclasses.asdict(value), ensure_ascii=False)), LONG
    else:
        return
    if length > most and field != "name":  # which has a sentence of its own
        raise _bad(
            field,
            _("{field} is too long: {length} characters.").format(
                field=_named(field), length=f"{length:,}"
            ),
            _("At most {most} can be kept.").format(most=f"{most:,}"),
        )


def _bad(field: str, text: str, hint: str = "") -> BadField:
    return BadField(text, hint=hint, field=field)


def _named(field: str) -> str:
    return _(FIELD_NAMES.get(field, field))


def _name(field: str, value: str) -> None:
    if not value.strip():
        raise _bad(field, _("A name is needed."))
    if len(value) > LONGEST[field] or value != value.strip() or not value.isprintable():
        raise _bad(
            field,
            _("The name is not usable: {name}").format(name=ascii(value[:40])),
            _("Up to 255 letters, without blanks around and without control characters."),
        )


def _address(field: str, value: str) -> None:
    if value and not is_address(value):
        raise _bad(
            field,
            _("{field}: {value} is no IP address and no host name.").format(
                field=_named(field), value=value
            ),
        )


def _ip(field: str, value: str) -> None:
    try:
        if value:
            ipaddress.ip_address(value)
    except ValueError:
        raise _bad(
            field,
            _("{field}: {value} is no IP address.").format(field=_named(field), value=value),
        ) from None


def _domain(field: str, value: str) -> None:
    if value and not is_domain(value):
        raise _bad(field, _("{value} is no domain name.").format(value=value))


def _port(field: str, value: int) -> None:
    if not 1 <= value <= 65_535:
        raise _bad(field, _("A port is a number from 1 to 65535, not {value}.").format(value=value))


def _size(field: str, value: int) -> None:
    if not 0 <= value < 2**63:
        raise _bad(field, _("{field} cannot be {value}.").format(field=_named(field), value=value))


def _colour(field: str, value: str) -> None:
    if value and not _COLOUR.fullmatch(value):
        raise _bad(field, _("A colour is written like #B3261E, not {value}.").format(value=value))


def _email(field: str, value: str) -> None:
    if value and not _EMAIL.fullmatch(value):
        raise _bad(field, _("{value} is no e-mail address.").format(value=value))


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "name": _name, "address": _address, "port": _port, "vip": _address, "domain": _domain,
    "business_ip": _ip, "management_ip": _ip, "cores": _size, "memory": _size, "disk": _size,
    "colour": _colour, "email": _email,
}  # fmt: skip
