"""Reports written from the window."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.audit.report import BINARY, FORMATS
from app.domain.errors import Unwritable
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
    with qtbot.waitSignal(page.busy, check_params_cb=lambda text: str(target) in text):
        dialog.fileSelected.emit(str(target))
    dialog.reject()
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
    with qtbot.waitSignal(page.busy, check_params_cb=lambda text: str(target) in text):
        page.acting.write_report("json", str(target))
    report = json.loads(target.read_text("utf-8"))
    assert [Path(file["path"]).name for file in report["files"]] == ["V2.sql", "V10.sql"]
    summary = report["summary"]
    assert (summary["error"], summary["warning"], summary["notice"]) == (2, 1, 1)
    assert summary["seconds"] > 0


def test_what_cannot_be_written_is_presented(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    audited(scripts)
    with qtbot.waitSignal(page.failed) as heard:
        page.acting.write_report("html", str(tmp_path))
    assert isinstance(heard.args[0], Unwritable)


def test_every_format_has_a_title_and_an_ending() -> None:
    assert {*FORMATS, *BINARY} == TITLES.keys() == ENDINGS.keys()
