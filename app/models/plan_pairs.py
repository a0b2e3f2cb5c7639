"""Two plans beside each other as rows of a table."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.plan import PlanNode
from app.i18n import N_
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.plan import rows_text
from app.plans.comparing import Comparison, Pair
from app.plans.figures import took

_INDENT = "\u2007\u2007"  # blanks that are not taken together


@dataclass(frozen=True, slots=True)
class PairRow:
    """A line of a comparison with its number."""

    number: int
    pair: Pair

    @property
    def state(self) -> State:
        """Whether the plan is another here, or only its figures."""
        changes = self.pair.changes
        if any(change.of_shape for change in changes):
            return State.WARNING
        return State.NOTICE if changes else State.NONE


def pair_rows(comparison: Comparison) -> list[PairRow]:
    """The lines of a comparison as rows."""
    return [PairRow(number, pair) for number, pair in enumerate(comparison.pairs)]


def pair_key(row: PairRow) -> int:
    """Tells rows apart."""
    return row.number


def _step(side: str) -> Callable[[PairRow], str | None]:
    def text(row: PairRow) -> str | None:
        node: PlanNode | None = getattr(row.pair, side)
        depth: int = getattr(row.pair, f"{side}_depth")
        return None if node is None else _INDENT * depth + node.headline

    return text


def _of(side: str, name: str) -> Callable[[PairRow], object]:
    def value(row: PairRow) -> object:
        node: PlanNode | None = getattr(row.pair, side)
        return None if node is None else getattr(node, name) or None

    return value


def _way(side: str) -> Callable[[PairRow], str | None]:
    def text(row: PairRow) -> str | None:
        node: PlanNode | None = getattr(row.pair, side)
        if node is None:
            return None
        parts = (node.name, node.access.word, node.index)
        return " · ".join(filter(None, parts)) or None

    return text


def _changes(row: PairRow) -> str | None:
    return ", ".join(change.word for change in row.pair.changes) or None


def _verbatim(text: str) -> str:
    return text


def _side(
    side: str, step: str, way: str, rows: str, cost: str, time: str
) -> tuple[Field[PairRow], ...]:
    right = Align.RIGHT
    return (
        Field(f"{side}_step", step, _step(side), _verbatim, width=250, none=""),
        Field(f"{side}_way", way, _way(side), width=190, none=""),
        Field(f"{side}_rows", rows, _of(side, "estimated_rows"), rows_text, right, width=80,
              none=""),
        Field(f"{side}_cost", cost, _of(side, "cost"), formats.number, right, width=80, none=""),
        Field(f"{side}_time", time, _of(side, "time"), took, right, width=80, none=""),
    )  # fmt: skip


PAIRS: tuple[Field[PairRow], ...] = (
    *_side("before", N_("Before"), N_("Access before"), N_("Rows before"), N_("Cost before"),
           N_("Time before")),
    Field("changes", N_("What is another"), _changes, width=140, state=lambda row: row.state,
          none=""),
    *_side("after", N_("Now"), N_("Access now"), N_("Rows now"), N_("Cost now"), N_("Time now")),
)  # fmt: skip
