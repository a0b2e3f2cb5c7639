"""Rules about loops and jumps.

After chapter 4.3 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.places import word
from app.audit.programs import ORACLE, is_literal, loops, oracle
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_ORDERED = frozenset({"<", ">", "<=", ">="})
_STEPPING = frozenset({"NEXT", "PRIOR"})


def method_of(node: tree.Node | None) -> str:
    """COUNT of `rows.COUNT`, `rows.COUNT()` and `a(i).rows.COUNT`; nothing for anything else."""
    match node:
        case tree.Column(name=name) if len(name.parts) > 1:
            return name.name.upper()
        case tree.FunctionCall(name=called) if "." in called:
            return called.rpartition(".")[2].upper()
        case tree.Member(name=name):
            return name.name.upper()
    return ""


@rule(
    Severity.WARNING,
    on=(tree.Jump,),
    dialects=ORACLE,
    bad=oracle("BEGIN IF a THEN GOTO done; END IF; x; <<done>> NULL; END;\n/"),
    good=oracle("BEGIN IF NOT a THEN x; END IF; END;\n/"),
    sources=["Trivadis G-4310"],
)
def plsql_no_goto(node: tree.Jump, scope: Scope) -> Hits:
    """GOTO.

    Why: nobody can say at the label where the program comes from.

    Instead: EXIT, CONTINUE, IF, or a procedure of its own.
    """
    if node.kind == "GOTO":
        yield hit(node, N_("GOTO {label} makes the flow hard to follow"), label=node.label)


@rule(
    Severity.NOTICE,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN FOR i IN 1 .. c.most LOOP x(i); END LOOP; END;\n/"),
    good=oracle("BEGIN <<rows>> FOR i IN 1 .. c.most LOOP x(i); END LOOP rows; END;\n/"),
    sources=["Trivadis G-4320"],
)
def plsql_loop_label(node: tree.Loop, scope: Scope) -> Hits:
    """A loop has no label.

    Why: in a long unit nobody sees what it goes through and which END LOOP belongs to it.

    Instead: put `<<name>>` before it and the name behind END LOOP.
    """
    if not node.label:
        yield hit(node.first, N_("This loop has no label"))


@rule(
    Severity.WARNING,
    on=(tree.Block, tree.Loop),
    dialects=ORACLE,
    bad=oracle("<<a>>\nBEGIN <<a>> FOR i IN 1 .. 9 LOOP x(i); END LOOP a; END a;\n/"),
    good=oracle(
        "<<a>>\nBEGIN <<b>> FOR i IN 1 .. 9 LOOP x(i); END LOOP b; END a;\n/",
        "BEGIN <<a>> LOOP x; END LOOP a; <<a>> LOOP x; END LOOP a; END;\n/",
    ),
    sources=["Trivadis G-4325"],
)
def plsql_no_reused_label(node: tree.Block | tree.Loop, scope: Scope) -> Hits:
    """A label has the name of one further out.

    Why: EXIT label then leaves the inner one, though the outer one was meant.

    Instead: a name of its own.
    """
    if not node.label:
        return
    for above in tree.ancestors(node):
        if isinstance(above, tree.Block | tree.Loop) and above.label.lower() == node.label.lower():
            yield hit(node.first, N_("The label {label} stands further out as well"),
                      label=node.label)  # fmt: skip
            return


def _conditions(node: tree.Loop) -> list[tree.Node]:
    """What ends a loop: its own condition, and those of the EXITs in it."""
    found = [one.condition for one in node.statements
             if isinstance(one, tree.Jump) and one.kind == "EXIT"]  # fmt: skip
    return [one for one in (node.condition, *found) if one is not None]


@rule(
    Severity.WARNING,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN LOOP EXIT WHEN i > t.COUNT(); x(t(i)); i := i + 1; END LOOP; END;\n/"),
    good=oracle(
        "BEGIN FOR i IN 1 .. t.COUNT LOOP x(t(i)); END LOOP; END;\n/",
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 9; EXIT WHEN t.COUNT = 0; END LOOP; END;\n/",
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 9; x(t); EXIT WHEN t.COUNT < 9; END LOOP; "
        "END;\n/",
    ),
    sources=["Trivadis G-4340"],
)
def plsql_for_over_dense_array(node: tree.Loop, scope: Scope) -> Hits:
    """A loop counts through a dense collection by hand.

    Why: the counter must be set, raised and compared in three places; a FOR does it in one.

    Instead: `FOR i IN 1 .. collection.COUNT LOOP`.
    """
    if node.kind == "FOR" or any(
        isinstance(one, tree.CursorUse) and one.kind == "FETCH" for one in node.statements
    ):
        return
    for condition in _conditions(node):
        if isinstance(condition, tree.Comparison) and condition.op in _ORDERED:
            sides = {method_of(condition.left), method_of(condition.right)}
            if sides & {"COUNT", "LAST"}:
                yield hit(node, N_("A FOR loop counts by itself"))
                return


@rule(
    Severity.ERROR,
    on=(tree.Iteration,),
    dialects=ORACLE,
    bad=oracle("BEGIN FOR i IN t.FIRST .. t.LAST LOOP x(t(i)); END LOOP; END;\n/"),
    good=oracle(
        "BEGIN FOR i IN 1 .. t.COUNT LOOP x(t(i)); END LOOP; END;\n/",
        "BEGIN FORALL i IN INDICES OF t DELETE FROM log WHERE id = t(i); END;\n/",
    ),
    sources=["Trivadis G-4350"],
)
def plsql_loop_from_one_to_count(node: tree.Iteration, scope: Scope) -> Hits:
    """A loop goes from FIRST to LAST.

    Why: of an empty collection both are NULL, and the loop fails (ORA-06502); of a sparse one it
    fails at the first gap.

    Instead: `1 .. collection.COUNT` where it is dense, WHILE with NEXT where it is not.
    """
    if (
        node.kind == "RANGE"
        and method_of(node.values[0]) == "FIRST"
        and (method_of(node.values[1]) == "LAST")
    ):
        yield hit(node, N_("This loop fails where the collection is empty"))


@rule(
    Severity.NOTICE,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN LOOP EXIT WHEN i IS NULL; x(t(i)); i := t.NEXT(i); END LOOP; END;\n/"),
    good=oracle("BEGIN WHILE i IS NOT NULL LOOP x(t(i)); i := t.NEXT(i); END LOOP; END;\n/"),
    sources=["Trivadis G-4360"],
)
def plsql_while_over_loose_array(node: tree.Loop, scope: Scope) -> Hits:
    """A basic loop goes through a sparse collection.

    Why: WHILE says at its head when it ends.

    Instead: `WHILE i IS NOT NULL LOOP … i := collection.NEXT(i)`.
    """
    if node.kind == "LOOP" and any(
        isinstance(one, tree.AssignVariable) and method_of(one.value) in _STEPPING
        for one in node.statements
    ):
        yield hit(node, N_("WHILE says at its head when this loop ends"))


@rule(
    Severity.WARNING,
    on=(tree.Loop,),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN LOOP x; CONTINUE; y; END LOOP; END;\n/",
        "BEGIN FOR r IN c LOOP x; EXIT; END LOOP; END;\n/",
    ),
    good=oracle(
        "BEGIN LOOP x; EXIT WHEN a > b; END LOOP; END;\n/",
        "BEGIN LOOP x; IF a THEN EXIT; END IF; END LOOP; END;\n/",
    ),
    sources=["Trivadis G-4365"],
)
def plsql_no_unconditional_exit(node: tree.Loop, scope: Scope) -> Hits:
    """EXIT or CONTINUE without a condition.

    Why: what follows is never run, and with EXIT the loop is none.

    Instead: `EXIT WHEN condition`.
    """
    for one in node.statements:
        if (
            isinstance(one, tree.Jump)
            and one.kind in {"EXIT", "CONTINUE"}
            and one.condition is None
        ):
            yield hit(one, N_("{kind} without a condition"), kind=one.kind)


def _left(node: tree.Jump) -> tree.Loop | None:
    """The loop an EXIT leaves."""
    for loop in loops(node):
        if not node.label or loop.label.lower() == node.label.lower():
            return loop
    return None


@rule(
    Severity.WARNING,
    on=(tree.Jump,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN FOR i IN 1 .. c.most LOOP x(i); EXIT WHEN i = 7; END LOOP; END;\n/",
        "BEGIN WHILE a < b LOOP x; EXIT WHEN a = 7; END LOOP; END;\n/",
    ),
    good=oracle("BEGIN LOOP x; EXIT WHEN a = 7; END LOOP; END;\n/"),
    sources=["Trivadis G-4370"],
)
def plsql_exit_only_basic_loop(node: tree.Jump, scope: Scope) -> Hits:
    """EXIT leaves a FOR or WHILE loop.

    Why: its head says when it ends, and then it ends elsewhere as well.

    Instead: a WHILE with both conditions, or a basic loop.
    """
    if node.kind == "EXIT":
        loop = _left(node)
        if loop is not None and loop.kind != "LOOP":
            yield hit(node, N_("EXIT leaves a {kind} loop"), kind=loop.kind)


@rule(
    Severity.NOTICE,
    on=(tree.If,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN LOOP x; IF a > b THEN EXIT; END IF; END LOOP; END;\n/"),
    good=oracle("BEGIN LOOP x; EXIT WHEN a > b; END LOOP; END;\n/"),
    sources=["Trivadis G-4375"],
)
def plsql_use_exit_when(node: tree.If, scope: Scope) -> Hits:
    """An IF holds nothing but EXIT.

    Why: three lines for what one says.

    Instead: `EXIT label WHEN condition`.
    """
    if len(node.branches) != 1 or len(node.branches[0].statements) != 1:
        return
    only = node.branches[0].statements[0]
    if isinstance(only, tree.Jump) and only.kind in {"EXIT", "CONTINUE"} and only.condition is None:
        yield hit(node, N_("{kind} WHEN says this in one line"), kind=only.kind)


@rule(
    Severity.NOTICE,
    on=(tree.Jump,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN <<a>> LOOP x; EXIT WHEN b > 7; END LOOP a; END;\n/"),
    good=oracle("BEGIN <<a>> LOOP x; EXIT a WHEN b > 7; END LOOP a; END;\n/"),
    sources=["Trivadis G-4380"],
)
def plsql_exit_label(node: tree.Jump, scope: Scope) -> Hits:
    """EXIT does not name the loop it leaves.

    Why: with loops in loops nobody sees how far it goes, and it changes when one is put around.

    Instead: `EXIT label WHEN condition`.
    """
    if node.kind in {"EXIT", "CONTINUE"} and not node.label:
        yield hit(node, N_("{kind} does not name its loop"), kind=node.kind)


@rule(
    Severity.WARNING,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN FOR i IN 1 .. c.most LOOP x; END LOOP; END;\n/"),
    good=oracle(
        "BEGIN FOR i IN 1 .. c.most LOOP x(i); END LOOP; END;\n/",
        "BEGIN FOR r IN c LOOP x; END LOOP; END;\n/",
    ),
    sources=["Trivadis G-4390"],
)
def plsql_no_unused_index(node: tree.Loop, scope: Scope) -> Hits:
    """The index of a FOR loop is never used.

    Why: the loop does the same in each turn, or counts something of its own beside the index.

    Instead: use the index, or say with another loop what is repeated.
    """
    if not any(isinstance(one, tree.Iteration) and one.kind == "RANGE" for one in node.over):
        return
    assert node.variable is not None
    if len(scope.places.within(word(node.variable), node.first, node.last)) == 1:
        yield hit(node.variable, N_("The index {name} is never used"), name=node.variable.name,
                  about=node.variable.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN FOR i IN 1 .. 5 LOOP x(i); END LOOP; END;\n/"),
    good=oracle(
        "BEGIN FOR i IN c.low .. c.high LOOP x(i); END LOOP; END;\n/",
        "BEGIN FOR i IN 1 .. t.COUNT LOOP x(i); END LOOP; END;\n/",
    ),
    sources=["Trivadis G-4395"],
)
def plsql_no_literal_bounds(node: tree.Loop, scope: Scope) -> Hits:
    """A FOR loop goes up to a number.

    Why: nobody knows why 5, and whoever changes it finds only some of its places.

    Instead: constants with names.
    """
    for one in node.over:
        if not isinstance(one, tree.Iteration) or one.kind != "RANGE":
            continue
        low, high = one.values
        if is_literal(high, "number") or (
            isinstance(low, tree.Literal) and scope.literal(low) not in {"0", "1"}
        ):
            yield hit(one, N_("The bounds of this loop are numbers without a name"))
