"""Files are written whole, in their order, and never by whoever asked for it."""

import threading
from pathlib import Path

import pytest

from app import files
from app.store.writer import Writer


class Failures:
    """Remembers what could not be written, and in which thread it heard of it."""

    def __init__(self) -> None:
        self.heard: list[tuple[Path, int | None, str]] = []

    def __call__(self, path: Path, error: OSError) -> None:
        self.heard.append((path, error.errno, threading.current_thread().name))


@pytest.fixture
def failures() -> Failures:
    return Failures()


def test_the_newest_content_stands_in_the_end(tmp_path: Path, failures: Failures) -> None:
    writer = Writer(failures)
    files = [tmp_path / "deep" / name for name in "ab"]
    for number in range(50):
        for file in files:
            writer.write(file, f"{file.name}{number}".encode())
    writer.finish()
    assert [file.read_text() for file in files] == ["a49", "b49"]
    assert sorted(files[0].parent.iterdir()) == files
    assert failures.heard == []


def test_it_can_be_used_again(tmp_path: Path, failures: Failures) -> None:
    writer = Writer(failures)
    for content in (b"one", b"two"):
        writer.write(tmp_path / "a", content)
        writer.finish()
        assert (tmp_path / "a").read_bytes() == content
    writer.finish()


def test_a_failure_is_told_and_the_next_file_written(tmp_path: Path, failures: Failures) -> None:
    (tmp_path / "file").touch()
    inside_a_file = tmp_path / "file" / "a"
    writer = Writer(failures)
    writer.write(inside_a_file, b"no")
    writer.write(tmp_path / "b", b"yes")
    writer.finish()
    assert [(path, thread) for path, _, thread in failures.heard] == [
        (inside_a_file, "mohist-writer")
    ]
    assert (tmp_path / "b").read_bytes() == b"yes"


def test_a_full_disk_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    files.write(file, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
