"""Rules on texts say what they would say if each were asked about every statement."""

import inspect
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit import texts
from app.audit.registry import Text, catalogue
from app.audit.scope import Scope
from app.audit.subject import Subject
from app.audit.texts import Answer, Texts
from app.domain.dialect import SQL, Dialect
from app.domain.finding import Finding
from app.sql.schema import Schema
from tests.audit.examples import active, dialect_of, everything, judged, pieces

STATEMENTS = st.sampled_from(
    [
        "BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SET autocommit = 0",
        "SET autocommit = 1", "SET max_execution_time = 5", "SELECT a FROM t", "SELECT 1",
        "SELECT a INTO @a FROM t", "INSERT INTO t VALUES (1)",
        "UPDATE t SET a = ' x' WHERE b = ' x'",
        "CREATE TABLE t (a INT)", "CREATE TEMPORARY TABLE t (a INT)", "ALTER TABLE t ADD b INT",
        "ALTER TABLE t ADD c INT", "DROP TABLE t", "SELECT '-- 0000-00-00' FROM t WHERE a = 'b '",
        "UPDATE t SET a = '2020-00-00'", "SELECT /*+ MAX_EXECUTION_TIME(5) */ a FROM t",
        "SELECT a/**/FROM/**/t", "SELECT \\N", "SELECT a\u200b FROM t", "DELETE FROM t WHERE a = (",
        "inception_magic_start", "inception_magic_commit",
        "INSERT INTO t VALUES " + ",".join(["(1,'0000-00-00 \u200b')"] * 2500),
    ]
)  # fmt: skip


class Everyone(Texts):
    """Asks everyone about everything."""

    def is_plain(self, _text: str, _size: int) -> bool:
        return False

    def ask(self, text: str, size: int, *, noting: bool) -> Answer:
        once = [one for one in self._once if size > one.beyond]
        self._once = [one for one in self._once if one not in once]
        asked = [*self._looking, *self._measuring, *once, *self._asked]
        said = [(one.active, hit) for one in asked for hit in one.check(None, one.scope)]
        return Answer(said, None)


def _the_same(audit: Callable[[], list[Finding]]) -> None:
    said = audit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.audit.judge.Texts", Everyone)
        assert said == audit()


@pytest.mark.parametrize("dialect", SQL)
@settings(deadline=None, max_examples=20)
@given(script=st.lists(STATEMENTS, max_size=10).map(";\n".join))
def test_who_is_not_asked_had_nothing_to_say(dialect: Dialect, script: str) -> None:
    _the_same(lambda: everything(f"{script};\n" * 3, dialect))


def test_nor_had_they_in_the_examples() -> None:
    for rule in catalogue().values():
        if Text in rule.on:
            for sql in (*rule.bad, *rule.good):
                _the_same(partial(judged, f"{sql};\n{sql}", [active(rule)], dialect_of(sql)))


def test_it_is_noted_when_a_rule_looks_at_more_than_the_shape() -> None:
    """Whoever adds something to `Scope` is reminded of `texts._Noting` here."""
    subject = Subject(Dialect.MYSQL, Schema())
    (piece,) = pieces("SELECT 1")
    subject.enter(piece, None, "")
    scope = texts._Noting(Scope(subject, {}))
    silent = {"code", "dialect", "is_cut", "kind", "memory", "over", "release", "zero_dates"}
    for name, _made in inspect.getmembers(Scope, lambda member: isinstance(member, property)):
        if name != "facts":  # there are none
            scope.looked = False
            getattr(scope, name)
            assert scope.looked == (name not in silent), name
