"""What the trees of PL/SQL are made of, and what is left of a body with a mistake in it."""

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse
from tests.sql.grammar.ddl_bench import Reading, lost, partial, reading

ORACLE = Dialect.ORACLE


def block(text: str) -> Reading[tree.Block]:
    return reading(text, tree.Block, ORACLE)


def test_a_block_has_declarations_statements_and_handlers() -> None:
    found = block(
        "<<a>> DECLARE b t.c%TYPE; e EXCEPTION; BEGIN d; EXCEPTION WHEN e OR f THEN RAISE; END a;"
    )
    made = found.tree
    assert (made.label, made.end_name) == ("a", "a")
    variable, exception = made.declarations
    assert isinstance(variable, tree.DeclareVariable)
    assert variable.type.name == "T.C%TYPE"
    assert isinstance(exception, tree.DeclareException)
    assert [name.name for name in made.handlers[0].names] == ["e", "f"]


def test_calls_keep_their_names_and_what_they_are_called_on() -> None:
    first, second, third = block(
        "BEGIN p.q(1, b => 2); rows(i).add(x); l.DELETE; END;"
    ).tree.statements
    assert isinstance(first, tree.Call)
    assert (first.name.dotted, len(first.arguments)) == ("p.q", 2)
    assert isinstance(second, tree.Call)
    assert (second.name.dotted, type(second.through)) == ("add", tree.FunctionCall)
    assert isinstance(third, tree.Call)
    assert third.name.dotted == "l.DELETE"


def test_a_mistake_costs_its_statement_only() -> None:
    found = partial(
        "CREATE PACKAGE BODY p IS a NUMBER b; PROCEDURE q IS BEGIN c; d e; f := 1; END q; END p;",
        tree.CreatePackage,
        ORACLE,
    )
    assert lost(found) == ["a NUMBER b", "d e"]
    body = found.tree.members[1].body  # type: ignore[attr-defined]
    assert [type(one) for one in body.statements] == [tree.Call, tree.Opaque, tree.AssignVariable]


def test_a_mistake_in_a_heading_or_a_condition_costs_no_more() -> None:
    found = partial(
        "CREATE PACKAGE BODY p IS PROCEDURE q(a b c) IS BEGIN IF d e THEN f; END IF; END q; END p;",
        tree.CreatePackage,
        ORACLE,
    )
    assert lost(found) == ["(a b c)", "d e"]


def test_a_branch_that_is_never_closed_costs_nothing_else() -> None:
    found = partial(
        "CREATE PACKAGE BODY p IS PROCEDURE a IS BEGIN IF b THEN c; END a;"
        " PROCEDURE d IS BEGIN e; END d; END p;",
        tree.CreatePackage,
        ORACLE,
    )
    assert lost(found) == ["a"]
    assert [type(one) for one in found.tree.members] == [tree.CreateRoutine, tree.CreateRoutine]


def test_wrapped_is_told_and_not_taken_for_a_mistake() -> None:
    found = parse("CREATE PACKAGE BODY o.p WRAPPED\na000000\n1\nabcd\n'(x", ORACLE)
    assert found.whole
    assert isinstance(found.tree, tree.WrappedUnit)
    assert (found.tree.kind, found.tree.name.dotted) == ("PACKAGE BODY", "o.p")


def test_both_branches_must_be_right_where_a_condition_cuts_a_statement() -> None:
    text = "BEGIN a := 1 $IF $$x $THEN + 1 $ELSE {} $END; END;"
    assert parse(text.format("- 1"), ORACLE).whole
    found = parse(text.format("- - - )"), ORACLE)
    assert not found.whole
    assert isinstance(found.tree, tree.Block)


def test_a_query_of_a_program_has_the_reserved_words_of_sql() -> None:
    query, assigned = block(
        "BEGIN SELECT a INTO level FROM t start_at WHERE b = c; comment := 1; END;"
    ).tree.statements
    assert isinstance(query, tree.Query)
    assert isinstance(assigned, tree.AssignVariable)


def test_deep_nesting_is_given_up_and_not_followed() -> None:
    for text in ("BEGIN " * 5000 + "NULL;", "IF a THEN " * 5000, "BEGIN a := " + "f(" * 5000):
        assert not parse(text, ORACLE).whole
