"""All of one record beside the list."""

from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.dialect import Dialect
from app.views.theme import DARK, LIGHT
from app.views.widgets.details_panel import DetailsPanel
from tests.models.sessions import SESSIONS, Session

ONE = Session(7, "<b>app</b>", 61.0, "SELECT 'x'\nFROM t", 3 << 20)


def test_shows_every_field_and_colours_statements(qtbot: QtBot) -> None:
    panel: DetailsPanel[Session] = DetailsPanel(SESSIONS, Dialect.MYSQL)
    qtbot.addWidget(panel)
    panel.apply_theme(LIGHT)
    assert not panel.copy.isEnabled()
    panel.show_record(ONE)
    text = panel.text.toPlainText()
    for shown in ("<b>app</b>", "● 1 m 01 s", "3.0 MiB", "SELECT 'x'", "User name"):
        assert shown in text
    assert LIGHT.keyword.lower() in panel.text.toHtml()
    panel.apply_theme(DARK)
    assert DARK.keyword.lower() in panel.text.toHtml()


def test_copies_all_of_it(qtbot: QtBot) -> None:
    panel: DetailsPanel[Session] = DetailsPanel(SESSIONS)
    qtbot.addWidget(panel)
    panel.show_record(ONE)
    panel.copy.click()
    assert "Statement: SELECT 'x'\nFROM t" in QGuiApplication.clipboard().text()
    panel.show_record(None)
    assert panel.text.toPlainText() == ""


def test_a_refreshed_record_stays_where_it_was_scrolled_to(qtbot: QtBot) -> None:
    panel: DetailsPanel[Session] = DetailsPanel(SESSIONS)
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show()
    long = replace(ONE, sql="SELECT 1,\n" * 300)
    panel.show_record(long)
    panel.text.verticalScrollBar().setValue(400)
    panel.show_record(replace(long, seconds=62.0))
    assert panel.text.verticalScrollBar().value() == 400


def test_speaks_another_language(qtbot: QtBot) -> None:
    panel: DetailsPanel[Session] = DetailsPanel(SESSIONS)
    qtbot.addWidget(panel)
    before = panel.copy.text()
    i18n.install("zh_CN")
    panel.retranslate()
    assert panel.copy.text() != before
