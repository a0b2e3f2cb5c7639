"""A walk over keys: seen soon, rests, goes on, is bounded, and may find another server there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import SessionLost
from app.domain.operating.key_tree import About, Level
from app.domain.operating.keyspace import KeyPage
from app.workers import key_walk
from app.workers.key_walk import KeyWalk
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from tests.fakes import FakeSession

KEYS = tuple(b"user:%d:name" % number for number in range(1_000))
SIZE = 100


class KeySession(FakeSession):
    """Has keys, and gives them in pages; breaks behind so many of them."""

    def __init__(self, name: str, keys: tuple[bytes, ...] = KEYS, breaks: int = -1) -> None:
        super().__init__()
        self.facts = replace(self.facts, name=name)
        self.keys, self.left = keys, breaks
        self.database = 0
        self.asked: list[tuple[str, str, str, int]] = []

    def use_database(self, database: int) -> None:
        self.database = database

    def scan(self, cursor: str = "", *, pattern: str = "*", kind: str = "", count: int) -> KeyPage:
        self.asked.append((cursor, pattern, kind, count))
        if self.left == 0:
            raise SessionLost("gone", hint="Again.")
        self.left -= 1
        start = int(cursor or 0)
        page = self.keys[start : start + SIZE]
        end = start + SIZE
        following = str(end) if end < len(self.keys) else ""
        self.stop.wait(0.001)
        return KeyPage(page, following, SIZE, len(self.keys))


class Walked:
    """A walk, and what it told."""

    def __init__(self, qtbot: Any) -> None:
        self.qtbot = qtbot
        self.coming: list[KeySession] = []
        self.link = Link("keys", lambda _stop, _tell: self.coming.pop(0))
        self.walk = KeyWalk(self.link)
        self.looks: list[dict[bytes, Level]] = []
        self.failures: list[Exception] = []
        self.walk.looked.connect(self.looks.append)
        self.walk.failed.connect(self.failures.append)

    def until_it_rests(self) -> None:
        def seen() -> bool:
            last = self.looks[-1][b""] if self.looks else None
            counted = sum(each.keys for each in last.branches) + last.left if last else -1
            return not self.walk.running and counted * self.walk.share == pytest.approx(
                self.walk.held, rel=0.1
            )

        self.qtbot.waitUntil(seen, timeout=5_000)


@pytest.fixture
def walked(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walked]:
    monkeypatch.setattr(key_walk, "ENOUGH", 300)
    monkeypatch.setattr(key_walk, "MOST", 800)
    made = Walked(qtbot)
    yield made
    made.walk.shut()
    made.link.close()
    wait_for_lanes()


def test_it_rests_with_estimates_and_goes_on_until_it_holds_enough(walked: Walked) -> None:
    walk = walked.walk
    walked.coming = [KeySession("a")]
    walk.begin("*", "", b":")
    walked.until_it_rests()
    assert (walk.held, walk.total, walk.complete, walk.full) == (300, 1_000, False, False)
    assert walk.share == 0.3
    [users] = walked.looks[-1][b""].branches
    assert users.keys == 1_000
    assert isinstance(users.keys, About)
    walk.go_on()
    walked.until_it_rests()
    assert walk.held == 600
    walk.go_on()
    walked.until_it_rests()
    assert (walk.held, walk.full) == (800, True)
    walk.go_on()
    assert not walk.running, "no more is held"


def test_a_login_made_anew_looks_at_the_same_database(walked: Walked) -> None:
    walked.coming = [KeySession("a", breaks=1), again := KeySession("a")]
    walked.walk.begin("*", "", b":", 3)
    walked.until_it_rests()
    walked.walk.go_on()
    walked.until_it_rests()
    assert again.asked
    assert again.database == 3


def test_all_that_there_is_is_counted_exactly(walked: Walked) -> None:
    walked.coming = [session := KeySession("a", KEYS[:250] + KEYS[:20])]
    walked.walk.begin("user:*", "string", b"::")
    walked.until_it_rests()
    assert walked.walk.complete
    assert walked.walk.held == 250, "one that came twice is one"
    assert walked.looks[-1][b""].left == 0
    assert {asked[1:3] for asked in session.asked} == {("user:*", "string")}
    assert session.asked[0][3] == 1_000
    assert session.asked[-1][3] == 5_000, "where few fit, more are looked at for a page"


def test_a_level_that_is_open_is_looked_at_again(walked: Walked) -> None:
    walk = walked.walk
    walked.coming = [KeySession("a")]
    walk.begin("*", "", b":")
    walked.until_it_rests()
    walk.open(b"user:")
    walked.qtbot.waitUntil(lambda: b"user:" in walked.looks[-1])
    assert len(walked.looks[-1][b"user:"].branches) == 300
    walk.go_on()
    walked.qtbot.waitUntil(lambda: len(walked.looks[-1][b"user:"].branches) == 600)
    with walked.qtbot.waitSignal(walk.keys_below([b"user:1", b"user:2"]).succeeded) as found:
        pass
    wanted = [key for key in KEYS[:600] if key.startswith((b"user:1", b"user:2"))]
    assert sorted(found.args[0]) == sorted(wanted)


def test_stopped_it_goes_on_from_there(walked: Walked) -> None:
    walk = walked.walk
    walked.coming = [session := KeySession("a")]
    walk.begin("*", "", b":")
    walked.qtbot.waitUntil(lambda: walk.held > 0)
    walk.stop()
    walked.qtbot.waitUntil(lambda: not walk.running)
    assert walked.failures == []
    assert not walk.complete
    walk.go_on()
    walked.until_it_rests()
    assert len({asked[0] for asked in session.asked}) == len(session.asked), "no page twice"


@pytest.mark.parametrize(("name", "cursor"), [("a", "200"), ("b", "")])
def test_a_session_that_broke_goes_on_where_it_was_and_a_new_server_begins(
    walked: Walked, name: str, cursor: str
) -> None:
    walk = walked.walk
    first, second = KeySession("a", breaks=-1), KeySession(name)
    walked.coming = [first, second]
    with walked.qtbot.waitSignal(walked.link.ask(lambda session: session.ping()).succeeded):
        pass
    first.left = 2
    walk.begin("*", "", b":")
    walked.until_it_rests()
    assert walked.failures == []
    assert second.asked[0][0] == cursor
    assert walk.share == pytest.approx(0.5 if name == "a" else 0.3)


def test_what_was_seen_stays_when_it_fails(walked: Walked) -> None:
    walked.coming = [KeySession("a", breaks=1)]
    walked.walk.begin("*", "", b":")
    walked.until_it_rests()
    assert [type(each) for each in walked.failures] == [SessionLost]
    assert walked.walk.held == SIZE
    assert not walked.walk.complete


def test_what_comes_from_a_walk_before_is_dropped(walked: Walked) -> None:
    walk = walked.walk
    walked.coming = [KeySession("a")]
    walk.begin("*", "", b":")
    walk.begin("*", "", b"|")
    walked.qtbot.waitUntil(
        lambda: bool(walked.looks) and len(walked.looks[-1][b""].branches) == walk.held == 300
    )
    assert walk.separator == b"|"
    assert all(branch.is_key for branch in walked.looks[-1][b""].branches)
