"""`mohist format`: what it prints, names and writes, and what it leaves alone."""

from pathlib import Path

import pytest

from app.cli import main
from app.cli.parts import FOUND, TROUBLE
from app.domain.dialect import Dialect
from app.domain.errors import Unwritable
from app.flows.format_files import lay_out, write_laid_out
from app.sql.format import Style
from tests.test_cli import Mohist, folder, mohist

__all__ = ["folder", "mohist"]

TYPED = "select  a,b from t where a='表';\n"
LAID_OUT = "SELECT a, b FROM t WHERE a = '表';\n"


def test_it_prints_what_would_be(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_text(TYPED, "utf-8")
    answer = mohist("format", "a.sql")
    assert (answer.code, answer.out, answer.err) == (0, LAID_OUT, "")
    assert (folder / "a.sql").read_text("utf-8") == TYPED
    assert mohist("format", "a.sql", "--keywords", "keep").out.startswith("select a, b from t")


def test_check_names_what_would_change(mohist: Mohist, folder: Path) -> None:
    (folder / "bad.sql").write_text(TYPED, "utf-8")
    (folder / "good.sql").write_text(LAID_OUT, "utf-8")
    answer = mohist("format", "--check", ".")
    assert (answer.code, answer.out) == (FOUND, "bad.sql would be changed.\n")
    assert mohist("format", "--check", "good.sql").code == 0


def test_write_changes_the_file_and_keeps_a_copy(mohist: Mohist, folder: Path) -> None:
    script = folder / "a.sql"
    script.write_text(TYPED, "utf-8")
    script.chmod(0o640)
    assert mohist("format", "--write", "a.sql").out == (
        "a.sql was formatted; as it was it is in a.sql.orig.\n"
    )
    assert script.read_text("utf-8") == LAID_OUT
    assert script.stat().st_mode & 0o777 == 0o640
    assert (folder / "a.sql.orig").read_text("utf-8") == TYPED
    assert mohist("format", "--write", "a.sql").out == "", "nothing is left to do"


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b"")]
)
def test_encoding_mark_and_line_ends_stay(folder: Path, encoding: str, mark: bytes) -> None:
    text = TYPED.replace("表", "订单的状态与客户的名称").replace("\n", "\r\n")
    script = folder / "a.sql"
    script.write_bytes(mark + text.encode(encoding))
    laid = lay_out(script, dialect=Dialect.MYSQL, encoding=None, style=Style(width=20, short=0))
    assert laid.changed
    assert laid.after.startswith(mark + b"SELECT")
    after = laid.after[len(mark) :].decode(encoding)
    assert after.count("\r\n") == after.count("\n") > 1
    assert "订单的状态与客户的名称" in after


def test_bytes_that_are_no_text_are_left_alone(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_bytes(b"select  '\xff\xfe\xfa' from t;\n")
    (folder / "b.sql").write_text(TYPED, "utf-8")
    answer = mohist("format", "--write", "--encoding", "utf-8", "a.sql", "b.sql", "nosuch.sql")
    assert answer.code == TROUBLE
    assert "a.sql holds bytes that are not text" in answer.err
    assert "nosuch.sql" in answer.err
    assert (folder / "b.sql").read_text("utf-8") == LAID_OUT, "the others are done all the same"


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    script = folder / "a.sql"
    script.write_text(TYPED, "utf-8")
    laid = lay_out(script, dialect=None, encoding=None, style=Style())
    script.write_text("select 2;", "utf-8")
    with pytest.raises(Unwritable, match="changed on disk"):
        write_laid_out(laid)
    assert script.read_text("utf-8") == "select 2;"
    assert not (folder / "a.sql.orig").exists()


def test_a_width_that_makes_no_sense_is_refused(mohist: Mohist, folder: Path) -> None:
    assert mohist("format", "--width", "0", "a.sql").code == TROUBLE
    assert main(["format"]) == TROUBLE
