"""Which scripts were changed."""

import os
from pathlib import Path

from app.flows.changed_files import ChangedFiles


def written(path: Path, text: str, moment: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, ns=(moment, moment))


def test_what_is_new_or_changed_is_given_once_it_stands_still(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    assert len(changes) == 1
    assert changes.look() == []
    written(tmp_path / "a.sql", "SELECT 2", 2)
    written(tmp_path / "订单.sql", "SELECT", 3)
    assert changes.look() == []
    written(tmp_path / "订单.sql", "SELECT 1 FROM t", 4)
    assert changes.look() == [tmp_path / "a.sql"]
    assert changes.look() == [tmp_path / "订单.sql"]
    assert changes.look() == []


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    (tmp_path / "a.sql").unlink()
    assert changes.look() == []
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes.look()
    assert changes.look() == [tmp_path / "a.sql"]


def test_what_changed_since_it_was_known_is_given(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 5)
    written(tmp_path / "b.sql", "SELECT 1", 5)
    changes = ChangedFiles([tmp_path], {tmp_path / "a.sql": (4, 8), tmp_path / "b.sql": (5, 8)})
    assert changes.look() == []
    assert changes.look() == [tmp_path / "a.sql"]
    assert changes.look(lambda: True) == [], "it was stopped"
