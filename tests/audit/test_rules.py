"""Every rule there is: its documentation, its examples, and hostile input."""

import json
import re
import string
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit import rules
from app.audit.profile import load
from app.audit.registry import Rule, catalogue
from app.domain.dialect import Dialect
from app.domain.finding import Need
from app.sql.parse import parse
from tests.audit.examples import dialect_of, everything, findings, pieces

RULES = [pytest.param(rule, id=rule.id) for rule in catalogue().values()]
BAD = [pytest.param(r, sql, id=f"{r.id}-{n}") for r in catalogue().values()
       for n, sql in enumerate(r.bad)]  # fmt: skip
GOOD = [pytest.param(r, sql, id=f"{r.id}-{n}") for r in catalogue().values()
        for n, sql in enumerate(r.good)]  # fmt: skip
EXAMPLES = sorted({sql for r in catalogue().values() for sql in (*r.bad, *r.good)})

PUBLISHED = (Path(__file__).parents[1] / "data" / "published-rules.txt").read_text("utf-8").split()
"""Every name ever published: it stands in profiles, suppressions and reports of others."""

NOT_UNDERSTOOD = {
    "statement-parse-error", "statement-not-fully-parsed", "query-wildcard-alias",
    "query-wrong-clause-combination", "table-group-exists", "migration-null-escape",
    "statement-full-width-quotes", "statement-skipped-after-error", "table-partition-multi-clause",
}  # fmt: skip
"""The rules whose examples are about what no server understands."""


@pytest.mark.parametrize(("rule", "sql"), BAD)
def test_fires_on_its_bad_examples(rule: Rule, sql: str) -> None:
    found = findings(sql, rule)
    assert found
    for finding in found:
        assert finding.message
        assert "{" not in finding.message.replace("{$", "").replace("${", "")
        assert 0 <= finding.start.offset <= finding.end.offset <= len(sql)
        assert finding.start < finding.end or finding.rule == "statement-empty"
        assert finding.rule == rule.id


@pytest.mark.parametrize(("rule", "sql"), GOOD)
def test_is_silent_on_its_good_examples(rule: Rule, sql: str) -> None:
    assert [finding.message for finding in findings(sql, rule)] == []


@pytest.mark.parametrize("rule", RULES)
def test_says_what_why_and_instead(rule: Rule) -> None:
    assert rule.section("title").endswith(".") or rule.family == "plans"
    assert len(rule.section("title")) < 90
    assert rule.section("why").endswith(".")
    assert rule.section("instead").endswith((".", "?"))
    if rule.need is not Need.PLAN:  # their examples are plans: tests/plans
        assert rule.bad
        assert rule.good
    assert rule.sources
    assert set(rule.id) <= set(string.ascii_lowercase + string.digits + "-")


@pytest.mark.parametrize("rule", RULES)
def test_examples_of_mysql_parse_whole(rule: Rule) -> None:
    if rule.id in NOT_UNDERSTOOD or rule.family in {"redis_syntax", "changelogs"}:
        return
    for sql in (*rule.bad, *rule.good):
        if (dialect := dialect_of(sql)) is not Dialect.ORACLE:
            assert all(parse(piece.text, dialect).whole for piece in pieces(sql)), sql


@pytest.mark.parametrize("rule", RULES)
def test_names_where_it_looks(rule: Rule) -> None:
    assert rule.on or rule.tokens_check or rule.need is Need.PLAN


@pytest.mark.parametrize("rule", [r for r in catalogue().values() if Dialect.ORACLE in r.dialects],
                         ids=lambda rule: rule.id)  # fmt: skip
def test_speaks_of_oracle_where_it_says_so(rule: Rule) -> None:
    """By an example of Oracle, or on the same text as in MySQL."""
    examples = [sql for sql in rule.bad if "dialect: oracle" in sql] or [
        f"-- dialect: oracle\n{sql}" for sql in rule.bad if "dialect:" not in sql
    ]
    assert rule.need is not Need.NOTHING or any(findings(sql, rule) for sql in examples)


def test_no_family_is_forgotten() -> None:
    folder = Path(rules.__file__).parent
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    families: tuple[ModuleType, ...] = rules.FAMILIES
    assert {family.__name__.rpartition(".")[2] for family in families} == modules


def test_published_names_stay() -> None:
    assert sorted(PUBLISHED) == sorted(catalogue())
    assert sum(Dialect.ORACLE in rule.dialects for rule in catalogue().values()) >= 10


@pytest.mark.parametrize("rule", RULES)
def test_parameters_can_be_given_in_a_profile(rule: Rule, tmp_path: Path) -> None:
    said = ", ".join(
        f"{name} = {json.dumps(list(value) if isinstance(value, tuple) else value)}"
        for name, value in rule.parameters.items()
    )
    file = tmp_path / "mohist.toml"
    file.write_text(f"[rules]\n{rule.id} = {{ {said} }}\n", "utf-8")
    for dialect in rule.dialects:
        active = {a.rule.id: a for a in load(file).active("a.sql", dialect)}[rule.id]
        assert active.parameters == rule.parameters
        assert active.severity is rule.severity


@pytest.mark.parametrize(
    "file", sorted(Path(rules.__file__).parents[1].glob("**/*.py")), ids=lambda f: f.stem
)
def test_rules_read_text_through_their_scope(file: Path) -> None:
    """So that what a cached finding depends on is known."""
    if (
        file.name
        in {"bearable.py", "cache.py", "judge.py", "scope.py", "subject.py", "suppress.py"}
        or not {"report", "rewrites"}.isdisjoint(file.parts)  # both come after the cache
    ):
        return
    text = file.read_text("utf-8")
    assert not re.findall(
        r"parsed\.tokens|tokens\.(?:text|starts|ends|span)\b|\btokenize\w*\(", text
    )


@pytest.mark.parametrize("dialect", list(Dialect))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from([w for sql in EXAMPLES for w in sql.split()[:40]]), max_size=40))
def test_survives_the_words_of_examples_in_any_order(dialect: Dialect, words: list[str]) -> None:
    for finding in everything(" ".join(words), dialect):
        assert finding.message


@pytest.mark.parametrize("dialect", list(Dialect))
@settings(deadline=None)
@given(st.text(max_size=200))
def test_survives_any_text(dialect: Dialect, text: str) -> None:
    everything(text, dialect)


@settings(deadline=None)
@given(st.sampled_from(EXAMPLES), st.data())
def test_survives_examples_with_a_piece_cut_out(sql: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sql)))
    end = data.draw(st.integers(start, min(len(sql), start + 30)))
    everything(sql[:start] + sql[end:], dialect_of(sql) if start else None)


@pytest.mark.parametrize("turn", range(len(Dialect) - 1))
def test_survives_the_examples_of_other_dialects(turn: int) -> None:
    """Each is read as one dialect that it was not written in, the next as another."""
    for sql in EXAMPLES[turn :: len(Dialect) - 1]:
        others = [dialect for dialect in Dialect if dialect is not dialect_of(sql)]
        for finding in everything(sql, others[turn]):
            assert finding.message
            assert 0 <= finding.start.offset <= finding.end.offset <= len(sql)
            assert finding.start < finding.end or finding.rule == "statement-empty"


def test_survives_examples_cut_off_anywhere() -> None:
    """Each is cut in two places, the next in two others: all together in all."""
    for n, sql in enumerate(EXAMPLES):
        words = sql.split(" ")
        for end in (1 + n % 17, 1 + n % 31):
            if end < len(words):
                everything(" ".join(words[:end]), dialect_of(sql))


OWNERS: dict[str, set[str]] = {}
for _rule in catalogue().values():
    for _sql in (*_rule.bad, *_rule.good):
        OWNERS.setdefault(_sql, set()).add(_rule.id)


def test_all_rules_together_say_what_each_says_alone() -> None:
    """Asked alone are those whose example it is, and a third of the others that spoke together:
    a rule speaks at many examples, and so in all thirds.
    """
    order = {name: n for n, name in enumerate(catalogue())}
    for turn, sql in enumerate(EXAMPLES):
        plain = _without_parameters(sql)
        together = everything(plain)
        asked = {finding.rule for finding in together}
        asked = OWNERS[sql] | {name for name in asked if (order[name] + turn) % 3 == 0}
        alone = [
            finding
            for name in asked
            if dialect_of(plain) in catalogue()[name].dialects
            for finding in findings(plain, name)
        ]
        told = [finding for finding in together if finding.rule in asked]
        assert sorted(map(repr, told)) == sorted(map(repr, alone)), sql


def _without_parameters(sql: str) -> str:
    lines = sql.split("\n")
    return "\n".join(n for n in lines if not n.startswith("-- ") or "dialect:" in n or ":" not in n)
