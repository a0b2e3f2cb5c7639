"""Findings to fill tables with."""

from collections.abc import Callable

import pytest

from app.domain.finding import Finding, Level, Position, Severity


@pytest.fixture
def made() -> Callable[..., Finding]:
    """Makes a finding from what a test cares about."""

    def make(
        rule: str = "dml-require-where",
        severity: Severity = Severity.ERROR,
        about: str = "orders",
        line: int = 1,
        suppressed: str | None = None,
        statement: int = 0,
    ) -> Finding:
        return Finding(
            rule,
            severity,
            Level.TEXT,
            "{what} is wrong",
            (("what", about),),
            statement,
            about,
            Position(line, 1, line * 10),
            Position(line, 5, line * 10 + 4),
            suppressed,
        )

    return make
