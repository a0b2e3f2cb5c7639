"""Rules about programs in general: labels, unused and dead code, literals, comments.

After chapter 1 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

import itertools
import re

from app.audit.places import word
from app.audit.programs import (
    LISTS,
    ORACLE,
    apart,
    declared,
    in_program,
    is_literal,
    oracle,
    repeated,
)
from app.audit.registry import Hits, Text, hit, hit_in_comment, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_LEAVING = (tree.Return, tree.Raise)
_COMMENT = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?(?:\*/|\Z)", re.S)
_NESTED_IN_BLOCK = re.compile(r"(?<![-/*])--(?![-/*])|(?<!\A)/\*")


@rule(
    Severity.NOTICE,
    on=(tree.Block,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN\n  BEGIN\n    load_rates;\n  END;\nEND;\n/",
        "CREATE PROCEDURE p IS BEGIN IF TRUE THEN BEGIN x; END; END IF; END p;\n/",
    ),
    good=oracle(
        "BEGIN\n  <<rates>>\n  BEGIN\n    load_rates;\n  END rates;\nEND;\n/",
        "CREATE PROCEDURE p IS BEGIN x; END p;\n/",
    ),
    sources=["Trivadis G-1010"],
)
def plsql_block_label(node: tree.Block, scope: Scope) -> Hits:
    """A block within a block has no label.

    Why: in a long unit nobody sees what it is for and which END belongs to it.

    Instead: put `<<name>>` before it and the name behind its END.
    """
    if not node.label and isinstance(node.parent, (*LISTS, tree.Labelled, tree.CompiledBranch)):
        yield hit(node.first, N_("This block has no label"))


@rule(
    Severity.NOTICE,
    on=(tree.Block, tree.Loop),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN\n  <<days>>\n  FOR i IN 1 .. 7 LOOP\n    plan(i);\n  END LOOP;\nEND;\n/",
        "BEGIN\n  <<one>>\n  BEGIN\n    plan(1);\n  END two;\nEND;\n/",
    ),
    good=oracle(
        "BEGIN\n  <<days>>\n  FOR i IN 1 .. 7 LOOP\n    plan(i);\n  END LOOP days;\nEND;\n/",
        "BEGIN\n  FOR i IN 1 .. 7 LOOP\n    plan(i);\n  END LOOP;\nEND;\n/",
    ),
    sources=["Trivadis G-1020"],
)
def plsql_end_label(node: tree.Block | tree.Loop, scope: Scope) -> Hits:
    """The label of a block or loop is not repeated at its end.

    Why: END alone does not say what ends there, and nobody notices that a loop was cut in half.

    Instead: `END LOOP label`, `END label`.
    """
    if node.label and node.end_name.lower() != node.label.lower():
        yield hit(node.last, N_("The label {label} is missing behind this END"), label=node.label)


@rule(
    Severity.WARNING,
    on=(tree.Block, tree.CreatePackage, tree.CompoundTrigger),
    dialects=ORACLE,
    bad=oracle(
        "DECLARE\n  l_total NUMBER(8);\n  l_rest NUMBER(8);\nBEGIN\n  l_total := 1;\nEND;\n/",
        "CREATE PACKAGE BODY p IS\n  e_lost EXCEPTION;\n  PROCEDURE q IS BEGIN r; END q;\n"
        "END p;\n/",
    ),
    good=oracle(
        "DECLARE\n  l_total NUMBER(8);\nBEGIN\n  l_total := 1;\nEND;\n/",
        "CREATE PACKAGE p IS\n  gc_most CONSTANT PLS_INTEGER := 7;\nEND p;\n/",
        'DECLARE\n  "l total" NUMBER(8);\nBEGIN\n  "l total" := 1;\nEND;\n/',
    ),
    sources=["Trivadis G-1030"],
)
def plsql_no_unused_variable(node: tree.Node, scope: Scope) -> Hits:
    """Something is declared and never used.

    Why: whoever reads the unit looks for what it is for, or a name was mistyped where it should
    have been used.

    Instead: remove the declaration.
    """
    if isinstance(node, tree.CreatePackage) and not node.is_body:
        return
    places, first, last = scope.places, node.first, node.last
    for name, _one in declared(node):
        if len(places.within(word(name), first, last)) == 1 and word(name) not in scope.omitted:
            yield hit(name, N_("{name} is declared and never used"), name=name.name,
                      about=name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(*LISTS, tree.Comparison),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN\n  IF 1 = 2 THEN\n    x;\n  END IF;\nEND;\n/",
        "BEGIN\n  RETURN;\n  x;\nEND;\n/",
        "BEGIN\n  LOOP\n    EXIT WHEN TRUE;\n    x;\n  END LOOP;\nEND;\n/",
        "BEGIN\n  RAISE e_gone;\n  x;\nEND;\n/",
        "BEGIN\n  IF FALSE THEN\n    x;\n  END IF;\nEND;\n/",
    ),
    good=oracle(
        "BEGIN\n  IF a = 2 THEN\n    RETURN;\n  END IF;\n  x;\nEND;\n/",
        "BEGIN\n  GOTO done;\n  <<done>>\n  x;\nEND;\n/",
        "SELECT 1 FROM dual WHERE 1 = 1",
        "BEGIN IF 1 = 2 OR a OR b THEN x; END IF; END;\n/",
        "BEGIN IF '&mode' = 'test' THEN x; END IF; END;\n/",
        "CREATE TABLE t AS SELECT * FROM u WHERE 1 = 0",
    ),
    sources=["Trivadis G-1040"],
)
def plsql_no_dead_code(node: tree.Node, scope: Scope) -> Hits:
    """Code that is never run.

    Why: it looks as if it did something, is changed with the rest and tested by nobody; and often
    it was meant to run.

    Instead: remove it, or correct the condition.
    """
    if isinstance(node, tree.Comparison):
        yield from _never_true(node, scope)
        return
    if isinstance(node, tree.Branch) and is_literal(node.condition, "false"):
        yield hit(node, N_("This branch is never taken"))
    if scope.omitted:
        return
    listed = node.statements  # type: ignore[attr-defined]
    for before, behind in itertools.pairwise(listed):
        if _leaves(before) and not isinstance(behind, tree.Labelled) and not _label_of(behind):
            yield hit(behind, N_("Nothing behind this {kind} is ever run"),
                      kind=scope.tokens.kinds[before.first])  # fmt: skip


def _label_of(node: tree.Node) -> str:
    return node.label if isinstance(node, tree.Block | tree.Loop) else ""


def _leaves(node: tree.Node) -> bool:
    """Whether nothing behind a statement can run."""
    if isinstance(node, tree.Jump):
        return node.condition is None or is_literal(node.condition, "true")
    return isinstance(node, _LEAVING)


def _never_true(node: tree.Comparison, scope: Scope) -> Hits:
    """`1 = 2`: two literals that are never equal, or never less and so on."""
    left, right = node.left, node.right
    if not (is_literal(left, "number", "string") and is_literal(right, "number", "string")):
        return
    assert isinstance(left, tree.Literal)
    assert isinstance(right, tree.Literal)
    if left.kind != right.kind or not in_program(node):
        return
    if isinstance(node.parent, tree.Logical) and node.parent.op == "OR":
        return  # one of the others may be true: `1 = 2 OR …` only lines them up
    one, other = scope.literal(left), scope.literal(right)
    if "&" in one + other:  # SQL*Plus fills it in
        return
    if (node.op == "=" and one != other) or (node.op in {"<>", "!="} and one == other):
        yield hit(node, N_("This condition is never true"))


@rule(
    Severity.NOTICE,
    on=(tree.Block,),
    dialects=ORACLE,
    in_default=False,
    parameters={"allowed": ("", "0", "1")},
    bad=oracle("BEGIN\n  pay(in_department => 10);\nEND;\n/", "BEGIN\n  g_city := 'Ulm';\nEND;\n/"),
    good=oracle(
        "BEGIN\n  pay(in_department => constants.co_sales);\nEND;\n/",
        "DECLARE\n  co_city CONSTANT towns.name%TYPE := 'Ulm';\nBEGIN\n  go(co_city);\nEND;\n/",
        "SELECT name FROM towns WHERE id = 10",
        "BEGIN\n  l_n := l_n + 1;\nEND;\n/",
    ),
    sources=["Trivadis G-1050"],
)
def plsql_no_literal_in_code(node: tree.Block, scope: Scope) -> Hits:
    """A literal stands in the code.

    Why: nobody knows what 10 means, and whoever changes it finds only some of its places.

    Instead: a constant with a name, in a package of constants.
    """
    begins = (*node.statements, *node.handlers)[0].first
    literals = [
        literal
        for literal in scope.within(node, tree.Literal)
        if literal.first >= begins and literal.kind in {"string", "number"}
    ]
    others = [*scope.within(node, tree.Block), *scope.within(node, tree.Pragma)]
    allowed = scope.words("allowed")
    # a block is asked by itself
    for literal in apart(literals, [each for each in others if each.first >= begins]):
        if scope.literal(literal) not in allowed:
            yield hit(literal, N_("A literal stands in the code"))


_ROWIDS = frozenset({"ROWID", "UROWID"})


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.ColumnDefinition, tree.Assignment),
    having=_ROWIDS,
    dialects=ORACLE,
    bad=oracle(
        "INSERT INTO log (id, at) SELECT id, ROWID FROM orders",
        "BEGIN\n  INSERT INTO log (id, at) SELECT o.id, o.rowid FROM orders o;\nEND;\n/",
    ),
    good=oracle(
        "INSERT INTO log (id, at) SELECT id, SYSDATE FROM orders",
        "INSERT INTO log (id) SELECT id FROM orders WHERE ROWID = :r",
    ),
    sources=["Trivadis G-1060"],
)
def plsql_no_stored_rowid(node: tree.Node, scope: Scope) -> Hits:
    """A ROWID is stored in a table.

    Why: it names the place of a row, and the row moves: with SHRINK, MOVE, export and import,
    partitions. What is stored then points to nothing, or to another row.

    Instead: store the primary key.
    """
    found: tree.Node | None = None
    if isinstance(node, tree.ColumnDefinition):
        if node.type is not None and node.type.name in _ROWIDS:
            found = node.type
    elif isinstance(node, tree.Assignment):
        found = node.value if _is_rowid(node.value) else None
    elif isinstance(node, tree.Insert):
        found = _inserted_rowid(node)
    if found is not None:
        yield hit(found, N_("A ROWID is stored"))


def _is_rowid(node: tree.Node) -> bool:
    if isinstance(node, tree.PseudoColumn):
        return node.name == "ROWID"
    return isinstance(node, tree.Column) and node.name.name.upper() == "ROWID"


def _inserted_rowid(node: tree.Insert) -> tree.Node | None:
    if isinstance(node.source, tree.Query) and isinstance(node.source.body, tree.Select):
        values = [item.value for item in node.source.body.items]
    elif isinstance(node.source, tree.Values):
        values = [v for row in node.source.rows if isinstance(row, tree.Row) for v in row.items]
    else:
        return None
    return next((value for value in values if _is_rowid(value)), None)


@rule(
    Severity.NOTICE,
    on=(Text,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN\n  /* first -- second */\n  x;\nEND;\n/",
        "BEGIN\n  x; -- first /* second */\nEND;\n/",
    ),
    good=oracle(
        "BEGIN\n  /* first, second */\n  x; -- third\nEND;\n/",
        "BEGIN\n  /*------ load ------*/\n  x;\nEND;\n/",
        "BEGIN\n  x('-- /* no comment */');\nEND;\n/",
    ),
    sources=["Trivadis G-1070"],
)
def plsql_no_nested_comment(node: None, scope: Scope) -> Hits:
    """A comment stands within a comment.

    Why: comments do not nest: the first */ ends them all, and what was commented out runs.

    Instead: one comment, or lines that begin with --.
    """
    if "/*" not in scope.code:
        return
    for found in _COMMENT.finditer(scope.text):
        comment = found[0]
        inside = comment[2:-2] if comment.startswith("/*") else comment[2:]
        nested = (
            comment.startswith("/*") and comment.endswith("*/") and _NESTED_IN_BLOCK.search(inside)
        ) or (comment.startswith("--") and "/*" in inside)
        if nested:
            yield hit_in_comment(found.span(), N_("A comment stands within a comment"))


_NOT_COMPARED = (tree.Literal, tree.CaseOperand, tree.Parameter)


@rule(
    Severity.ERROR,
    on=(tree.Comparison, tree.Logical, tree.Arithmetic),
    dialects=ORACLE,
    bad=oracle(
        "SELECT id FROM staff e WHERE e.salary > e.salary",
        "BEGIN\n  IF a > b OR a > b THEN\n    x;\n  END IF;\nEND;\n/",
    ),
    good=oracle(
        "SELECT id FROM staff e WHERE e.salary > e.bonus",
        "SELECT id FROM staff WHERE 1 = 1",
        "BEGIN\n  IF f(a) = 1 OR f(b) = 1 THEN\n    x;\n  END IF;\nEND;\n/",
        "BEGIN\n  area := side * side;\nEND;\n/",
    ),
    sources=["Trivadis G-1080"],
)
def plsql_no_same_operands(node: tree.Node, scope: Scope) -> Hits:
    """The same expression stands on both sides of an operator.

    Why: the result is known before anything runs, so one of the two was meant to be something
    else.

    Instead: correct one side, or leave the condition out.
    """
    if isinstance(node, tree.Logical):
        operands: tuple[tree.Expression, ...] = node.operands
    elif isinstance(node, tree.Comparison) or (
        isinstance(node, tree.Arithmetic) and node.op in {"-", "/"}
    ):
        operands = (node.left, node.right)
    else:
        return
    sizes = [one.last - one.first for one in operands]
    if len(set(sizes)) == len(sizes):  # no two are written alike
        return
    if any(isinstance(one, _NOT_COMPARED) for one in operands):
        return
    if next(repeated(scope, operands), None) is not None:
        yield hit(node, N_("Both sides are the same"))
