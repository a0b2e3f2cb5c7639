"""What the rules about PL/SQL share, and long chains that no rule may follow by recursion."""

from collections.abc import Iterable

import pytest

from app.audit.programs import apart, repeated, root, running
from app.audit.scope import Scope
from app.audit.subject import Subject
from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.schema import Schema
from tests.audit.examples import everything, pieces


def scope_of(text: str) -> tuple[Scope, tree.Block]:
    subject = Subject(Dialect.ORACLE, Schema())
    subject.enter(pieces(text, Dialect.ORACLE)[0], None, "")
    block = subject.parsed.tree
    assert isinstance(block, tree.Block)
    return Scope(subject, {}), block


def test_what_is_written_like_an_earlier_one() -> None:
    scope, block = scope_of("BEGIN x(A + 1); x(a+1); x(a + 2); x('A'); x('a'); x(a + 1); END;\n/")
    again = list(repeated(scope, block.statements))
    assert [scope.source(one) for one in again] == ["x(a+1)", "x(a + 1)"]


def test_what_stands_inside_of_a_node_or_in_none() -> None:
    scope, block = scope_of(
        "DECLARE PROCEDURE p IS BEGIN x := 1; END; BEGIN x := 2; BEGIN x := 3; END; x := 4; END;\n/"
    )
    inner = max(scope.nodes(tree.Block), key=lambda each: each.first)

    def said(found: Iterable[tree.Node]) -> list[str]:
        return [scope.source(each) for each in found]

    assert said(scope.within(inner, tree.Literal)) == ["3"]
    assert said(scope.within(block, tree.Literal)) == ["1", "2", "3", "4"]
    assert said(scope.within(block, tree.Insert)) == []
    assert said(apart(scope.within(block, tree.Literal), [inner])) == ["1", "2", "4"]
    assert len(running(scope, block, tree.AssignVariable)) == 3


def test_the_variable_an_expression_begins_with() -> None:
    _scope, block = scope_of("BEGIN a.b := 1; c(i).d(j).e := 2; f(1) := 3; END;\n/")
    targets = [one.target for one in block.statements if isinstance(one, tree.AssignVariable)]
    assert [root(target) for target in targets] == ["A", "C", "F"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE PROCEDURE p(a IN VARCHAR2) IS BEGIN EXECUTE IMMEDIATE 'x' {} ; END;".format(
            "|| a " * 1500
        ),
        "BEGIN a{} := b; END;".format(".c(d)" * 1500),
        "BEGIN raise_application_error(-20000 {}); END;".format("|| 'a' " * 1500),
    ],
)
def test_long_chains_are_no_deep_ones(text: str) -> None:
    assert isinstance(everything(f"{text}\n/", Dialect.ORACLE), list)
