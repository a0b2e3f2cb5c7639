"""The journal shows what was done, finds it again, and says whether it was tampered with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.models.preferences import Preferences
from app.store.journal import Journal
from app.views.journal_page import JournalPage
from tests.fakes import endpoint


@pytest.fixture
def page(qtbot: Any, tmp_path: Path) -> Iterator[JournalPage]:
    journal = Journal(tmp_path / "journal")
    for number in range(3):
        act = Act("session-kill", f"End {number}", (Command(f"KILL {number}"),))
        noted = journal.intend(act, Consent("lin"), endpoint())
        journal.conclude(noted, [Outcome(Ending.FAILED if number == 1 else Ending.DONE)])
    preferences = Preferences(tmp_path / "settings.json")
    made = JournalPage(journal, preferences)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()
    preferences.finish()


def statements(page: JournalPage) -> list[str]:
    return [page.table.record(row).intent.statements[0] for row in range(page.table.shown)]


def test_the_newest_stands_first(qtbot: Any, page: JournalPage) -> None:
    qtbot.waitUntil(lambda: page.table.total == 3)
    assert statements(page) == ["KILL 2", "KILL 1", "KILL 0"]


def test_it_is_searched(qtbot: Any, page: JournalPage) -> None:
    qtbot.waitUntil(lambda: page.table.total == 3)
    page.search.setText("kill 1")
    page.refresh()
    qtbot.waitUntil(lambda: statements(page) == ["KILL 1"])


def test_it_is_verified_and_tampering_shows(qtbot: Any, page: JournalPage, tmp_path: Path) -> None:
    page.verify()
    qtbot.waitUntil(lambda: "whole" in page.verdict.text())
    [file] = (tmp_path / "journal").glob("*.jsonl")
    file.write_text(file.read_text().replace("KILL 1", "KILL 9"))
    page.verify()
    qtbot.waitUntil(lambda: page.verdict.text().startswith("▲"))


def test_it_is_set_aside_and_begun_anew(qtbot: Any, page: JournalPage, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: page.table.total == 3)
    page.set_aside()
    qtbot.waitUntil(lambda: "set-aside-" in page.verdict.text())
    qtbot.waitUntil(lambda: page.table.total == 0)
    [kept] = (tmp_path / "journal").glob("set-aside-*")
    assert list(kept.glob("journal-*.jsonl"))
    page.verify()
    qtbot.waitUntil(lambda: "was set aside" in page.verdict.text())
