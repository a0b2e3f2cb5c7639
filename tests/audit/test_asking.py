"""Whom the judge asks: a rule that says what it looks for is asked there, and misses nothing."""

from dataclasses import replace

import pytest

from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.audit.registry import Rule, catalogue
from app.audit.signs import each, only
from app.domain.dialect import Dialect
from app.domain.finding import Need
from app.paths import resource
from app.sql import tree
from tests.audit.examples import active, dialect_of, pieces

_WIDE = " wherever"


def wide(rule: Rule) -> Rule:
    """The same rule, asked about every node of its classes."""
    return replace(rule, id=rule.id + _WIDE, having=frozenset(), signs={}, lacking={})


def scripts(dialect: Dialect) -> list[str]:
    """The examples of all rules, and whole scripts."""
    samples = [path.read_text("utf-8", "replace") for path in resource("samples").rglob("*.sql")]
    examples = [sql for rule in catalogue().values() for sql in (*rule.bad, *rule.good)]
    return [sql for sql in (*samples, *examples) if dialect_of(sql) is dialect]


@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.ORACLE])
def test_what_a_rule_looks_for_hides_nothing(dialect: Dialect) -> None:
    rules = [
        rule
        for rule in catalogue().values()
        if (rule.having or rule.signs) and rule.need is Need.NOTHING and dialect in rule.dialects
    ]
    everyone = ActiveRules([active(one) for rule in rules for one in (rule, wide(rule))])
    judge = Judge(everyone, dialect, cache=False)
    statements = (piece for sql in scripts(dialect) for piece in pieces(sql, dialect))
    found = [one for piece in statements for one in judge.judge(piece)] + judge.finish()
    found = [one._replace(suppressed=None) for one in found]
    narrow = [one for one in found if not one.rule.endswith(_WIDE)]
    everywhere = [one for one in found if one.rule.endswith(_WIDE)]
    assert len({one.rule for one in narrow}) > len(rules) / 2
    assert narrow == [one._replace(rule=one.rule.removesuffix(_WIDE)) for one in everywhere]


def test_only_classes_with_signs_can_be_narrowed() -> None:
    with pytest.raises(ValueError, match="Star"):
        only(tree.Star, "*")
    assert each((tree.In, tree.Like), "NOT") == (only(tree.In, "NOT"), only(tree.Like, "NOT"))


def test_a_class_that_a_rule_wants_anyway_is_not_narrowed() -> None:
    rule = replace(
        catalogue()["query-no-aggregate"],
        on=(tree.FunctionCall, tree.Expression),
        signs={tree.FunctionCall: frozenset({"SUM"})},
    )
    assert rule.signs_on(tree.FunctionCall) == frozenset()
    assert replace(rule, on=(tree.FunctionCall,)).signs_on(tree.FunctionCall) == {"SUM"}


@pytest.mark.parametrize(
    ("rule", "changed", "sql"),
    [
        ("naming-identifier-too-long", {"max": 3}, "CREATE TABLE item (id INT)"),
        ("naming-identifier-charset", {"pattern": "^[a-z]$"}, "CREATE TABLE item (id INT)"),
        ("column-password-clear", {"names": "secret"}, "CREATE TABLE a (secret VARCHAR(9))"),
        ("query-injection-functions", {"functions": ("NOW",)}, "SELECT NOW()"),
        ("query-max-join-tables", {"max": 0}, "SELECT 1 FROM item"),
        ("database-not-selected", {"require_use": 1}, "DROP TABLE item"),
    ],
)
def test_a_changed_parameter_lets_a_rule_be_asked_wherever_it_may_matter(
    rule: str, changed: dict[str, int | str | tuple[str, ...]], sql: str
) -> None:
    def found(**parameters: int | str | tuple[str, ...]) -> list[str]:
        judge = Judge(ActiveRules([active(rule, **parameters)]), Dialect.MYSQL)
        return [one.rule for piece in pieces(sql, Dialect.MYSQL) for one in judge.judge(piece)]

    assert not found()
    assert rule in found(**changed)


def test_rules_assume_nothing_but_their_own_parameters() -> None:
    for rule in catalogue().values():
        assert set(rule.assuming) <= rule.parameters.keys(), rule.id


def test_a_rule_may_say_which_signs_leave_it_nothing_to_look_for() -> None:
    rule = catalogue()["column-require-default"]
    assert "DEFAULT" in rule.lacking_on(tree.ColumnDefinition)
    assert replace(rule, on=(*rule.on, tree.Node)).lacking_on(tree.ColumnDefinition) == frozenset()
