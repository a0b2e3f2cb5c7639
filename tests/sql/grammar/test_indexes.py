import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


@pytest.mark.parametrize(
    ("text", "kind", "parts", "options"),
    [
        ("CREATE INDEX i ON a.t (b)", "INDEX", ["b"], []),
        ("CREATE UNIQUE INDEX i ON t (b(3), c DESC)", "UNIQUE", ["b(3)", "c DESC"], []),
        ("CREATE INDEX i USING HASH ON t (b)", "INDEX", ["b"], ["USING HASH"]),
        ("CREATE INDEX i TYPE BTREE ON t (b)", "INDEX", ["b"], ["TYPE BTREE"]),
        ("CREATE INDEX i ON t ((LOWER(b)))", "INDEX", ["(LOWER(b))"], []),
        (
            "CREATE FULLTEXT INDEX i ON t (b) WITH PARSER ngram COMMENT '全文' LOCK=NONE",
            "FULLTEXT",
            ["b"],
            ["WITH PARSER ngram", "COMMENT '全文'", "LOCK=NONE"],
        ),
        (
            "CREATE SPATIAL INDEX i ON t (b) INVISIBLE ALGORITHM INPLACE",
            "SPATIAL",
            ["b"],
            ["INVISIBLE", "ALGORITHM INPLACE"],
        ),
    ],
)
def test_create(text: str, kind: str, parts: list[str], options: list[str]) -> None:
    found = reading(text, tree.CreateIndex)
    key = found.tree.key
    assert (key.kind, key.name and key.name.name) == (kind, "i")
    assert found.each(key.parts) == parts
    assert found.each(key.options) == options
    assert found.of(found.tree) == text


def test_create_of_mariadb() -> None:
    text = "CREATE VECTOR INDEX IF NOT EXISTS i ON t (v) M=8 DISTANCE=euclidean NOWAIT"
    found = reading(text, tree.CreateIndex, Dialect.MARIADB)
    assert found.tree.if_not_exists
    assert [o.kind for o in found.tree.key.options] == ["M", "DISTANCE", "NOWAIT"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("DROP INDEX i ON a.t", []),
        ("DROP INDEX IF EXISTS i ON t", []),
        ("DROP INDEX i ON t ALGORITHM = COPY LOCK DEFAULT", ["ALGORITHM = COPY", "LOCK DEFAULT"]),
        ("DROP INDEX `PRIMARY` ON t", []),
    ],
)
def test_drop(text: str, options: list[str]) -> None:
    found = reading(text, tree.DropIndex)
    assert found.each(found.tree.options) == options
    assert found.tree.if_exists == ("EXISTS" in text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX ON t (a)",
        "CREATE INDEX i ON t",
        "CREATE INDEX i ON t ()",
        "CREATE INDEX i ON t (a) ALGORITHM = quick",
        "CREATE UNIQUE FULLTEXT INDEX i ON t (a)",
        "CREATE INDEX i ON t (a) LOCK=NONE COMMENT 'c'",
        "DROP INDEX i",
        "DROP INDEX i, j ON t",
    ],
)
def test_refused(text: str) -> None:
    assert refused(text)
    assert refused(text, Dialect.MARIADB)
