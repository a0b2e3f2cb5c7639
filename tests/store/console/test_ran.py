"""The history of what ran: durable, found again, bounded, without secrets."""

import os
import random
import signal
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.domain.console.ran import Ended, Ran, RanEnding, Running
from app.domain.errors import Cancelled, StoreTrouble, Unwritable
from app.domain.stop import Stop
from app.store.console.ran import Asked, RanHistory


def running(statement: str = "SELECT 1", *, at: float = 1.0, instance: str = "i1") -> Running:
    return Running(at, instance, f"db-{instance}", "app@%", "shop", statement, "tab")


def found(history: RanHistory, asked: Asked = Asked()) -> tuple[Ran, ...]:  # noqa: B008
    return history.page(asked, None, 1000, Stop())


@pytest.fixture
def history(tmp_path: Path) -> Iterator[RanHistory]:
    made = RanHistory(tmp_path / "console", lambda: 64)
    yield made
    made.close()


def test_a_line_is_there_while_it_runs_and_then_with_its_end(history: RanHistory) -> None:
    assert found(history) == ()
    number = history.intend(running())
    assert found(history) == (Ran(number, running(), Ended(RanEnding.RUNNING)),)
    ended = Ended(RanEnding.FAILED, 0.25, None, "Table 'shop.x' doesn't exist")
    history.conclude(number, ended)
    assert found(history) == (Ran(number, running(), ended),)


def test_it_is_searched_by_words_in_any_script_and_by_all_else(history: RanHistory) -> None:
    for number, text in enumerate(("SELECT 订单 FROM 库存", "DELETE FROM a_b", "SELECT 100%")):
        line = history.intend(running(text, at=number, instance=f"i{number}"))
        history.conclude(line, Ended(RanEnding.DONE if number else RanEnding.CANCELLED, 1.0, 7))

    def texts(asked: Asked) -> list[str]:
        return [ran.running.statement for ran in found(history, asked)]

    assert texts(Asked("订单 select")) == ["SELECT 订单 FROM 库存"]
    assert texts(Asked("a_b")) == ["DELETE FROM a_b"]
    assert texts(Asked("aXb")) == texts(Asked("100_")) == []
    assert texts(Asked("0%")) == ["SELECT 100%"]
    assert texts(Asked("db-i1")) == ["DELETE FROM a_b"]
    assert texts(Asked(instance="i2")) == ["SELECT 100%"]
    assert texts(Asked(endings=frozenset({RanEnding.CANCELLED}))) == ["SELECT 订单 FROM 库存"]
    assert texts(Asked(since=2.0)) == ["SELECT 100%"]


def test_pages_go_back_to_the_first(history: RanHistory) -> None:
    numbers = [history.intend(running(f"SELECT {n}")) for n in range(10)]
    seen: list[int] = []
    while page := history.page(Asked(), seen[-1] if seen else None, 4, Stop()):
        seen += [ran.number for ran in page]
    assert seen == numbers[::-1]
    assert len(list(history.each(Asked(), Stop()))) == 10


def test_no_password_stands_in_the_file(history: RanHistory, tmp_path: Path) -> None:
    history.intend(running("ALTER USER a IDENTIFIED BY 'hunter2-secret'"))
    assert "IDENTIFIED BY ***" in found(history)[0].running.statement
    for path in (tmp_path / "console").iterdir():
        assert b"hunter2-secret" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_is_forgotten_stays_nowhere(history: RanHistory, tmp_path: Path) -> None:
    first = history.intend(running("SELECT 'forget-me-not'"))
    history.intend(running("SELECT 2"))
    history.forget([first])
    assert [ran.running.statement for ran in found(history)] == ["SELECT 2"]
    for path in (tmp_path / "console").iterdir():
        assert b"forget-me-not" not in path.read_bytes()
    history.forget()
    assert found(history) == ()


def test_it_takes_no_more_than_it_may(tmp_path: Path) -> None:
    history = RanHistory(tmp_path / "console", lambda: 1)
    for number in range(400):
        history.intend(running(f"SELECT {number} -- {'x' * 10_000}"))
    there = found(history)
    assert there[0].running.statement.startswith("SELECT 399 ")
    assert 50 < len(there) < 200
    assert (tmp_path / "console" / "history.sqlite").stat().st_size < 3 << 20
    history.close()


def test_a_search_can_be_ended(history: RanHistory) -> None:
    history.intend(running())
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        history.page(Asked(), None, 10, stop)


def test_a_damaged_file_is_set_aside_and_told_and_a_new_one_begun(tmp_path: Path) -> None:
    folder = tmp_path / "console"
    folder.mkdir()
    (folder / "history.sqlite").write_bytes(b"no database at all" * 100)
    told: list[StoreTrouble] = []
    history = RanHistory(folder, lambda: 64, told.append)
    with pytest.raises(StoreTrouble, match="cannot be read"):
        found(history)
    history.intend(running())
    assert len(found(history)) == 1
    assert [str(trouble)[:46] for trouble in told] == [
        "The history of the console was damaged (file i"
    ]
    assert (folder / "history.sqlite.damaged").read_bytes().startswith(b"no database")
    history.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "console").write_text("a file in the way")
    history = RanHistory(tmp_path / "console", lambda: 64)
    with pytest.raises(Unwritable, match="cannot be written"):
        history.intend(running())


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    first = RanHistory(tmp_path / "console", lambda: 64)
    first.intend(running())
    first.close()
    path = tmp_path / "console" / "history.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    again = RanHistory(tmp_path / "console", lambda: 64)
    with pytest.raises(Unwritable, match="newer Mohist"):
        again.intend(running())
    again.close()
    assert not path.with_name("history.sqlite.damaged").exists()


def test_threads_and_programs_write_at_once(tmp_path: Path) -> None:
    histories = [RanHistory(tmp_path / "console", lambda: 64) for _ in range(2)]

    def work(history: RanHistory) -> None:
        for _ in range(15):
            history.conclude(history.intend(running()), Ended(RanEnding.DONE, 0.1, 1))

    threads = [threading.Thread(target=work, args=(h,)) for h in histories for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mine = histories[0].intend(running("mine"))
    assert found(histories[1])[0].ended.ending is RanEnding.RUNNING  # the other program lives
    histories[0].close()
    assert found(histories[1])[0] == Ran(mine, running("mine"), Ended(RanEnding.UNKNOWN))
    assert len(found(histories[1])) == 61
    histories[1].close()


def test_kill_9_loses_no_line(tmp_path: Path) -> None:
    """A child runs statements and says so; whenever it is killed, each it told of is there."""
    chance = random.Random(4)
    for round_ in range(15):
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                history = RanHistory(tmp_path / "console", lambda: 64)
                for number in range(10_000):
                    text = f"SELECT {round_}, {number}"
                    line = history.intend(running(text))
                    os.write(theirs, f"began\t{text}\n".encode())
                    history.conclude(line, Ended(RanEnding.DONE, 0.5, number))
                    os.write(theirs, f"done\t{text}\n".encode())
            os._exit(1)
        os.close(theirs)
        with os.fdopen(ours) as heard:
            said = [heard.readline() for _ in range(chance.randint(1, 9))]
            os.kill(child, signal.SIGKILL)
            said += heard.readlines()
        os.waitpid(child, 0)
        history = RanHistory(tmp_path / "console", lambda: 64)
        there = {ran.running.statement: ran.ended for ran in found(history)}
        for told in said:
            word, text = told.strip().split("\t")
            assert there[text].ending in (RanEnding.DONE, RanEnding.UNKNOWN)
            if word == "done":
                assert there[text].ending is RanEnding.DONE
        history.close()
