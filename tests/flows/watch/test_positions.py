"""How far a feed was heard outlives the window, and a damaged file costs nothing else."""

from pathlib import Path

import pytest

from app.flows.watch.positions import Positions
from app.monitor.bus.order import Position

HEARD = {"tower": Position(1764338136000, 512), "mast": Position(1764338130000, 0)}


def test_what_was_written_is_read_by_the_next(tmp_path: Path) -> None:
    Positions(tmp_path / "data").write("feed", HEARD)
    assert Positions(tmp_path / "data").read("feed") == HEARD


def test_another_feed_begins_anew(tmp_path: Path) -> None:
    positions = Positions(tmp_path)
    assert positions.read("feed") == {}
    positions.write("feed", HEARD)
    assert positions.read("another") == {}
    positions.write("another", {})
    assert positions.read("feed") == {}


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\xff", b"[]", b"{}", b'{"feed": "feed"}', b'{"feed": "feed", "positions": []}',
        b'{"feed": "feed", "positions": {"tower": [1]}}',
        b'{"feed": "feed", "positions": {"tower": 5}}',
        b'{"feed": "feed", "positions": {"tower": ["1", 2]}}',
        b'{"feed": "feed", "positions": {"tower": [-1, 2]}}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_as_none(tmp_path: Path, said: bytes) -> None:
    (tmp_path / "feed-positions.json").write_bytes(said)
    positions = Positions(tmp_path)
    assert positions.read("feed") == {}
    positions.write("feed", HEARD)
    assert positions.read("feed") == HEARD


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    Positions(tmp_path / "data").write("feed", HEARD)
    assert Positions(tmp_path / "data").read("feed") == {}
