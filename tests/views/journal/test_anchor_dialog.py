"""An anchor leaves the console as it is: by the clipboard, by mail, in a file, on paper."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl, QUrlQuery
from PySide6.QtGui import QFont, QGuiApplication, QPdfWriter

from app.auth.signing import check
from app.domain.journal import Anchor
from app.store.journal.anchors import read_anchor, read_anchor_file
from app.views.journal.anchor_dialog import AnchorDialog

ANCHOR = Anchor(1234, "ab" * 32, datetime(2026, 11, 29, 7, tzinfo=UTC), "vm", "lin")


@pytest.fixture
def dialog(qtbot: Any) -> AnchorDialog:
    made = AnchorDialog(ANCHOR, QFont("monospace"))
    qtbot.addWidget(made)
    return made


def test_what_is_copied_is_the_anchor(dialog: AnchorDialog) -> None:
    dialog.copy.click()
    assert read_anchor(QGuiApplication.clipboard().text(), check) == ANCHOR
    assert dialog.told.text() == "It is copied."


def test_it_is_mailed_by_the_program_for_mail(qtbot: Any) -> None:
    opened: list[QUrl] = []
    there = True

    def opener(address: QUrl) -> bool:
        opened.append(address)
        return there

    dialog = AnchorDialog(ANCHOR, QFont("monospace"), opener=opener)
    qtbot.addWidget(dialog)
    dialog.mail.click()
    assert opened[0].scheme() == "mailto"
    mail = QUrlQuery(opened[0])
    fully = QUrl.ComponentFormattingOption.FullyDecoded
    assert read_anchor(mail.queryItemValue("body", fully), check) == ANCHOR
    assert "lin@vm" in mail.queryItemValue("subject", fully)
    there = False
    dialog.mail.click()
    assert "Copy it" in dialog.told.text()


def test_an_anchor_that_is_there_is_never_written_over(
    qtbot: Any, dialog: AnchorDialog, tmp_path: Path
) -> None:
    kept = tmp_path / "anchor.json"
    dialog.save_to(kept)
    qtbot.waitUntil(lambda: dialog.told.text() == "It is in anchor.json.")
    assert read_anchor_file(kept, check) == ANCHOR
    dialog.save_to(kept)
    qtbot.waitUntil(lambda: "could not be written" in dialog.told.text())


def test_it_is_printed_on_a_page(dialog: AnchorDialog, tmp_path: Path) -> None:
    paper = tmp_path / "anchor.pdf"
    writer = QPdfWriter(str(paper))
    dialog.print_to(writer)
    del writer
    assert paper.read_bytes().startswith(b"%PDF")
    assert dialog.told.text() == "It is printed."
