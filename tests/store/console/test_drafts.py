"""What was typed is there again, whatever ended the program."""

import errno
import os
import random
import signal
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.console.draft import Binding, Draft
from app.domain.console.transaction import Mode
from app.domain.errors import Unwritable
from app.store.console import draft_file
from app.store.console.drafts import MOST_CLOSED, Drafts, Restored

BOUND = Binding(
    "报表", "i1", "shop", Mode.MANUAL, False, "/tmp/a.sql", "gb18030", True, True, (1, 2), True, 3
)


def begun(folder: Path) -> tuple[Drafts, Restored]:
    drafts = Drafts(folder / "drafts")
    return drafts, drafts.open()


def test_tabs_are_there_again_in_their_order(tmp_path: Path) -> None:
    drafts, restored = begun(tmp_path)
    assert restored == Restored()
    drafts.add(Draft("a", "SELECT 1"))
    drafts.add(Draft("b", "", BOUND))
    drafts.edit("b", 0, 0, "订单 😀 x")
    drafts.edit("b", 3, 1, "")  # the emoji, which is one character here
    drafts.bind("b", replace(BOUND, caret=7))
    drafts.arrange(("b", "a"), "a")
    drafts.shut()
    _again, restored = begun(tmp_path)
    assert restored.tabs == (
        Draft("b", "订单  x", replace(BOUND, caret=7)),
        Draft("a", "SELECT 1"),
    )
    assert (restored.front, restored.troubles) == ("a", ())
    _again.shut()


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    drafts.add(Draft("a", "secret"))
    drafts.arrange(("a",), "a")
    drafts.shut()
    for path in (tmp_path / "drafts").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_place_that_is_not_there_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    drafts.add(Draft("a", "abc"))
    for position, removed in ((4, 0), (2, 2), (-1, 1)):
        with pytest.raises(ValueError, match="of 3"):
            drafts.edit("a", position, removed, "x")
    drafts.shut()
    again, restored = begun(tmp_path)
    assert restored.tabs[0].text == "abc"
    again.shut()


def test_a_closed_tab_comes_back_the_last_first(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    for number in range(MOST_CLOSED + 3):
        drafts.add(Draft(str(number), f"SELECT {number}"))
        drafts.close(str(number))
    drafts.add(Draft("empty"))
    drafts.close("empty")
    assert drafts.reopen() == Draft(str(MOST_CLOSED + 2), f"SELECT {MOST_CLOSED + 2}")
    drafts.edit(str(MOST_CLOSED + 2), 0, 0, "-- ")
    drafts.shut()
    again, restored = begun(tmp_path)
    assert [tab.text for tab in restored.tabs] == [f"-- SELECT {MOST_CLOSED + 2}"]
    came_back = [tab for _ in range(MOST_CLOSED + 1) if (tab := again.reopen())]
    assert [tab.id for tab in came_back] == [str(n) for n in range(MOST_CLOSED + 1, 2, -1)]
    again.shut()


def test_two_programs_do_not_fight_and_the_next_takes_over_from_both(tmp_path: Path) -> None:
    first, _restored = begun(tmp_path)
    first.add(Draft("a", "first"))
    second, restored = begun(tmp_path)
    assert restored.tabs == ()  # those are the first's
    second.add(Draft("b", "second"))
    second.edit("b", 6, 0, "!")
    first.edit("a", 5, 0, "!")
    first.shut()
    third, restored = begun(tmp_path)  # the second still runs
    assert [tab.text for tab in restored.tabs] == ["first!"]
    third.shut()
    second.shut()
    fourth, restored = begun(tmp_path)
    assert sorted(tab.text for tab in restored.tabs) == ["first!", "second!"]
    fourth.shut()
    fifth, restored = begun(tmp_path)
    assert sorted(tab.text for tab in restored.tabs) == ["first!", "second!"]
    fifth.shut()


EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.text(max_size=6).filter(str.isprintable)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(edits=EDITS, cut=st.floats(0, 1), flipped=st.booleans())
def test_a_torn_or_damaged_file_gives_all_before_the_damage(
    tmp_path_factory: pytest.TempPathFactory,
    edits: list[tuple[float, float, str]],
    cut: float,
    flipped: bool,
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    file = draft_file.DraftFile.made(folder / "a.draft", Draft("a", "SELECT 1"))
    states = [(file.path.stat().st_size, file.draft.text)]
    for where, much, added in edits:
        position = int(where * file.length)
        file.edit(position, int(much * (file.length - position)), added)
        states.append((file.path.stat().st_size, file.draft.text))
    file.close()
    content = bytearray(file.path.read_bytes())
    place = min(int(cut * len(content)), len(content) - 1)
    if flipped:
        content[place] ^= 0x15
    else:
        del content[place:]
    file.path.write_bytes(content)
    whole = [text for size, text in states if size <= place]
    found = draft_file.found(file.path)
    if not whole:
        assert found is None
        return
    assert found is not None
    assert found.text == whole[-1]


def test_a_torn_end_is_cut_and_typing_goes_on_behind_it(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    drafts.add(Draft("a", "SELECT"))
    drafts.edit("a", 6, 0, " 1")
    drafts.shut()
    path = tmp_path / "drafts" / "1" / "a.draft"
    for tail in (b'3c4d5e6f {"n":2,"at":8,', b"\0" * 4096):
        path.write_bytes(path.read_bytes() + tail)
        drafts, restored = begun(tmp_path)
        assert [tab.text[:8] for tab in restored.tabs] == ["SELECT 1"]
        assert restored.troubles == ()
        drafts.edit("a", 8, 0, ";")
        drafts.shut()
    drafts, restored = begun(tmp_path)
    assert [tab.text for tab in restored.tabs] == ["SELECT 1;;"]
    drafts.shut()


def test_a_damaged_file_is_set_aside_whole_and_told(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    for id_ in ("a", "b"):
        drafts.add(Draft(id_, "SELECT"))
        drafts.edit(id_, 6, 0, " 1")
        drafts.edit(id_, 8, 0, " 2")
    drafts.shut()
    folder = tmp_path / "drafts" / "1"
    a, b = ((folder / f"{id_}.draft").read_bytes() for id_ in "ab")
    (folder / "a.draft").write_bytes(a.replace(b" 1", b" 9"))
    (folder / "b.draft").write_bytes(b"x" + b)
    drafts, restored = begun(tmp_path)
    assert [tab.text for tab in restored.tabs] == ["SELECT"]
    assert "up to the damage" in str(restored.troubles[0])
    assert "nothing of it" in str(restored.troubles[1])
    assert (folder / "a.draft.damaged").read_bytes() == a.replace(b" 1", b" 9")
    assert (folder / "b.draft.damaged").read_bytes() == b"x" + b
    drafts.shut()
    drafts, restored = begun(tmp_path)
    assert (len(restored.tabs), restored.troubles) == (1, ())
    drafts.shut()


def test_many_edits_do_not_let_the_file_grow_for_ever(tmp_path: Path) -> None:
    drafts, _restored = begun(tmp_path)
    drafts.add(Draft("a"))
    for number in range(5000):
        drafts.edit("a", number, 0, "x")
    drafts.edit("a", 0, 1, "y")
    drafts.shut()
    assert (tmp_path / "drafts" / "1" / "a.draft").stat().st_size < 100_000
    drafts, restored = begun(tmp_path)
    assert restored.tabs[0].text == "y" + "x" * 4999
    drafts.shut()


def test_a_full_disk_is_told_and_what_came_after_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts, _restored = begun(tmp_path)
    drafts.add(Draft("a", "SELECT"))
    write = os.write
    full = [True]

    def half(handle: int, content: bytes) -> int:
        if not full[0]:
            return write(handle, content)
        if len(content) > 20:
            return write(handle, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    for _ in range(2):
        with pytest.raises(Unwritable, match="No space left on device") as told:
            drafts.edit("a", 6, 0, " 'a longer text'")
        assert "Go on typing" in told.value.hint
    full[0] = False
    drafts.edit("a", 6, 0, " 1")
    drafts.shut()
    drafts, restored = begun(tmp_path)
    assert (restored.tabs[0].text, restored.troubles) == ("SELECT 1", ())
    drafts.shut()


# ------------------------------------------------------------------------- kill -9

ROUNDS = 60


def _typing(folder: Path, round_: int, heard: int) -> None:
    """Type until killed; say before each edit what will be there, and after it that it is."""
    draft_file._COMPACT = 300
    chance = random.Random(round_)
    drafts = Drafts(folder / "drafts")
    tabs = {tab.id: tab.text for tab in drafts.open().tabs}
    for number in range(100_000):
        id_ = chance.choice(list(tabs)) if len(tabs) > 2 else f"{round_}-{number}"
        text = tabs.get(id_, "")
        at = chance.randint(0, len(text))
        cut = chance.randint(0, min(3, len(text) - at))
        tabs[id_] = text[:at] + f"字{number}" + text[at + cut :]
        os.write(heard, f"?\t{id_}\t{tabs[id_]}\n".encode())
        if text:
            drafts.edit(id_, at, cut, f"字{number}")
        else:
            drafts.add(Draft(id_, tabs[id_]))
        os.write(heard, f"!\t{id_}\t{tabs[id_]}\n".encode())
        if number % 7 == 0:
            drafts.arrange(tuple(tabs), id_)


def _killed(folder: Path, round_: int, after: int) -> list[str]:
    """What a program that types said, until it was killed behind so many lines of it."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(ours)
            _typing(folder, round_, theirs)
        os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as heard:
        said = b"".join(heard.readline() for _ in range(after))
        os.kill(child, signal.SIGKILL)
        said += heard.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    return said.decode().splitlines()


def test_kill_9_at_any_moment_takes_nothing_that_was_written(tmp_path: Path) -> None:
    """Sixty programs, one after the other on the same tabs, each killed at another moment."""
    chance = random.Random(9)
    for round_ in range(ROUNDS):
        told = [line.split("\t") for line in _killed(tmp_path, round_, chance.randint(1, 50))]
        written = {id_: text for sign, id_, text in told if sign == "!"}
        last = told[-1]
        drafts, restored = begun(tmp_path)
        there = {tab.id: tab.text for tab in restored.tabs}
        drafts.shut()
        assert restored.troubles == ()
        if (
            last[0] == "?" and there.get(last[1]) == last[2]
        ):  # written, and killed before it said so
            written[last[1]] = last[2]
        assert there | written == there, round_
    assert len(there) == 3
