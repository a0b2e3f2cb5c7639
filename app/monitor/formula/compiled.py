"""Makes closures of a formula, once; thousands of samples a second go through them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.monitoring.sample import Row, Scalar
from app.i18n import _
from app.monitor.formula.reading import read
from app.monitor.formula.tree import BadFormula, Call, Node, Number, Operation, Reference, Text
from app.monitor.formula.values import ARITHMETIC, COMPARE, as_number, is_on

_NOTHING: Mapping[str, float] = {}
_NO_ROW: Row = {}


class Scene:
    """What a formula sees: this look at the server, and what counters rose by since the last.

    A step that is not there is not known: no look before, a restart between, a field that is new.
    """

    __slots__ = ("fields", "row", "row_steps", "seconds", "steps", "table_steps", "tables")

    def __init__(
        self,
        fields: Mapping[str, Scalar],
        tables: Mapping[str, Mapping[str, Row]],
        steps: Mapping[str, float],
        table_steps: Mapping[str, Mapping[str, Mapping[str, float]]],
        seconds: float,
    ) -> None:
        self.fields, self.tables = fields, tables
        self.steps, self.table_steps = steps, table_steps
        self.seconds = seconds
        self.row: Row = _NO_ROW
        self.row_steps: Mapping[str, float] = _NOTHING

    def stand_at(self, table: str, row: str) -> None:
        """Let fields of `table` be those of this row from now on."""
        self.row = self.tables[table][row]
        self.row_steps = self.table_steps.get(table, {}).get(row, _NOTHING)


Value: TypeAlias = Scalar
Evaluate: TypeAlias = Callable[[Scene], Value]


@dataclass(frozen=True, slots=True)
class Formula:
    """One that can be evaluated, and what it needs for that."""

    text: str
    value: Evaluate
    """None where there is no value; text only where the formula is of text."""
    references: tuple[Reference, ...]
    counters: tuple[Reference, ...]
    """Those of `references` that must rise; `delta` and `rate` are of them."""
    tables: frozenset[str] = frozenset()
    """The sources among them that have rows."""


def compiled(
    text: str, *, each: str = "", tables: frozenset[str] = frozenset(), own: str = ""
) -> Formula:
    """Read `text` and make it ready; BadFormula where it makes no sense.

    With `each`, fields of that table are those of the row the scene stands at. `own` is what the
    source `query` is called outside: the user's own statement.
    """
    maker = _Maker(each, tables, own)
    value = maker.make(read(text))
    references = tuple(dict.fromkeys(maker.references))
    rows = frozenset(r.source for r in references if r.row is not None or r.source in maker.tables)
    return Formula(text, value, references, tuple(dict.fromkeys(maker.counters)), rows)


class _Maker:
    """Makes one formula; knows in which table's row it stands."""

    def __init__(self, each: str, tables: frozenset[str], own: str) -> None:
        self._inside = each
        self.tables = tables | ({each} if each else set())
        self._own = own
        self.references: list[Reference] = []
        self.counters: list[Reference] = []

    def make(self, node: Node) -> Evaluate:
        """The closure of `node`."""
        match node:
            case Number(value):
                number = int(value) if value.is_integer() else value
                return lambda scene: number
            case Text(words):
                return lambda scene: words
            case Reference():
                return self._field(node)
            case Operation(sign, left, right):
                return self._operation(sign, self.make(left), self.make(right))
            case Call(name, given, column):
                return self._call(name, given, column)

    def _field(self, node: Reference) -> Evaluate:
        node = self._known(node)
        self.references.append(node)
        source, name, row = node.source, node.name, node.row
        if row is not None:
            return lambda scene: scene.tables.get(source, {}).get(row, _NO_ROW).get(name)
        if source in self.tables:
            return lambda scene: scene.row.get(name)
        field = node.field
        return lambda scene: scene.fields.get(field)

    def _known(self, node: Reference) -> Reference:
        """As it is called outside; complains of a table taken for a single row."""
        if node.source == "query" and self._own:
            node = Reference(self._own, node.name, node.row, node.column)
        if node.row is None and node.source in self.tables and node.source != self._inside:
            raise BadFormula(
                _("“{table}” is a table: name a row of it, or take the sum of all.").format(
                    table=node.source
                ),
                node.column,
            )
        return node

    def _operation(self, sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
        if sign == "and":
            return lambda scene: left(scene) and right(scene)
        if sign == "or":
            return lambda scene: left(scene) or right(scene)
        if sign in COMPARE:
            compare = COMPARE[sign]
            return lambda scene: compare(left(scene), right(scene))
        arithmetic = ARITHMETIC[sign]
        return lambda scene: arithmetic(left(scene), right(scene))

    def _call(self, name: str, given: tuple[Node, ...], column: int) -> Evaluate:
        if name in ("delta", "rate"):
            return self._step(name, given, column)
        if len(given) == 1 and name in _OVER_ROWS:
            return self._over_rows(name, given[0], column)
        values = [self.make(node) for node in given]
        if name == "first":
            return lambda scene: next(
                (found for value in values if (found := value(scene)) is not None), None
            )
        if name in ("min", "max") and len(values) > 1:
            choose = min if name == "min" else max
            return lambda scene: _of_all(choose, [as_number(value(scene)) for value in values])
        if name == "abs" and len(values) == 1:
            (value,) = values
            return lambda scene: _of_all(lambda found: abs(found[0]), [as_number(value(scene))])
        if name == "on" and len(values) == 1:
            (value,) = values
            return lambda scene: is_on(value(scene))
        raise BadFormula(
            _("There is no function “{name}” of {count} values.").format(
                name=name, count=len(given)
            ),
            column,
        )

    def _step(self, name: str, given: tuple[Node, ...], column: int) -> Evaluate:
        """What counters rose by together; each is watched by itself, so that none hides a reset."""
        counters = [self._known(field) for node in given for field in _added(node, column)]
        self.references += counters
        self.counters += counters
        steps = [self._one_step(counter) for counter in counters]
        if len(steps) == 1:
            (step,) = steps
        else:

            def step(scene: Scene) -> float | None:
                return _of_all(sum, [one(scene) for one in steps])

        if name == "delta":
            return step

        def rate(scene: Scene) -> float | None:
            rose = step(scene)
            return None if rose is None else rose / scene.seconds

        return rate

    def _one_step(self, counter: Reference) -> Callable[[Scene], float | None]:
        source, name, row = counter.source, counter.name, counter.row
        if row is not None:
            return lambda scene: scene.table_steps.get(source, {}).get(row, _NOTHING).get(name)
        if source in self.tables:
            return lambda scene: scene.row_steps.get(name)
        field = counter.field
        return lambda scene: scene.steps.get(field)

    def _over_rows(self, name: str, node: Node, column: int) -> Evaluate:
        """Over every row of the one table in `node`; rows without a value count for nothing."""
        found = {
            reference.source
            for reference in _references(node)
            if reference.row is None and reference.source in self.tables
        }
        if len(found) != 1 or self._inside:
            raise BadFormula(
                _("“{name}” goes over the rows of one table.").format(name=name), column
            )
        (table,) = found
        self._inside = table
        value = self.make(node)
        self._inside = ""
        together = _OVER_ROWS[name]

        def over(scene: Scene) -> float | None:
            rows = scene.tables.get(table)
            if rows is None:
                return None
            values = []
            for row in rows:
                scene.stand_at(table, row)
                number = as_number(value(scene))
                if number is not None:
                    values.append(number)
            return together(values)

        return over


def _of_all(together: Callable[[list[float]], float], values: list[float | None]) -> float | None:
    """Where one of them is missing, so is the whole."""
    there = [value for value in values if value is not None]
    return together(there) if len(there) == len(values) else None


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


_OVER_ROWS: Mapping[str, Callable[[list[float]], float | None]] = {
    "sum": lambda values: sum(values) if values else None,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "avg": _mean,
    "any": lambda values: int(any(values)),
    "count": lambda values: sum(1 for value in values if value),
}
"""`count` and `any` of a table without rows are 0: it was asked for and is empty."""


def _references(node: Node) -> list[Reference]:
    match node:
        case Reference():
            return [node]
        case Operation(_, left, right):
            return _references(left) + _references(right)
        case Call(_, given, _):
            return [reference for inner in given for reference in _references(inner)]
        case _:
            return []


def _added(node: Node, column: int) -> list[Reference]:
    """The fields of a sum; anything else could hide that one of them began anew."""
    match node:
        case Reference():
            return [node]
        case Operation("+", left, right):
            return _added(left, column) + _added(right, column)
        case _:
            raise BadFormula(_("What rises must be a field, or a sum of fields."), column)
