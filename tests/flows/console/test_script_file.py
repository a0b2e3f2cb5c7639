"""Scripts go out of their file and into it again without a byte changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import BadInput, UnreadableInput, Unwritable
from app.domain.stop import Stop
from app.flows.console import script_file
from app.flows.console.script_file import read_script, write_script

TEXT = "SELECT '订单' -- 第一行\nFROM 库存;\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_written_as_it_was(tmp_path: Path, codec: str, end: str) -> None:
    path = tmp_path / "a.sql"
    text = TEXT if codec != "big5" else "SELECT '訂單' -- 第一行註解在這裡\nFROM 庫存;\n"
    content = text.replace("\n", end).encode(codec)
    path.write_bytes(content)
    path.chmod(0o640)
    read = read_script(path, Stop())
    assert read.text == text
    assert read.trouble is None
    binding = write_script(read.text, read.binding)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o640
    assert binding == replace(read.binding, stamp=binding.stamp)


def test_what_the_encoding_lacks_is_told_and_the_file_left(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes("SELECT 'é'".encode("latin-1"))
    read = read_script(path, Stop(), "latin-1")
    with pytest.raises(BadInput, match="订 cannot be written in latin-1") as told:
        write_script("SELECT '订'", read.binding)
    assert "UTF-8" in told.value.hint
    assert path.read_bytes() == "SELECT 'é'".encode("latin-1")


def test_damaged_bytes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(b"SELECT '\xe8\xae\xa2' -- \xff\xfe \n" * 3)
    assert read_script(path, Stop(), "utf-8").trouble is not None


def test_what_cannot_be_read_or_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreadableInput):
        read_script(tmp_path / "none.sql", Stop())
    path = tmp_path / "a.sql"
    path.write_text("SELECT 1")
    read = read_script(path, Stop())
    monkeypatch.setattr(script_file, "LARGEST", 3)
    with pytest.raises(UnreadableInput, match="too long"):
        read_script(path, Stop())
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable, match="could not be written"):
        write_script("x", replace(read.binding, path=str(tmp_path / "file" / "a.sql")))


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.sql").write_text("SELECT 1")
    (tmp_path / "link.sql").symlink_to(tmp_path / "real.sql")
    read = read_script(tmp_path / "link.sql", Stop())
    write_script("SELECT 2", read.binding)
    assert (tmp_path / "link.sql").is_symlink()
    assert (tmp_path / "real.sql").read_text() == "SELECT 2"
