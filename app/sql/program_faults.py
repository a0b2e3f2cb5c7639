"""What MySQL and MariaDB refuse in a stored program as they parse it, though the grammar takes it.

Labels that are nowhere around, names that are not declared or declared twice, declarations out of
order, statements that programs may not hold. The tree stays whole beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens


class Fault(NamedTuple):
    """A token that cannot stand there, and a phrase for what could."""

    at: int
    expected: str


_LABEL = N_("a label of a block or loop around it")
_LOOP_LABEL = N_("a label of a loop around it")
_FREE_LABEL = N_("a label that nothing around it has")
_FREE_NAME = N_("a name that is not declared yet")
_CURSOR = N_("a declared cursor")
_CONDITION = N_("a declared condition")
_VARIABLE = N_("a declared variable")
_EARLIER = N_("a declaration that may follow cursors and handlers")
_STATE = N_("an SQLSTATE of five digits or capitals that does not begin with 00")
_OUTSIDE = N_("a statement that may stand outside of functions")
_HOLDS = N_("a statement that a stored program may hold")
_SILENT = N_("a query into variables")
_ROW = N_("a row that the trigger has and may change")
_NEVER_INSIDE = (
    tree.Use, tree.LoadData, tree.LockTables, tree.CreateRoutine, tree.CreateTrigger,
    tree.AlterRoutine,
)  # fmt: skip
_GENERAL = frozenset({"NOT FOUND", "SQLEXCEPTION", "SQLWARNING"})
_STATE_LENGTH = 5


class _Names:
    """Those of a block and those around it, of which each may have thousands."""

    __slots__ = ("_around", "_own")

    def __init__(self, own: Iterable[str] = (), around: "_Names | None" = None) -> None:
        self._own, self._around = set(own), around

    def __contains__(self, name: str) -> bool:
        here: _Names | None = self
        while here is not None:
            if name in here._own:
                return True
            here = here._around
        return False

    def add(self, name: str) -> None:
        """Declare one here."""
        self._own.add(name)


@dataclass(slots=True)
class _Scope:
    """What is known at one place; names are lower case. A handler sees no labels around it."""

    returns: bool
    silent: bool
    labels: dict[str, bool] = field(default_factory=dict)  # whether it is that of a loop
    variables: _Names = field(default_factory=_Names)
    conditions: _Names = field(default_factory=_Names)
    cursors: _Names = field(default_factory=_Names)


FAULTY = (tree.CreateRoutine, tree.CreateTrigger, tree.Signal, tree.CreateEvent)
"""The statements that may have such faults."""


def program_faults(found: tree.Statement, tokens: Tokens) -> Iterator[Fault]:
    """The faults of a program, in the order of the text; none where it is no program."""
    match found:
        case tree.CreateRoutine(body=body, parameters=parameters) if body is not None:
            yield from _twice(parameter.name for parameter in parameters)
            names = _Names(parameter.name.name.lower() for parameter in parameters)
            returns = found.kind == "FUNCTION"
            cursors = _Names(p.name.name.lower() for p in parameters if _refers(p.type))
            scope = _Scope(returns, silent=returns, variables=names, cursors=cursors)
            yield from _Faults(tokens).of(body, scope)
            if returns and not any(
                isinstance(n, tree.Return | tree.Opaque) for n in tree.walk(body)
            ):
                yield Fault(body.last, "RETURN")
        case tree.CreateTrigger(body=body):
            yield from _Faults(tokens).of(body, _Scope(returns=False, silent=True))
            yield from _rows(found, tokens)
        case tree.Signal():
            yield from _Faults(tokens).states(found.first, found.last)
        case tree.CreateEvent(body=body) if body is not None:
            yield from _Faults(tokens).of(body, _Scope(returns=False, silent=False))


def _refers(type_: tree.DataType) -> bool:
    """Whether a variable of this type is a cursor."""
    return type_.name == "SYS_REFCURSOR"


def _twice(names: Iterator[tree.Name]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        if name.name.lower() in seen:
            yield Fault(name.first, _FREE_NAME)
        seen.add(name.name.lower())


def _rows(trigger: tree.CreateTrigger, tokens: Tokens) -> Iterator[Fault]:
    """NEW where a row is deleted, OLD where one is inserted, and changes of what stays as it is."""
    missing = {"INSERT": "OLD", "DELETE": "NEW"}.get(trigger.event, "")
    kinds = tokens.kinds
    for at in range(trigger.body.first, trigger.body.last):
        row = kinds[at]
        if row not in {"OLD", "NEW"} or kinds[at + 1] != "." or kinds[at - 1] == ".":
            continue
        is_set = kinds[at - 1] == "SET" and kinds[at + 3] in {"=", ":="}
        if row == missing or (is_set and (row == "OLD" or trigger.time == "AFTER")):
            yield Fault(at, _ROW)


class _Faults:
    """The walk through a body, with what is declared on the way."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def of(self, one: tree.Node, scope: _Scope) -> Iterator[Fault]:
        """The faults of a statement and of all it holds."""
        match one:
            case tree.Block():
                yield from self._labelled(one, scope)
                yield from self._block(one, _inside(one, scope, loop=False))
            case tree.Loop():
                yield from self._labelled(one, scope)
                yield from self._all(one.statements, _inside(one, scope, loop=True))
            case tree.If(branches=branches) | tree.CaseStatement(branches=branches):
                for branch in branches:
                    yield from self._all(branch.statements, scope)
            case tree.Jump():
                known = scope.labels.get(one.label.lower())
                if known is None or (one.kind == "ITERATE" and not known):
                    yield Fault(one.last, _LABEL if one.kind == "LEAVE" else _LOOP_LABEL)
            case tree.Return():
                if not scope.returns:
                    yield Fault(one.first, _OUTSIDE)
            case tree.CursorUse():
                yield from _cursor_use(one, scope)
            case tree.Signal():
                yield from self._signal(one, scope)
            case tree.Query():
                if scope.silent and not _tells_variables(one):
                    yield Fault(one.first, _SILENT)
            case _ if isinstance(one, _NEVER_INSIDE):
                yield Fault(one.first, _HOLDS)

    def _all(self, statements: Sequence[tree.Node], scope: _Scope) -> Iterator[Fault]:
        for statement in statements:
            yield from self.of(statement, scope)

    def _labelled(self, one: tree.Block | tree.Loop, scope: _Scope) -> Iterator[Fault]:
        if one.label and one.label.lower() in scope.labels:
            yield Fault(one.first, _FREE_LABEL)

    def _block(self, block: tree.Block, scope: _Scope) -> Iterator[Fault]:
        """Declarations add to what is known in this block, and then come the statements."""
        own: dict[type, set[str]] = {}
        handled: set[str] = set()
        latest = 0
        for one in block.statements:
            order = _order(one)
            if 0 < order < latest:
                yield Fault(one.first, _EARLIER)
            latest = max(latest, order)
            match one:
                case tree.DeclareVariable(names=names):
                    yield from _declared(names, own.setdefault(tree.DeclareVariable, set()))
                    for name in names:
                        scope.variables.add(name.name.lower())
                        if _refers(one.type):
                            scope.cursors.add(name.name.lower())
                case tree.DeclareCondition(name=name):
                    yield from _declared((name,), own.setdefault(tree.DeclareCondition, set()))
                    yield from self.states(one.first, one.last)
                    scope.conditions.add(name.name.lower())
                case tree.DeclareCursor(name=name):
                    yield from _declared((name,), own.setdefault(tree.DeclareCursor, set()))
                    scope.cursors.add(name.name.lower())
                case tree.DeclareHandler():
                    yield from self._handler(one, scope, handled)
                case _:
                    yield from self.of(one, scope)

    def _handler(
        self, one: tree.DeclareHandler, scope: _Scope, handled: set[str]
    ) -> Iterator[Fault]:
        yield from self.states(one.first, one.body.first - 1)
        for condition in one.conditions:
            written = " ".join(condition.upper().split())
            plain = written.isidentifier() and written not in _GENERAL
            if plain and condition.lower() not in scope.conditions:
                yield Fault(one.body.first - 1, _CONDITION)
            if written in handled:
                yield Fault(one.body.first - 1, _FREE_NAME)
            handled.add(written)
        yield from self.of(one.body, replace(scope, labels={}))

    def _signal(self, one: tree.Signal, scope: _Scope) -> Iterator[Fault]:
        kinds, at = self._tokens.kinds, one.first + 1
        yield from self.states(one.first, min(one.last, at + 2))
        if one.kind not in {"SIGNAL", "RESIGNAL"} or at > one.last:
            return
        named = kinds[at] not in {"SQLSTATE", "SET"} and kinds[at].isidentifier()
        if named and kinds[at].lower() not in scope.conditions:
            yield Fault(at, _CONDITION)

    def states(self, first: int, last: int) -> Iterator[Fault]:
        """SQLSTATEs that no error has."""
        kinds, tokens = self._tokens.kinds, self._tokens
        for at in range(first, last):
            if kinds[at] != "SQLSTATE":
                continue
            state = at + (2 if kinds[at + 1] == "VALUE" else 1)
            text = tokens.source(state, state)[1:-1]
            if len(text) != _STATE_LENGTH or not text.isalnum() or text[:2] == "00":
                yield Fault(state, _STATE)


def _inside(one: tree.Block | tree.Loop, scope: _Scope, *, loop: bool) -> _Scope:
    labels = {**scope.labels, one.label.lower(): loop} if one.label else scope.labels
    variables, conditions, cursors = (
        _Names(around=names) for names in (scope.variables, scope.conditions, scope.cursors)
    )
    if isinstance(one, tree.Loop) and one.variable is not None:
        variables.add(one.variable.name.lower())
    return replace(
        scope, labels=labels, variables=variables, conditions=conditions, cursors=cursors
    )


def _order(one: tree.Node) -> int:
    """What must not come before what: variables and conditions, cursors, handlers."""
    match one:
        case tree.DeclareVariable() | tree.DeclareCondition():
            return 1
        case tree.DeclareCursor():
            return 2
        case tree.DeclareHandler():
            return 3
    return 0


def _declared(names: Sequence[tree.Name], known: set[str]) -> Iterator[Fault]:
    for name in names:
        if name.name.lower() in known:
            yield Fault(name.first, _FREE_NAME)
        known.add(name.name.lower())


def _cursor_use(one: tree.CursorUse, scope: _Scope) -> Iterator[Fault]:
    if one.cursor.name.lower() not in scope.cursors and " " not in one.cursor.name:
        yield Fault(one.cursor.first, _CURSOR)
    if one.kind == "FETCH":
        for target in one.targets:
            if not isinstance(target, tree.Column) or len(target.name.parts) > 1:
                continue
            if target.name.name.lower() not in scope.variables:
                yield Fault(target.first, _VARIABLE)


def _tells_variables(query: tree.Query) -> bool:
    """Whether it fills variables, so that nobody is told its rows."""
    body = query.body
    branches = body.branches if isinstance(body, tree.SetOperation) else (body,)
    return query.into is not None or any(getattr(one, "into", None) for one in branches)
