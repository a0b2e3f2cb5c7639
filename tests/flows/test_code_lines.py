import os
import sys
from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.finding import FileReport, Finding, Level, Position, Severity
from app.flows.code_lines import code_of_files


def report(path: Path, encoding: str = "utf-8") -> FileReport:
    return FileReport(str(path), Dialect.MYSQL, encoding, 1, 1, 0.0)


def finding(offset: int, length: int) -> Finding:
    start, end = Position(1, offset + 1, offset), Position(1, offset + length + 1, offset + length)
    return Finding("r", Severity.NOTICE, Level.TEXT, "", (), 0, "", start, end)


def marked(path: Path, *findings: Finding, encoding: str = "utf-8") -> list[str | None]:
    return [
        excerpt.marked if excerpt else None
        for _finding, excerpt in code_of_files()(report(path, encoding), findings)
    ]


def test_the_code_is_read_in_the_encoding_of_the_audit(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes("删除 DELETE".encode("gb18030"))
    assert marked(path, finding(3, 6), encoding="gb18030") == ["DELETE"]


def test_a_file_that_is_gone_has_no_code(tmp_path: Path) -> None:
    assert marked(tmp_path / "gone.sql", finding(0, 1), finding(1, 1)) == [None, None]


def test_a_file_that_is_no_text_any_more_has_none_from_there_on(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(bytes(range(256)) * 40)
    assert marked(path, finding(0, 1)) == [None]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are Unix's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert marked(tmp_path / "pipe", finding(0, 1)) == [None]


def test_standard_input_is_read_from_where_it_was_kept(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("DELETE", "utf-8")
    ((_finding, excerpt),) = code_of_files(tmp_path / "kept")(report(Path("-")), [finding(0, 6)])
    assert excerpt is not None
    assert excerpt.marked == "DELETE"
