import stat
import sys
from pathlib import Path
from typing import TextIO

import pytest

from app.domain.errors import Unwritable
from app.flows.save_report import save_report


def hello(file: TextIO) -> None:
    file.write("你好\n")


def fails(file: TextIO) -> None:
    file.write("half")
    raise KeyboardInterrupt


def test_a_report_is_utf_8_with_plain_line_ends(tmp_path: Path) -> None:
    save_report(tmp_path / "r.txt", hello)
    assert (tmp_path / "r.txt").read_bytes() == "你好\n".encode()


def test_an_old_report_survives_a_failure_and_nothing_is_left(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        save_report(report, fails)
    assert report.read_text() == "old"
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are those of Unix")
def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to("real.txt")
    save_report(tmp_path / "link.txt", hello)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text("utf-8") == "你好\n"
    assert stat.S_IMODE((tmp_path / "real.txt").stat().st_mode) == 0o640


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="is a folder"):
        save_report(tmp_path, hello)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="none"):
        save_report(tmp_path / "none" / "r.txt", hello)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_and_the_device_stays() -> None:
    with pytest.raises(Unwritable, match="No space left"):
        save_report(Path("/dev/full"), hello)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_file_that_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("old")
    report.chmod(0o444)
    with pytest.raises(Unwritable, match="is read-only") as refused:
        save_report(report, hello)
    assert "another file" in refused.value.hint
    assert report.read_text() == "old"
    report.chmod(0o644)
    save_report(report, hello)
    assert report.read_text("utf-8") == "你好\n"
