"""The journal shows what was done, finds it again, and says whether it was tampered with."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.auth.signing import check
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.journal import Deed, Event, Happening, Note, Noted
from app.domain.people import Role
from app.models.fields import State
from app.models.preferences import Preferences
from app.store.journal import Journal
from app.views.journal.page import JournalPage
from app.views.widgets.ask import Ask
from app.workers.standing import Standing
from tests.fakes import endpoint, warden


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal", check=check)
    for number in range(3):
        act = Act("session-kill", f"End {number}", (Command(f"KILL {number}"),))
        noted = made.intend(act, Consent("lin"), endpoint())
        made.conclude(noted, [Outcome(Ending.FAILED if number == 1 else Ending.DONE)])
    made.note(Event(Deed.SIGN_IN, "王芳", "王芳 signed in."))
    made.note(Event(Deed.REFUSED, "王芳", "“End sessions” is not for the role viewer."))
    return made


@pytest.fixture
def page(qtbot: Any, tmp_path: Path, journal: Journal) -> Iterator[JournalPage]:
    preferences = Preferences(tmp_path / "settings.json")
    standing = Standing(warden())
    made = JournalPage(journal, standing, preferences, lambda _stop: None)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitUntil(lambda: made.table.total == 5)
    yield made
    made.shut()
    preferences.finish()


def shown(page: JournalPage, key: str = "what") -> list[str]:
    field = next(field for field in page.table.fields if field.key == key)
    return [field.full(page.table.record(row)) for row in range(page.table.shown)]


def changed(journal: Journal, before: str, after: str) -> None:
    [file] = journal.folder.glob("*.jsonl")
    file.write_text(file.read_text().replace(before, after))


def test_the_newest_stands_first_whatever_it_is(page: JournalPage) -> None:
    assert shown(page)[1:] == ["王芳 signed in.", "End 2", "End 1", "End 0"]
    assert shown(page, "kind")[:3] == ["Refusal", "Sign-in", "Act on a server"]
    assert shown(page, "ending") == ["refused", "done", "done", "failed", "done"]
    assert shown(page, "statements")[2:] == ["KILL 2", "KILL 1", "KILL 0"]


def test_it_is_searched_and_chosen_from(qtbot: Any, page: JournalPage) -> None:
    filters = page.filters
    qtbot.keyClicks(filters.text, "kill 1")
    qtbot.waitUntil(lambda: shown(page) == ["End 1"])
    filters.reset()
    qtbot.waitUntil(lambda: page.table.total == 5)
    filters.ending.setCurrentIndex(filters.ending.findData(Ending.REFUSED))
    qtbot.waitUntil(lambda: shown(page, "kind") == ["Refusal"])
    filters.reset()
    filters.who.setText("王")
    qtbot.waitUntil(lambda: shown(page, "kind") == ["Refusal", "Sign-in"])


def test_what_is_not_found_can_be_shown_again(qtbot: Any, page: JournalPage) -> None:
    page.filters.text.setText("no such words")
    qtbot.waitUntil(lambda: page.panel.states.now == "empty" and page.panel.states.isVisible())
    assert page.filters.text.isEnabled()
    page.panel.begin_wanted.emit()
    qtbot.waitUntil(lambda: page.table.total == 5)


def test_the_slash_leads_to_the_search(qtbot: Any, page: JournalPage) -> None:
    page.activateWindow()
    page.panel.view.setFocus()
    qtbot.waitUntil(page.panel.view.hasFocus)
    qtbot.keyClick(page.panel.view, Qt.Key.Key_Slash)
    qtbot.waitUntil(page.filters.text.hasFocus)


def test_older_entries_come_when_their_end_is_reached(
    qtbot: Any, page: JournalPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # so many are soon written so
    for number in range(250):
        page._journal.note(Event(Deed.SIGN_OUT, "lin", f"Sign-out {number}"))
    page.refresh()
    qtbot.waitUntil(lambda: page.table.total == 200 and page.older.isVisible())
    page.panel.view.scrollToBottom()
    qtbot.waitUntil(lambda: page.table.total == 255 and not page.older.isVisible())


def test_what_is_chosen_stays_when_it_is_read_anew(qtbot: Any, page: JournalPage) -> None:
    page.panel.view.select(3)
    chosen = page.panel.view.current
    page._journal.note(Event(Deed.SIGN_OUT, "lin", "lin signed out."))
    page.refresh()
    qtbot.waitUntil(lambda: page.table.total == 6)
    assert page.panel.view.current is not None
    assert chosen is not None
    assert page.panel.view.current.found.entry.id == chosen.found.entry.id


def test_a_whole_journal_is_said_to_be_so(qtbot: Any, page: JournalPage) -> None:
    page.verify()
    qtbot.waitUntil(lambda: "8 entries, the chain is whole" in page.verdict.said.text())
    assert "None of them is signed" in page.verdict.more.text()
    assert not page.verdict.jump.isVisible()


def test_tampering_is_said_in_words_and_shown(qtbot: Any, page: JournalPage) -> None:
    changed(page._journal, "KILL 1", "KILL 9")
    page.filters.text.setText("signed in")
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.verify()
    qtbot.waitUntil(page.verdict.jump.isVisible)
    said = page.verdict.said.text()
    assert said.startswith(State.ERROR.shape)
    assert "line 3: It was changed" in said
    assert "up to no. 2" in page.verdict.more.text()
    page.verdict.jump.click()
    qtbot.waitUntil(lambda: page.panel.view.current is not None)
    current = page.panel.view.current
    assert current is not None
    assert (current.found.entry.sequence, current.standing) == (3, State.ERROR)
    assert "It was changed" in current.remark
    page.around.back.click()
    qtbot.waitUntil(lambda: page.table.total == 5 and not page.around.isVisible())


def test_what_must_be_known_leads_to_its_entry(qtbot: Any, page: JournalPage) -> None:
    with (page._journal.folder / _file(page._journal)).open("a") as file:
        file.write('{"torn')
    page._journal.note(Event(Deed.SIGN_OUT, "王芳", "王芳 signed out."))
    page.verify()
    qtbot.waitUntil(lambda: page.verdict.remarks.count() == 1)
    page.refresh()
    qtbot.waitUntil(lambda: page.table.total == 7)
    page.verdict.remarks.itemActivated.emit(page.verdict.remarks.item(0))
    current = page.panel.view.current
    assert current is not None
    assert isinstance(current.found, Noted)
    assert isinstance(current.found.body, Note)
    assert current.found.body.what is Happening.TORN


def _file(journal: Journal) -> str:
    [file] = journal.folder.glob("*.jsonl")
    return file.name


def test_a_check_can_be_given_up(qtbot: Any, page: JournalPage) -> None:
    page.verify()
    page.verdict.cancel.click()
    assert not page.verdict.isVisible()


def test_an_anchor_is_saved_and_held_against(qtbot: Any, page: JournalPage, tmp_path: Path) -> None:
    from app.views.journal.anchor_dialog import AnchorDialog

    page.keeping.take_anchor()
    qtbot.waitUntil(lambda: bool(page.findChildren(AnchorDialog)))
    [dialog] = page.findChildren(AnchorDialog)
    kept = tmp_path / "anchor.json"
    dialog.save_to(kept)
    qtbot.waitUntil(lambda: dialog.told.text() == "It is in anchor.json.")
    dialog.reject()
    page.verify_against([kept])
    qtbot.waitUntil(lambda: "agrees with the anchor" in page.verdict.more.text())
    for file in page._journal.folder.iterdir():
        if file.is_file():
            file.unlink()
    page._journal.note(Event(Deed.SIGN_IN, "mallory", "All is well."))
    page.verify_against([kept])
    qtbot.waitUntil(lambda: "which is not there any more" in page.verdict.said.text())


def test_all_that_is_chosen_is_exported(qtbot: Any, page: JournalPage, tmp_path: Path) -> None:
    page.filters.who.setText("lin")
    file = tmp_path / "acts.json"
    page.exporting.write(file, page.wanted)
    qtbot.waitUntil(lambda: "were written to" in page.exporting.strip.words.text())
    assert [each["title"] for each in json.loads(file.read_text())] == ["End 2", "End 1", "End 0"]


def test_a_viewer_sees_why_it_may_not_be_exported(
    qtbot: Any, journal: Journal, tmp_path: Path
) -> None:
    preferences = Preferences(tmp_path / "settings.json")
    page = JournalPage(journal, Standing(warden(role=Role.VIEWER)), preferences, lambda _stop: None)
    qtbot.addWidget(page)
    action = page.command_actions["journal-export"]
    assert not action.isEnabled()
    assert "viewer" in action.toolTip()
    page.shut()
    preferences.finish()


def test_it_is_set_aside_and_begun_anew(qtbot: Any, page: JournalPage) -> None:
    page.keeping.set_aside()
    qtbot.waitUntil(lambda: "set-aside-" in page.exporting.strip.words.text())
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    [kept] = page._journal.folder.glob("set-aside-*")
    assert list(kept.glob("journal-*.jsonl"))
    assert "An older journal was set aside" in shown(page)[0]


def test_moments_are_those_of_the_users_clock(page: JournalPage) -> None:
    first = page.table.record(0).found.entry.utc.astimezone()
    assert datetime.fromisoformat(shown(page, "at")[0]) == first.replace(microsecond=0)


def test_another_key_is_asked_for_and_said(qtbot: Any, page: JournalPage) -> None:
    page.keeping.replace_key()
    qtbot.waitUntil(lambda: "Another key" in page.exporting.strip.words.text())
    page.keeping.ask_key()
    [ask] = page.findChildren(Ask)
    assert "vouches for the new one" in " ".join(label.text() for label in ask.findChildren(QLabel))
    ask.reject()
