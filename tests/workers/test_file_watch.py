"""Files that change on disk are noticed, once."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.workers.file_watch import FileWatch, changed_since, stamp
from app.workers.lane import Lane


@pytest.fixture
def watch(qapp: Any) -> Iterator[FileWatch]:
    lane = Lane("test")
    made = FileWatch(lane, every=10)
    yield made
    made.stop()
    lane.close()


def script(folder: Path, name: str = "a.sql") -> str:
    path = folder / name
    path.write_text("SELECT 1")
    return str(path)


def test_a_file_that_is_written_or_gone_is_changed(tmp_path: Path) -> None:
    names = [script(tmp_path, name) for name in ("same", "longer", "later", "gone")]
    stamps = {name: stamp(name) for name in names}
    Path(names[1]).write_text("SELECT 1 + 1")
    os.utime(names[2], ns=(0, 0))
    Path(names[3]).unlink()
    assert changed_since(stamps, lambda: False) == set(names[1:])


def test_looking_stops_when_nobody_waits(tmp_path: Path) -> None:
    assert changed_since({"gone.sql": (1, 1)}, lambda: True) == frozenset()


def test_a_change_is_told_and_so_is_its_taking_back(
    qtbot: Any, watch: FileWatch, tmp_path: Path
) -> None:
    path = script(tmp_path)
    known = stamp(path)
    watch.watch({path: known})
    Path(path).write_text("SELECT 2 + 2")
    with qtbot.waitSignal(watch.changed) as heard:
        pass
    assert heard.args == [frozenset({path})]
    assert watch.stale == {path}
    assert known is not None
    Path(path).write_text("SELECT 1")
    os.utime(path, ns=(known[0], known[0]))
    with qtbot.waitSignal(watch.changed) as heard:
        pass
    assert heard.args == [frozenset()]


def test_nothing_is_told_while_nothing_changes(
    qtbot: Any, watch: FileWatch, tmp_path: Path
) -> None:
    path = script(tmp_path)
    with qtbot.assertNotEmitted(watch.changed, wait=100):
        watch.watch({path: stamp(path)})


def test_what_is_not_watched_any_more_is_not_stale(
    qtbot: Any, watch: FileWatch, tmp_path: Path
) -> None:
    path = script(tmp_path)
    with qtbot.waitSignal(watch.changed):
        watch.watch({path: None})
    with qtbot.waitSignal(watch.changed):
        watch.watch({})
    assert watch.stale == frozenset()


def test_a_file_with_a_new_stamp_is_not_stale_even_before_it_is_looked_at(
    qtbot: Any, watch: FileWatch, tmp_path: Path
) -> None:
    path, other = script(tmp_path), script(tmp_path, "b.sql")
    with qtbot.waitSignal(watch.changed):
        watch.watch({path: None, other: None})
    watch.watch({path: stamp(path), other: None})
    assert watch.stale == {other}
