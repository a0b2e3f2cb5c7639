"""Statements of Oracle that are understood, and those that are refused: a line each in `*.sql`."""

from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.tree import Statement
from tests.sql.grammar.ddl_bench import reading

FILES = sorted(Path(__file__).parent.glob("*.sql"))


def statements(*, refused: bool) -> list[str]:
    texts = [file.read_text("utf-8").partition("-- refused\n") for file in FILES]
    return [line for text in texts for line in text[2 if refused else 0].splitlines()]


@pytest.mark.parametrize("text", statements(refused=False))
def test_is_understood(text: str) -> None:
    reading(text, Statement, Dialect.ORACLE)


@pytest.mark.parametrize("text", statements(refused=True))
def test_is_refused(text: str) -> None:
    assert not parse(text, Dialect.ORACLE).whole
