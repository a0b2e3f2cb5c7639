"""A rule that has a thousand things to say of one statement: the rest is counted."""

from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.domain.dialect import Dialect
from app.domain.finding import LISTED, Finding, Severity, Unlisted
from tests.audit.examples import active, pieces

WILDCARD = "query-leading-wildcard"
STAR = "query-no-select-star"
MANY = "SELECT * FROM t WHERE " + " OR ".join(["a LIKE '%x'"] * (LISTED + 7))


def judge_of(*rules: str, dialect: Dialect = Dialect.MYSQL, cache: bool = True) -> Judge:
    return Judge(ActiveRules([active(rule) for rule in rules]), dialect, cache=cache)


def judged(judge: Judge, sql: str, dialect: Dialect = Dialect.MYSQL) -> list[Finding]:
    found = [finding for piece in pieces(sql, dialect) for finding in judge.judge(piece)]
    return found + judge.finish()


def test_the_first_of_each_rule_are_listed_and_the_others_counted() -> None:
    judge = judge_of(WILDCARD, STAR)
    found = judged(judge, f"SELECT 1;\n{MANY}")
    assert [finding.rule for finding in found] == [STAR, *[WILDCARD] * LISTED]
    places = [finding.start for finding in found]
    assert places == sorted(places)
    assert judge.unlisted == (Unlisted(WILDCARD, Severity.WARNING, 2, 1, 7),)


def test_as_many_as_are_listed_leave_nothing_out() -> None:
    judge = judge_of(WILDCARD)
    exactly = MANY.rsplit(" OR ", 7)[0]
    assert len(judged(judge, exactly)) == LISTED
    assert judge.unlisted == ()


def test_each_statement_has_its_thousand_whether_cached_or_not() -> None:
    script = ";\n".join([MANY, "SELECT 1", MANY, MANY.replace("%x", "%y")])
    cached, uncached = judge_of(WILDCARD, STAR), judge_of(WILDCARD, STAR, cache=False)
    found = judged(cached, script)
    assert found == judged(uncached, script)
    assert len(found) == 3 * (1 + LISTED)
    assert cached.unlisted == uncached.unlisted
    assert cached.unlisted == (Unlisted(WILDCARD, Severity.WARNING, 1, 3, 21),)


def test_what_is_suppressed_takes_no_place_of_others() -> None:
    judge = judge_of(WILDCARD)
    found = judged(judge, f"-- mohist: ignore {WILDCARD} it is small\n{MANY}")
    assert len(found) == LISTED
    assert all(finding.suppressed == "it is small" for finding in found)
    assert judge.unlisted == (), "nobody wants to hear of them"


def test_what_is_told_at_the_end_of_the_file_counts_by_statement() -> None:
    columns = ", ".join(f"c{n} NUMBER" for n in range(LISTED + 3))
    script = f"CREATE TABLE t ({columns});\nCREATE TABLE u (a NUMBER);"
    judge = judge_of("column-require-comment", dialect=Dialect.ORACLE)
    found = judged(judge, script, Dialect.ORACLE)
    assert len(found) == LISTED + 1
    assert [(more.line, more.statements, more.findings) for more in judge.unlisted] == [(1, 1, 3)]
