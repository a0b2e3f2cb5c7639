"""Statements that were put to real servers: what they take we take, what they refuse we refuse."""

from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.versions import Release, unsupported

ASKED = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("servers.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
"""Who takes it (both, mysql, mariadb, none) and the statement."""


_SERVERS = (Release(Dialect.MYSQL, (9, 7)), Release(Dialect.MARIADB, (10, 11)))


def _text(taken_by: str) -> list[str]:
    return [text for who, text in ASKED if who == taken_by]


@pytest.mark.parametrize(
    ("taken_by", "dialects"),
    [
        ("both", (Dialect.MYSQL, Dialect.MARIADB)),
        ("mysql", (Dialect.MYSQL,)),
        ("mariadb", (Dialect.MARIADB,)),
    ],
)
def test_what_a_server_takes_is_understood(taken_by: str, dialects: tuple[Dialect, ...]) -> None:
    lost = [
        (dialect.value, text)
        for text in _text(taken_by)
        for dialect in dialects
        if not parse(text, dialect).whole
    ]
    assert len(_text(taken_by)) > 100
    assert lost == []


def _refused(text: str) -> bool:
    """Whether it is not understood, or holds what neither server knows."""
    found = parse(text, Dialect.MYSQL)
    return not found.whole or all(
        list(unsupported(found, server.dialect, server)) for server in _SERVERS
    )


def test_what_no_server_takes_is_not() -> None:
    taken = [text for text in _text("none") if not _refused(text)]
    assert len(_text("none")) > 400
    assert taken == []


def test_what_is_refused_says_what_was_expected_and_where() -> None:
    for text in _text("none"):
        parsed = parse(text, Dialect.MYSQL)
        if parsed.whole:
            continue
        reasons = [part.reason for part in parsed.skipped] or [getattr(parsed.tree, "reason", "")]
        assert all(reasons), text
        assert parsed.skipped or 0 <= (parsed.stopped_at or 0) <= len(parsed.tokens), text
