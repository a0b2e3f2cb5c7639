"""A path is typed, dropped or chosen."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QToolButton

from app.views.widgets.path_line import PathLine


def drop(line: PathLine, content: QMimeData) -> bool:
    nothing = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, nothing
    )
    line.dragEnterEvent(enter)
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, nothing
    )
    line.dropEvent(event)
    return enter.isAccepted()


@pytest.mark.parametrize("folder", [False, True])
def test_the_button_asks_for_what_is_wanted(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: bool
) -> None:
    asked: list[str] = []

    def file(_parent: object, _title: str, near: str) -> tuple[str, str]:
        asked.append(near)
        return str(tmp_path / "证书.pem"), ""

    def directory(_parent: object, _title: str, near: str) -> str:
        asked.append(near)
        return ""  # cancelled

    monkeypatch.setattr(QFileDialog, "getOpenFileName", file)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", directory)
    line = PathLine(str(tmp_path / "old"), folder=folder)
    qtbot.addWidget(line)
    [button] = line.findChildren(QToolButton)
    button.click()
    assert line.text() == str(tmp_path / ("old" if folder else "证书.pem"))
    assert asked == [str(tmp_path / "old") if folder else str(tmp_path)]


def test_a_file_can_be_dropped(qtbot: Any, tmp_path: Path) -> None:
    line = PathLine()
    qtbot.addWidget(line)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "ca.pem"))])
    assert drop(line, content)
    assert line.text() == str(tmp_path / "ca.pem")


def test_two_files_are_no_path(qtbot: Any) -> None:
    line = PathLine("ca.pem")
    qtbot.addWidget(line)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/a"), QUrl.fromLocalFile("/b")])
    drop(line, content)
    assert line.text() not in ("/a", "/b")
