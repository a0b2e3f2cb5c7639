"""Every fix, on the bad examples of its rule: what was found is gone, and nothing else broken."""

import pytest

from app.audit.fixes import FIXERS, fixes
from app.audit.registry import catalogue
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.sql.parse import parse
from app.sql.split import split
from tests.audit.examples import dialect_of, findings

OFFERED = [
    (rule.id, sql, finding, fix)
    for rule in catalogue().values()
    if rule.id in FIXERS
    for sql in rule.bad
    for finding in findings(sql, rule)
    for fix in fixes(finding, sql, dialect_of(sql))
]


def test_every_fixer_is_of_a_rule_and_mends_one_of_its_examples() -> None:
    assert set(FIXERS) <= set(catalogue())
    assert {rule for rule, *_rest in OFFERED} == set(FIXERS)
    assert len(FIXERS) >= 10


def unparsed(sql: str) -> int:
    """How many statements of a script nobody understands whole."""
    dialect = dialect_of(sql)
    return sum(not parse(piece.text, dialect).whole for piece in split([sql], dialect))


@pytest.mark.parametrize(("rule", "sql", "finding", "fix"), OFFERED)
def test_what_was_found_is_gone(rule: str, sql: str, finding: Finding, fix: Fix) -> None:
    mended = fix.on(sql)
    assert len(findings(mended, catalogue()[rule])) < len(findings(sql, catalogue()[rule])), mended
    assert unparsed(mended) <= unparsed(sql), mended
    assert "{" not in fix.title
    assert finding.rule == rule
