from collections.abc import Callable

import pytest

from app.domain.finding import Finding
from tests.audit.report.report_bench import Workbench, finding_at


@pytest.fixture
def bench() -> Workbench:
    """An empty workbench."""
    return Workbench()


@pytest.fixture
def at() -> Callable[..., Finding]:
    """Makes a finding at words in a text."""
    return finding_at
