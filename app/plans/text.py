"""A plan as text, for a ticket or a terminal: columns that line up, or a table of Markdown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain import figures
from app.domain.display import padded, width
from app.domain.plan import Plan, PlanNode, with_depth
from app.i18n import N_, _
from app.plans.figures import took
from app.plans.warnings import PlanWarning

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    value: Callable[[PlanNode], str]
    right: bool = False


_COLUMNS = (
    _Column(N_("Object"), lambda node: _object(node)),
    _Column(N_("Access"), lambda node: node.access.word),
    _Column(N_("Index"), lambda node: node.index),
    _Column(N_("Thought"), lambda node: _rows(node.estimated_rows), True),
    _Column(N_("Rows"), lambda node: _rows(node.actual_rows), True),
    _Column(N_("Loops"), lambda node: _rows(node.loops), True),
    _Column(N_("Off by"), lambda node: _factor(node.factor), True),
    _Column(N_("Time"), lambda node: _of(took, node.time), True),
    _Column(N_("Cost"), lambda node: _of(figures.number, node.cost), True),
)


def as_text(plan: Plan, warnings: Sequence[PlanWarning] = ()) -> str:
    """Numbered steps in columns, conditions and remarks by their numbers below."""
    rows, titles = _table(plan, _INDENT)
    lines = _lined_up([titles, *rows], _stand_right(titles))
    rule = "-" * max(map(width, lines))
    parts = [heading(plan), "\n".join([lines[0], rule, *lines[1:]])]
    if conditions := _conditions(plan):
        parts.append("\n".join([_("Conditions"), *(f"  {line}" for line in conditions)]))
    if warnings:
        numbers = _numbers(plan)
        said = [
            f"  {numbers.get(id(each.node), 0)}: {each.message} {each.advice}" for each in warnings
        ]
        parts.append("\n".join([_("Remarks"), *said]))
    return "\n\n".join(parts) + "\n"


def as_markdown(plan: Plan, warnings: Sequence[PlanWarning] = ()) -> str:
    """The same as a table of Markdown; depth is shown by dots, which survive everywhere."""
    rows, titles = _table(plan, "· ")
    lines = [
        _markdown_row(titles),
        "|" + "|".join("---:" if each else "---" for each in _stand_right(titles)) + "|",
        *map(_markdown_row, rows),
    ]
    parts = [f"**{heading(plan)}**", "\n".join(lines)]
    if conditions := _conditions(plan):
        parts.append("\n".join(f"- `{line}`" for line in conditions))
    if warnings:
        numbers = _numbers(plan)
        parts.append(
            "\n".join(
                f"- **{each.title}** ({numbers.get(id(each.node), 0)}): {each.message}"
                f" {each.advice}"
                for each in warnings
            )
        )
    return "\n\n".join(parts) + "\n"


def heading(plan: Plan) -> str:
    """Of which server, whether it was run, and what it took, in one line."""
    run = _("was broken off, or still runs") if plan.cut else _("was run")
    said = [plan.version, plan.schema, run if plan.analyzed else _("was not run")]
    if plan.time is not None:
        said.append(_("took {time}").format(time=took(plan.time)))
    if plan.cost is not None:
        said.append(_("cost {cost}").format(cost=figures.number(plan.cost)))
    if plan.digest:
        said.append(_("digest {digest}").format(digest=plan.digest[:16]))
    return ", ".join(filter(None, said))


def _table(plan: Plan, indent: str) -> tuple[list[list[str]], list[str]]:
    """Rows and titles of the columns that say something."""
    nodes = list(with_depth(plan.root))
    shown = [column for column in _COLUMNS if any(column.value(node) for _d, node in nodes)]
    titles = ["#", _("Operation"), *(_(column.title) for column in shown)]
    rows = [
        [
            str(number),
            indent * depth + node.headline,
            *(" ".join(column.value(node).split()) for column in shown),
        ]
        for number, (depth, node) in enumerate(nodes)
    ]
    return rows, titles


def _stand_right(titles: Sequence[str]) -> list[bool]:
    """Which of the columns hold figures."""
    return [True, False, *(column.right for column in _COLUMNS if _(column.title) in titles)]


def _lined_up(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            " " * (wide - width(cell)) + cell if stands else padded(cell, wide)
            for cell, wide, stands in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]


def _conditions(plan: Plan) -> list[str]:
    found = []
    for number, node in enumerate(plan.root.walk()):
        for text in (node.access_condition, node.condition):
            flat = " ".join(text.split())
            if flat:
                found.append(f"{number}: {flat}")
    return found


def _numbers(plan: Plan) -> dict[int, int]:
    return {id(node): number for number, node in enumerate(plan.root.walk())}


def _markdown_row(cells: Sequence[str]) -> str:
    safe = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in cells)
    return "| " + " | ".join(safe) + " |"


def _object(node: PlanNode) -> str:
    if node.alias and node.object and node.alias != node.object:
        return f"{node.object} {node.alias}"
    return node.object or node.alias


def _of(form: Callable[[float], str], value: float | None) -> str:
    return "" if value is None else form(value)


def _rows(rows: float | None) -> str:
    if rows is None:
        return ""
    return f"{rows:,.0f}" if rows >= 100 or rows == int(rows) else f"{rows:,.3g}"


def _factor(factor: float | None) -> str:
    if factor is None:
        return ""
    return f"×{factor:,.3g}" if factor >= 1 else f"÷{1 / factor:,.3g}"
