"""Edits reach the disk by themselves, in their order, and trouble with it is told once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.console.draft import Binding, Draft
from app.domain.errors import ConsoleError, Unwritable
from app.store.console.drafts import Drafts
from app.workers.draft_keeper import DraftKeeper


class Full(Drafts):
    """Says that the disk is full for as long as it is."""

    full = False

    def edit(self, id_: str, position: int, removed: int, added: str) -> None:
        if self.full:
            raise Unwritable("The disk is full.")
        super().edit(id_, position, removed, added)


@pytest.fixture
def drafts(tmp_path: Path) -> Full:
    return Full(tmp_path / "drafts")


@pytest.fixture
def keeper(drafts: Full, qtbot: QtBot) -> Iterator[DraftKeeper]:
    made = DraftKeeper(drafts)
    with qtbot.waitSignal(made.open().succeeded):
        pass
    yield made
    made.close()


def texts(folder: Path) -> list[str]:
    again = Drafts(folder / "drafts")
    restored = again.open()
    again.shut()
    return [tab.text for tab in restored.tabs]


def test_what_was_typed_until_the_end_is_kept(keeper: DraftKeeper, tmp_path: Path) -> None:
    keeper.put(Draft("a", "SELECT"))
    for place, letter in enumerate(" 订单 FROM x", start=6):
        keeper.edit("a", place, 0, letter)
    keeper.bind("a", Binding(instance="i1"))
    keeper.arrange(("a",), "a")
    keeper.close()
    assert texts(tmp_path) == ["SELECT 订单 FROM x"]


def test_it_is_written_at_once_without_being_asked(
    keeper: DraftKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    keeper.put(Draft("a", "SELECT"))
    keeper.edit("a", 6, 0, " 1")
    path = tmp_path / "drafts" / "1" / "a.draft"
    qtbot.waitUntil(lambda: path.exists() and b'" 1"' in path.read_bytes())


def test_a_tab_whose_count_was_lost_is_asked_for(keeper: DraftKeeper, qtbot: QtBot) -> None:
    keeper.put(Draft("a", "SELECT"))
    keeper.put(Draft("b", "SELECT"))
    with qtbot.waitSignal(keeper.asked_for) as asked:
        keeper.edit("a", 99, 0, "x")
    assert asked.args == ["a"]
    keeper.put(Draft("a", "SELECT 1"))
    keeper.check("a", 8)
    with qtbot.waitSignal(keeper.asked_for) as asked:
        keeper.check("b", 7)
    assert asked.args == ["b"]


def test_a_full_disk_is_told_once_and_nothing_is_lost(
    keeper: DraftKeeper, drafts: Full, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[ConsoleError] = []
    keeper.failed.connect(told.append)
    keeper._retry.setInterval(10)
    keeper.put(Draft("a"))
    drafts.full = True
    for place in range(20):
        keeper.edit("a", place, 0, "x")
    qtbot.waitUntil(lambda: bool(told))
    keeper.edit("a", 20, 0, "y")
    with qtbot.waitSignal(keeper.mended):
        drafts.full = False
    assert [str(error) for error in told] == ["The disk is full."]
    keeper.close()
    assert texts(tmp_path) == ["x" * 20 + "y"]


def test_a_closed_tab_comes_back(keeper: DraftKeeper, qtbot: QtBot) -> None:
    keeper.put(Draft("a", "SELECT 1"))
    keeper.put_away("a")
    with qtbot.waitSignal(keeper.reopen().succeeded) as came:
        pass
    assert came.args == [Draft("a", "SELECT 1")]
