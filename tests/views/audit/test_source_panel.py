"""Opening scripts beside the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.dialect import Dialect
from app.domain.finding import Finding, Level, Position, Severity
from app.sql.lines import Lines
from app.views.audit.source_panel import Shown, SourcePanel

MARKED = {3: Severity.ERROR}


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[SourcePanel]:
    made = SourcePanel()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    yield made
    made.close_lane()


def finding(text: str, part: str) -> Finding:
    lines, start = Lines(text), text.index(part)
    end = lines.position(start + len(part))
    return Finding("r", Severity.ERROR, Level.TEXT, "", (), 0, "", lines.position(start), end)


def script(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "v1.sql"
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_it_says_what_to_do_before_anything_is_chosen(panel: SourcePanel) -> None:
    assert panel.message == "Choose a finding to see its source."


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "big5"])
def test_the_place_of_a_finding_is_shown(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path, encoding: str
) -> None:
    text = "-- 資料\r\nSELECT 1;\r\nDELETE FROM 資料;\r\n"
    found = finding(text, "DELETE FROM 資料")
    panel.show_script(
        Shown(script(tmp_path, text, encoding), encoding, Dialect.MYSQL, "", MARKED, found)
    )
    qtbot.waitUntil(lambda: not panel.message)
    assert panel.view.marked_text == "DELETE FROM 資料"
    assert panel.view.marks == MARKED


def test_colours_come_after_the_text(qtbot: QtBot, panel: SourcePanel, tmp_path: Path) -> None:
    panel.show_script(Shown(script(tmp_path, "SELECT 1;"), None, Dialect.MYSQL))
    first = panel.view.document().firstBlock
    qtbot.waitUntil(lambda: bool(first().layout().formats()))


def test_of_a_large_file_a_part_is_shown_and_said_so(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    text = "".join(f"DELETE FROM t{n};\n" for n in range(1, 50_001))
    first, last = finding(text, "DELETE FROM t40000"), finding(text, "DELETE FROM t49999")
    path = script(tmp_path, text)
    panel.show_script(Shown(path, None, Dialect.MYSQL, "", {}, first))
    qtbot.waitUntil(lambda: panel.view.marked_text == "DELETE FROM t40000")
    assert not panel.message
    assert "only lines 39,500 to 40,500 are shown" in panel.head
    panel.show_script(Shown(path, None, Dialect.MYSQL, "", {}, last))
    qtbot.waitUntil(lambda: panel.view.marked_text == "DELETE FROM t49999")


def test_a_late_answer_about_another_script_is_dropped(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    large = tmp_path / "large.sql"
    large.write_text("SELECT 1;\n" * 200_000)
    panel.show_script(Shown(str(large), None, Dialect.MYSQL))
    panel.show_script(Shown(script(tmp_path, "SELECT 2;"), None, Dialect.MYSQL))
    qtbot.waitUntil(lambda: panel.view.toPlainText() == "SELECT 2;")
    assert panel.head.endswith("v1.sql")


def test_a_file_that_is_gone_says_so(qtbot: QtBot, panel: SourcePanel, tmp_path: Path) -> None:
    panel.show_script(Shown(str(tmp_path / "gone.sql"), None, Dialect.MYSQL))
    qtbot.waitUntil(lambda: "There is no such file" in panel.message)


def test_a_file_that_became_shorter_says_so(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    found = finding("SELECT 1;\n\nDELETE FROM t;\n", "DELETE")
    panel.show_script(Shown(script(tmp_path, "SELECT 1;"), None, Dialect.MYSQL, "", MARKED, found))
    qtbot.waitUntil(lambda: "shorter than it was" in panel.message)


def test_a_failure_is_said_in_the_place_of_the_source(panel: SourcePanel) -> None:
    panel.show_failure("/srv/photo.sql", "The file is not text.")
    assert panel.message == "The file is not text."
    assert panel.head == "/srv/photo.sql"


def test_the_next_finding_of_the_same_script_reads_nothing(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    text = "DELETE FROM a;\nDELETE FROM b;\n"
    both = (finding(text, "DELETE FROM a"), finding(text, "DELETE FROM b"))
    path = script(tmp_path, text)
    panel.show_script(Shown(path, None, Dialect.MYSQL, "", {}, both[0]))
    qtbot.waitUntil(lambda: panel.view.marked_text == "DELETE FROM a")
    Path(path).unlink()
    panel.show_script(Shown(path, None, Dialect.MYSQL, "", {}, both[1]))
    assert panel.view.marked_text == "DELETE FROM b"
    panel.reload()
    panel.show_script(Shown(path, None, Dialect.MYSQL, "", {}, both[1]))
    qtbot.waitUntil(lambda: "no such file" in panel.message)


def test_a_place_behind_the_end_of_the_line_marks_what_is_there(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    at = Position(1, 500, 499)
    found = Finding("r", Severity.ERROR, Level.TEXT, "", (), 0, "", at, at)
    panel.show_script(Shown(script(tmp_path, "SELECT 1;"), None, Dialect.MYSQL, "", MARKED, found))
    qtbot.waitUntil(lambda: not panel.message)
    assert panel.view.marked_text == ""


def test_why_a_script_broke_off_is_said_over_it(
    qtbot: QtBot, panel: SourcePanel, tmp_path: Path
) -> None:
    panel.show_script(Shown(script(tmp_path, "SELECT 1;"), None, None, "It mixes encodings."))
    qtbot.waitUntil(lambda: panel.view.toPlainText() == "SELECT 1;")
    assert panel.head.endswith("It mixes encodings.")
