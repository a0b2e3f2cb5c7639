"""The matrix of rights as it is written: TOML, lines of each role; see `resources/rights.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from app.domain.errors import BadInput
from app.domain.inventory import DatabaseType, Stake
from app.domain.people import Role
from app.domain.rights import ABILITY_NAMES, Allowance
from app.i18n import _

_KEYS = ("abilities", "environments", "engines", "products", "instances")


def read_matrix(text: str) -> Mapping[Role, tuple[Allowance, ...]]:
    """Read it; a role that is not named may do nothing.

    Raises:
        BadInput: it makes no sense. Nothing of it holds then: half of the rights are not the
            rights somebody wrote.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _nonsense(_("they are no TOML: {reason}").format(reason=error)) from error
    made: dict[Role, tuple[Allowance, ...]] = {}
    for name, lines in document.items():
        if name not in [*Role]:
            raise _nonsense(_("there is no role {name}").format(name=name))
        if not isinstance(lines, list):
            raise _nonsense(_("lines of a role begin with [[{name}]]").format(name=name))
        made[Role(name)] = tuple(_allowance(name, line) for line in lines)
    return made


def _allowance(role: str, line: Any) -> Allowance:
    if not isinstance(line, dict):
        raise _nonsense(_("lines of a role begin with [[{name}]]").format(name=role))
    for key in line:
        if key not in _KEYS:
            raise _nonsense(_("{role} has {key}, which is not known").format(role=role, key=key))
    abilities, *places = (_texts(role, key, line.get(key, [])) for key in _KEYS)
    if not abilities:
        raise _nonsense(_("a line of {role} names no abilities").format(role=role))
    for pattern in abilities:
        if not any(fnmatchcase(each, pattern) for each in ABILITY_NAMES):
            raise _nonsense(_("there is no ability {name}").format(name=pattern))
    stakes, engines, products, instances = places
    _known(stakes, Stake, _("there is no environment {name}; there are: {names}"))
    _known(engines, DatabaseType, _("there is no engine {name}; there are: {names}"))
    return Allowance(
        abilities,
        frozenset(map(Stake, stakes)),
        frozenset(engines),
        frozenset(products),
        frozenset(instances),
    )


def _texts(role: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise _nonsense(_("{key} of {role} is no list of names").format(key=key, role=role))
    return tuple(value)


def _known(said: Iterable[str], names: Iterable[str], text: str) -> None:
    known = [*names]
    for name in said:
        if name not in known:
            raise _nonsense(text.format(name=name, names=", ".join(known)))


def _nonsense(reason: str) -> BadInput:
    return BadInput(
        _("The rights cannot be read: {reason}.").format(reason=reason),
        hint=_("rights.toml, as it comes with Mohist, says how they are written."),
    )
