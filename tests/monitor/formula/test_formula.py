"""The language of metrics: what it says, what it leaves unsaid, and what it refuses."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.sample import Row, Scalar
from app.monitor.formula import BadFormula, Scene, compiled

TABLES = frozenset({"replica", "event", "keyspace"})


def value(
    formula: str,
    fields: Mapping[str, Scalar] | None = None,
    tables: Mapping[str, Mapping[str, Row]] | None = None,
    steps: Mapping[str, float] | None = None,
    seconds: float = 10.0,
) -> Scalar:
    """What the formula says of these fields, or of these steps."""
    scene = Scene(fields or {}, tables or {}, steps or {}, {}, seconds)
    return compiled(formula, tables=TABLES).value(scene)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 4 / 2", 1),
        ("10 - 3 - 2", 5),
        ("-a.x + 1", -4),
        ("2 * -a.x", -10),
        ("1e3", 1000),
        ("a.x >= 5 and a.x < 6", 1),
        ("a.x > 5 or a.y == 0", 1),
        ("1 > 2 or 2 > 3", 0),
        ("a.role == \"MASTER\"", 1),
        ('a.role != "slave"', 1),
        ("a.number + 1", 13),
        ("a.`x-y`", 3),
        ("min(a.x, 2)", 2),
        ("max(a.x, a.y, 2)", 5),
        ("abs(0 - a.x)", 5),
        ("first(a.gone, a.x)", 5),
        ("on(a.switch)", 1),
        ("on(a.off)", 0),
        ('event["log file sync"].waits', 9),
        ("sum(keyspace.keys)", 30),
        ("max(keyspace.keys)", 20),
        ("min(keyspace.keys)", 10),
        ("avg(keyspace.keys)", 15),
        ("any(keyspace.keys > 15)", 1),
        ("count(keyspace.keys > 5)", 2),
        ("sum(keyspace.keys * a.x)", 150),
    ],
)  # fmt: skip
def test_says(formula: str, expected: float) -> None:
    fields: dict[str, Scalar] = {
        "a.x": 5, "a.y": 0, "a.role": "master", "a.number": "12", "a.x-y": 3,
        "a.switch": "YES", "a.off": "OFF",
    }  # fmt: skip
    tables: dict[str, dict[str, Row]] = {
        "event": {"log file sync": {"waits": 9}},
        "keyspace": {"db0": {"keys": 10}, "db1": {"keys": 20}},
    }
    assert value(formula, fields, tables) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "a.gone", "a.nothing", "a.gone + 1", "a.nothing * 0", "1 / a.zero", "a.zero / a.zero",
        "a.gone == 1", "a.text + 1", "min(a.gone, 1)", "abs(a.gone)", "on(a.gone)",
        "first(a.gone, a.nothing)", "sum(keyspace.keys)", "any(keyspace.keys)",
        'event["gone"].waits', "delta(a.zero)", "rate(a.gone)", "delta(a.zero, a.gone)",
        "100 * (1 - a.zero / a.zero)", "a.infinite + 1", "a.gone and 1",
    ],
)  # fmt: skip
def test_says_nothing_where_something_is_missing(formula: str) -> None:
    fields: dict[str, Scalar] = {
        "a.nothing": None, "a.zero": 0, "a.text": "words", "a.infinite": "inf",
    }  # fmt: skip
    assert value(formula, fields) is None


def test_a_table_without_rows_is_not_one_that_is_missing() -> None:
    assert value("any(keyspace.keys > 1)", tables={"keyspace": {}}) == 0
    assert value("count(keyspace.keys > 1)", tables={"keyspace": {}}) == 0
    assert value("sum(keyspace.keys)", tables={"keyspace": {}}) is None


def test_steps_and_rates() -> None:
    steps = {"a.x": 50, "a.y": 150}
    assert value("delta(a.x)", steps=steps) == 50
    assert value("rate(a.x)", steps=steps) == 5
    assert value("rate(a.x, a.y)", steps=steps) == 20
    assert value("rate(a.x + a.y)", steps=steps) == 20
    assert value("100 * delta(a.x) / delta(a.x, a.y)", steps=steps) == 25


def test_rows_have_fields_of_their_own_and_those_of_the_server() -> None:
    formula = compiled("replica.lag - a.offset", each="replica", tables=TABLES)
    scene = Scene({"a.offset": 2}, {"replica": {"east": {"lag": 7}, "west": {}}}, {}, {}, 1.0)
    scene.stand_at("replica", "east")
    assert formula.value(scene) == 5
    scene.stand_at("replica", "west")
    assert formula.value(scene) is None


def test_tells_what_it_reads() -> None:
    formula = compiled('rate(a.x) / event["log file sync"].waits + query.z', tables=TABLES, own="u")
    assert [reference.field for reference in formula.references] == ["a.x", "event.waits", "u.z"]
    assert [reference.field for reference in formula.counters] == ["a.x"]
    assert formula.tables == {"event"}


@pytest.mark.parametrize(
    ("formula", "column"),
    [
        ("", 1), ("a.x +", 6), ("a", 2), ("a.", 3), ("a.x b.y", 5), ("(a.x", 5), ("a.x)", 4),
        ("a.x ; 1", 5), ("foo(a.x)", 1), ("max(1)", 1), ("min(a.x)", 1), ("abs(1, 2)", 1),
        ("delta(a.x * 2)", 1), ("rate(3)", 1), ("delta(delta(a.x))", 1), ("replica.lag", 1),
        ("1 + replica.lag", 5), ("sum(a.x)", 1), ("sum(replica.a + event.b)", 1),
        ("event[lag].x", 7), ('event["a".x', 10), ("sum(max(replica.lag))", 5), ("1..2", 2),
        ("__import__(1)", 1), ("a.x.y", 4), ("'x'", 1), ("a.x = 1", 5), ("on()", 4),
    ],
)  # fmt: skip
def test_refuses_and_says_where(formula: str, column: int) -> None:
    with pytest.raises(BadFormula) as refused:
        compiled(formula, tables=TABLES)
    assert refused.value.column == column
    assert str(refused.value)


def test_bears_what_is_nested_without_end() -> None:
    for formula in ("(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1", "abs(" * 5000):
        with pytest.raises(BadFormula):
            compiled(formula)
    with pytest.raises(BadFormula):
        compiled("1" + " + 1" * 5000)
    assert value("1" + " + 1" * 190) == 191


@given(st.text(alphabet='ab.01+-*/()<>=!,"`[] \n', max_size=40))
def test_any_text_is_a_formula_or_is_refused(text: str) -> None:
    column = 1
    try:
        compiled(text, tables=TABLES).value(Scene({}, {}, {}, {}, 1.0))
    except BadFormula as error:
        column = error.column
    assert 1 <= column <= len(text) + 1
