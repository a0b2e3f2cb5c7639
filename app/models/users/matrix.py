"""What each role may do, as a table: a row for each ability, and for each role where they have it.

The matrix is written as lines of TOML (`app.domain.rights_file`); this is what they come to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

from app.domain.inventory import STAKE_NAMES, DatabaseType, Stake
from app.domain.people import ROLE_NAMES, Role
from app.domain.rights import ABILITY_NAMES, NOWHERE, Ability, Allowance, Place
from app.i18n import N_, _
from app.models.fields import Field

_OURS = frozenset(Ability) - {Ability.CONNECT, Ability.RUN_STATEMENTS, Ability.EXPORT_ROWS}
"""What is done with our own things, and so nowhere in particular."""
Matrix = Mapping[Role, tuple[Allowance, ...]]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An ability, and for each role where they have it: "" nowhere."""

    ability: str
    where: Mapping[Role, str]


def matrix_rows(matrix: Matrix) -> tuple[MatrixRow, ...]:
    """A row for each ability there is."""
    return tuple(
        MatrixRow(ability, {role: _where(ability, matrix.get(role, ())) for role in Role})
        for ability in ABILITY_NAMES
    )


def _where(ability: str, lines: Iterable[Allowance]) -> str:
    known = [each for each in lines if any(fnmatchcase(ability, one) for one in each.abilities)]
    if ability in _OURS:
        return _("yes") if any(each.covers(ability, NOWHERE) for each in known) else ""
    wholly = [stake for stake in Stake if _everything(ability, known, stake)]
    if len(wholly) == len(Stake):
        return _("everywhere")
    partly = [stake for stake in Stake if stake not in wholly and _something(known, stake)]
    return ", ".join(
        [_(STAKE_NAMES[each]) for each in wholly]
        + [_("{where} in part").format(where=_(STAKE_NAMES[each])) for each in partly]
    )


def _everything(ability: str, lines: Iterable[Allowance], stake: Stake) -> bool:
    """Whether it is allowed on every instance of that stake, whatever it is."""
    found = [*lines]
    return all(
        any(each.covers(ability, Place("?", "?", stake, engine, "?")) for each in found)
        for engine in DatabaseType
    )


def _something(lines: Iterable[Allowance], stake: Stake) -> bool:
    return any(not each.stakes or stake in each.stakes for each in lines)


def _of(role: Role, row: MatrixRow) -> str | None:
    return row.where[role] or None


def _named(row: MatrixRow) -> str:
    return _(ABILITY_NAMES[row.ability])


MATRIX: tuple[Field[MatrixRow], ...] = (
    Field("ability", N_("Ability"), _named, stretch=True, width=300),
    *(Field(role.value, ROLE_NAMES[role], partial(_of, role), width=140) for role in Role),
)
