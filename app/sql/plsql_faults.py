"""What the compiler of PL/SQL refuses though every statement is well formed.

Names behind END that are another's, EXIT outside of loops, labels that are nowhere, queries that
go nowhere, RETURN as its place does not take it. The tree stays whole beside it.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from app.i18n import N_
from app.sql import tree
from app.sql.program_faults import Fault
from app.sql.tokens import Tokens

_LABEL = N_("a label of a block or loop around it")
_LOOP = N_("a statement that may stand outside of loops")
_GOTO = N_("a label of this program")
_OWN_NAME = N_("the name from the beginning")
_NO_VALUE = N_("no value outside of functions")
_VALUE = N_("the value of the function")
_INTO = N_("INTO and variables")
_HANDLED = N_("the name of an exception outside of handlers")
_LAST = N_("OTHERS alone and in the last handler")
_SIZED = N_("a length")
_PROGRAMS = (tree.Block, tree.CreateRoutine, tree.CreatePackage, tree.CreateTrigger)
_HOLDERS = (tree.Block, tree.Loop, tree.Branch, tree.ExceptionHandler, tree.Labelled)
_NEED_LENGTH = frozenset({"VARCHAR2", "VARCHAR", "NVARCHAR2", "RAW"})


def plsql_faults(found: tree.Statement, tokens: Tokens) -> Iterator[Fault]:
    """The faults of a unit or a block; none where it is no PL/SQL."""
    if isinstance(found, _PROGRAMS):
        unit = _Unit(found, tokens)
        for node in unit.nodes:
            check = _CHECKS.get(type(node))
            if check is not None:
                yield from check(node, unit)


class _Unit:
    """What is being checked, and what each of its GOTOs would look for again."""

    def __init__(self, found: tree.Statement, tokens: Tokens) -> None:
        self.tokens, self.nodes = tokens, tree.walk(found)

    @cached_property
    def labels(self) -> frozenset[str]:
        """All its labels, in capitals."""
        return frozenset(
            one.label.upper()
            for one in self.nodes
            if isinstance(one, tree.Block | tree.Loop | tree.Labelled)
        )


def _program(node: tree.Node) -> tree.CreateRoutine | None:
    """The procedure or function that it stands in."""
    return next((n for n in tree.ancestors(node) if isinstance(n, tree.CreateRoutine)), None)


def _around(node: tree.Node) -> Iterator[tree.Node]:
    """What holds it, up to the program it stands in."""
    for above in tree.ancestors(node):
        if isinstance(above, tree.CreateRoutine):
            return
        yield above


# ---------------------------------------------------------------------- what is checked


def _block(node: tree.Block, _unit: _Unit) -> Iterator[Fault]:
    if node.label and node.end_name and node.end_name.upper() != node.label.upper():
        yield Fault(node.last, _OWN_NAME)
    for at, handler in enumerate(node.handlers):
        others = any(name.name.upper() == "OTHERS" for name in handler.names)
        if others and (len(handler.names) > 1 or at < len(node.handlers) - 1):
            yield Fault(handler.names[0].first, _LAST)


def _loop(node: tree.Loop, _unit: _Unit) -> Iterator[Fault]:
    if node.label and node.end_name and node.end_name.upper() != node.label.upper():
        yield Fault(node.last, _OWN_NAME)


def _routine(node: tree.CreateRoutine, unit: _Unit) -> Iterator[Fault]:
    body = node.body
    end_name = body.end_name if isinstance(body, tree.Block) else ""
    if end_name and body and end_name.upper() != node.name.name.upper():
        yield Fault(body.last, _OWN_NAME)
    types = [parameter.type for parameter in node.parameters]
    for type_ in [*types, node.returns] if node.returns else types:
        for at in range(type_.first, type_.last):
            if unit.tokens.kinds[at] == "(":
                yield Fault(at, "IS | AS" if type_ is node.returns else ", | )")
                break


def _variable(node: tree.DeclareVariable, _unit: _Unit) -> Iterator[Fault]:
    if node.type.name in _NEED_LENGTH and node.type.first == node.type.last:
        yield Fault(node.type.last, _SIZED)
    if (node.constant or node.not_null) and node.default is None:
        yield Fault(node.last + 1, ":= | DEFAULT")


def _jump(node: tree.Jump, unit: _Unit) -> Iterator[Fault]:
    if node.kind == "GOTO":
        if node.label.upper() not in unit.labels:
            yield Fault(node.last, _GOTO)
        return
    loops = [one for one in _around(node) if _is_loop(one)]
    if not loops:
        yield Fault(node.first, _LOOP)
    elif node.label:
        labels = {one.label.upper() for one in loops if isinstance(one, tree.Loop | tree.Labelled)}
        if node.label.upper() not in labels:
            yield Fault(node.first + 1, _LABEL)


def _is_loop(node: tree.Node) -> bool:
    """Whether it is a loop, or a further label of one."""
    while isinstance(node, tree.Labelled):
        node = node.statement
    return isinstance(node, tree.Loop)


def _return(node: tree.Return, _unit: _Unit) -> Iterator[Fault]:
    program = _program(node)
    if program is None or program.kind.endswith("PROCEDURE"):
        if node.value is not None:
            yield Fault(node.value.first, _NO_VALUE)
    elif node.value is None and program.kind == "FUNCTION" and not _is_piped(program):
        yield Fault(node.first, _VALUE)


def _is_piped(program: tree.CreateRoutine) -> bool:
    return any(option.name == "PIPELINED" for option in program.options)


def _raise(node: tree.Raise, _unit: _Unit) -> Iterator[Fault]:
    handled = any(isinstance(one, tree.ExceptionHandler) for one in _around(node))
    if node.exception is None and not handled:
        yield Fault(node.first, _HANDLED)


def _query(node: tree.Query, _unit: _Unit) -> Iterator[Fault]:
    """A query that is a statement must say where its row goes."""
    above = node.parent
    if not isinstance(above, _HOLDERS) or node in getattr(above, "declarations", ()):
        return
    body = node.body
    if node.into is None and isinstance(body, tree.Select) and body.into is None:
        yield Fault(node.first, _INTO)


_CHECKS: dict[type, Callable[[Any, _Unit], Iterator[Fault]]] = {
    tree.Block: _block, tree.Loop: _loop, tree.CreateRoutine: _routine,
    tree.DeclareVariable: _variable, tree.Jump: _jump, tree.Return: _return, tree.Raise: _raise,
    tree.Query: _query,
}  # fmt: skip
