"""Reports written from the window."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.audit.report import BINARY, FORMATS, RenderBytes
from app.audit.report.excerpt import Code
from app.domain.result import AuditResult
from app.views.audit import AuditPage
from app.views.audit.export import ENDINGS, TITLES

Audit = Callable[..., None]


@pytest.mark.parametrize("format_", [*FORMATS, *BINARY])
def test_every_format_is_written(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path, format_: str
) -> None:
    (scripts / "bad.sql").write_bytes(b"\0")
    audited(scripts)
    page.command_actions[f"export-{format_}"].trigger()
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == ENDINGS[format_]
    target = tmp_path / f"report.{ENDINGS[format_]}"
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    qtbot.waitUntil(lambda: str(target) in page.exporting.strip.words.text())
    if format_ in BINARY:
        assert target.read_bytes()[:4] in {b"PK\x03\x04", b"%PDF"}
        return
    written = target.read_text("utf-8")
    assert "dml-require-where" in written
    assert "V2.sql" in written
    assert "The file is not text." in written


def test_the_json_has_what_the_table_has(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    audited(scripts)
    target = tmp_path / "report.json"
    page.exporting.write(target, "json")
    qtbot.waitUntil(lambda: not page.exporting.busy)
    report = json.loads(target.read_text("utf-8"))
    assert [Path(file["path"]).name for file in report["files"]] == ["V2.sql", "V10.sql"]
    summary = report["summary"]
    assert (summary["error"], summary["warning"], summary["notice"]) == (2, 1, 1)
    assert summary["seconds"] > 0


def test_what_cannot_be_written_is_said_and_can_be_tried_again(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    audited(scripts)
    old = tmp_path / "agreed.html"
    old.write_text("signed")
    old.chmod(0o444)
    page.exporting.write(old, "html")
    strip = page.exporting.strip
    qtbot.waitUntil(strip.retry.isVisible)
    assert "agreed.html is read-only. Name another file" in strip.words.text()
    assert old.read_text() == "signed"
    strip.retry.click()
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "html"
    dialog.reject()


def test_a_report_that_is_cancelled_leaves_what_was_there(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    audited(scripts)
    old = tmp_path / "audit.xlsx"
    old.write_text("old")
    begun, may_go_on = threading.Event(), threading.Event()
    write = BINARY["xlsx"]

    def slow(result: AuditResult, out: BinaryIO, code: Code) -> None:
        begun.set()
        may_go_on.wait(20)
        write(result, out, code)

    monkeypatch.setitem(cast(dict[str, RenderBytes], BINARY), "xlsx", slow)
    page.exporting.write(old, "xlsx")
    qtbot.waitUntil(begun.is_set)
    page.exporting.strip.cancel.click()
    may_go_on.set()
    qtbot.waitUntil(lambda: not page.exporting.busy)
    assert not page.exporting.strip.isVisible()
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.glob(".mohist*")] == []


def test_every_format_has_a_title_and_an_ending() -> None:
    assert {*FORMATS, *BINARY} == TITLES.keys() == ENDINGS.keys()
