"""What writes would hit: the columns of the question before they run."""

from dataclasses import dataclass

from app.domain.console.blast import BlastRadius, Method
from app.domain.errors import ConsoleError
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State

_METHODS = {
    Method.EXPLAIN: N_("the optimizer's estimate"), Method.COUNT: N_("counted"),
    Method.COUNT_CUT: N_("at least, counting was broken off"),
    Method.STATISTICS: N_("all there are, by statistics"), Method.TEXT: N_("as written"),
}  # fmt: skip
_MANY = 0.2
"""Share of a table from which its rows are many."""
_SECONDS_BEHIND = 10.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement that may change something, with what it would hit once that is known."""

    number: int
    statement: str
    radius: BlastRadius | None = None
    error: ConsoleError | None = None
    """Why it could not be looked up at all."""
    bare: bool = False
    """It changes every row of a table."""

    @property
    def waiting(self) -> bool:
        """Whether it is still looked up."""
        return self.radius is None and self.error is None


def rows_said(radius: BlastRadius) -> str | None:
    """The rows, of how many, and where the number comes from; None where nobody says."""
    if radius.rows is None:
        return None
    said = formats.count(radius.rows)
    if radius.of_rows:
        said = _("{rows} of {all}").format(rows=said, all=formats.count(radius.of_rows))
    method = _METHODS.get(radius.method)
    return f"{said} ({_(method)})" if method else said


def _rows(it: Weighed) -> str | None:
    return rows_said(it.radius) if it.radius is not None else None


def _rows_state(it: Weighed) -> State:
    if it.bare:
        return State.ERROR
    radius = it.radius
    if radius is None or radius.rows is None or not radius.of_rows:
        return State.NONE
    return State.WARNING if radius.rows >= _MANY * radius.of_rows else State.NONE


def _lines(it: Weighed, name: str) -> str | None:
    lines: tuple[str, ...] = getattr(it.radius, name) if it.radius is not None else ()
    return "\n".join(lines) or None


def _replicas(it: Weighed) -> str | None:
    if it.radius is None:
        return None
    lines = []
    for replica in it.radius.replicas:
        lag = _("lag not known") if replica.lag is None else formats.duration(replica.lag)
        lines.append(f"{replica.name}: {lag}")
    return "\n".join(lines) or None


def _replicas_state(it: Weighed) -> State:
    behind = it.radius.replicas if it.radius is not None else ()
    slow = any(each.lag is None or each.lag >= _SECONDS_BEHIND for each in behind)
    return State.WARNING if slow else State.NONE


def _reversible(it: Weighed) -> str | None:
    if it.radius is None or it.radius.reversible is None:
        return None
    if it.radius.reversible:
        return _("yes, until it is committed")
    return _("no: it is lasting at once")


def _unknown(it: Weighed) -> str | None:
    if it.error is not None:
        return f"{it.error} {it.error.hint}".strip()
    if it.radius is None:
        return _("being looked up…")
    return "\n".join(it.radius.unknown) or None


WEIGHED: tuple[Field[Weighed], ...] = (
    Field("number", N_("No."), lambda it: it.number, formats.count, align=Align.RIGHT, width=46),
    Field("statement", N_("Statement"), lambda it: it.statement, stretch=True, code=True,
          width=200),
    Field("kind", N_("Kind"), lambda it: it.radius.kind if it.radius else None, width=110),
    Field("tables", N_("Tables"), lambda it: _lines(it, "tables"), width=150),
    Field("rows", N_("Rows"), _rows, width=230, state=_rows_state),
    Field("size", N_("Size of the table"), lambda it: it.radius.bytes if it.radius else None,
          formats.size, align=Align.RIGHT, width=110),
    Field("locks", N_("Locks"), lambda it: _lines(it, "locks"), hidden=True,
          state=lambda it: State.WARNING if _lines(it, "locks") else State.NONE),
    Field("triggers", N_("Triggers"), lambda it: _lines(it, "triggers"), hidden=True,
          state=lambda it: State.WARNING if _lines(it, "triggers") else State.NONE),
    Field("foreign_keys", N_("Foreign keys"), lambda it: _lines(it, "foreign_keys"), hidden=True,
          state=lambda it: State.WARNING if _lines(it, "foreign_keys") else State.NONE),
    Field("replicas", N_("Replicas that do the same"), _replicas, hidden=True,
          state=_replicas_state),
    Field("reversible", N_("Can be rolled back"), _reversible, width=150,
          state=lambda it: State.ERROR if it.radius and it.radius.reversible is False
          else State.NONE),
    Field("unknown", N_("Not known"), _unknown, width=160,
          state=lambda it: State.NOTICE if _unknown(it) and not it.waiting else State.NONE),
)  # fmt: skip
