"""The cache: the same findings as without it, on anything that repeats."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.cache import Cache
from app.audit.judge import Judge
from app.audit.registry import catalogue
from app.domain.dialect import Dialect
from tests.audit.examples import active, everything, pieces

_NUMBERS = st.one_of(st.integers(0, 10**12).map(str), st.floats(0, 1e6).map(lambda n: f"{n:.3f}"))
_TEXTS = st.text(alphabet='aZ %_0表é\n\r\t;"`#-/*', max_size=12).map(
    lambda t: "'" + t.replace("'", "''") + "'"
)
_VALUES = st.one_of(_NUMBERS, _TEXTS, st.sampled_from(["NULL", "'%x'", "'it\\'s'", "1", "''"]))
_TEMPLATES = [
    "SELECT * FROM t WHERE a = {0} AND b LIKE {1}",
    "SELECT a FROM t WHERE {0} = {1} -- {{}}\n",
    "UPDATE t SET a = {0}",
    "UPDATE t SET a = {0} WHERE DATE(b) = {1} ORDER BY c",
    "INSERT INTO t VALUES ({0}, {1})",
    "INSERT INTO t (a, b) VALUES ({0}, {1}), ({1}, {0})",
    "DELETE FROM t /*!40001 WHERE a = 3 */",
    "SELECT a FROM t WHERE a = NULL OR b > {0} UNION SELECT {1}",
    "SELECT a AS {1} FROM t WHERE c = {0}",
    "CREATE TABLE t (a INT, b VARCHAR(20) DEFAULT {0})",
    "ALTER TABLE t DROP COLUMN b",
    "DROP TABLE t",
    "SELECT a FROM t WHERE b = {0}",
]
_STATEMENTS = st.builds(
    lambda template, one, two: template.format(one, two),
    st.sampled_from(_TEMPLATES), _VALUES, _VALUES,
)  # fmt: skip
_SCRIPTS = st.lists(_STATEMENTS, max_size=12).map(";\n".join)


@settings(deadline=None, max_examples=300)
@given(_SCRIPTS)
def test_says_the_same_as_without_it(script: str) -> None:
    assert everything(script) == everything(script, cache=False)


def test_every_example_twice_says_the_same_twice() -> None:
    for rule in catalogue().values():
        for sql in (*rule.bad, *rule.good):
            if "dialect:" not in sql:
                script = f"{sql};\n{sql}"
                assert everything(script) == everything(script, cache=False)


def test_a_repeated_statement_is_not_parsed_again(monkeypatch) -> None:
    parsed = []

    def counting(text: str, dialect: Dialect) -> object:
        parsed.append(text)
        return real(text, dialect)

    import app.audit.judge as module

    real = module.parse
    monkeypatch.setattr(module, "parse", counting)
    judge = Judge((active("query-no-select-star"),), Dialect.MYSQL)
    script = ";".join(f"SELECT * FROM t WHERE a = {n} AND b = 'x{n}'" for n in range(50))
    found = [finding for piece in pieces(script) for finding in judge.judge(piece)]
    assert len(found) == 50
    assert len(parsed) == 1
    assert judge.statements == judge.fully_parsed == 50


def test_is_emptied_rather_than_grow(monkeypatch) -> None:
    monkeypatch.setattr("app.audit.cache._MOST", 5)
    script = ";".join(f"SELECT c{n} FROM t" for n in range(40))
    cache = Cache()
    judge = Judge((active("query-require-where"),), Dialect.MYSQL)
    judge._cache = cache
    found = [finding for piece in pieces(script) for finding in judge.judge(piece)]
    assert len(found) == 40
    assert len(cache._entries) <= 5
