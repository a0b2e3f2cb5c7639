"""The source on the screen: exact spans, marks, colours, lines."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.dialect import Dialect
from app.domain.finding import Finding, Level, Position, Severity
from app.models.source_colours import colour
from app.models.source_text import hold, visible
from app.sql.lines import Lines
from app.views.audit.source_view import SourceView
from app.views.theme import DARK, LIGHT, code_font

TEXT = (
    "-- 日志表 😀\r\nCREATE TABLE 日志 (\r\n\tid INT,\r\n\tnote VARCHAR(9) COMMENT '😀😀',"
    "\r\n\tat DATE\r\n);\rSELECT 'a\tb' FROM 日志 WHERE note = '😀';\r\n"
)
TOP = Position(1, 1, 0)
Show = Callable[..., SourceView]


def finding(text: str, start: int, end: int, severity: Severity = Severity.ERROR) -> Finding:
    lines = Lines(text)
    return Finding(
        "r", severity, Level.TEXT, "", (), 0, "", lines.position(start), lines.position(end)
    )


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def make(text: str = TEXT) -> SourceView:
        view = SourceView()
        qtbot.addWidget(view)
        view.set_font(code_font("", 10))
        view.resize(600, 300)
        view.show()
        view.show_source(hold([text], TOP))
        qtbot.waitUntil(lambda: not view.filling)
        return view

    return make


def as_seen(text: str) -> str:
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize(
    "span",
    [
        "日志表 😀",
        "CREATE TABLE 日志",
        "'😀😀'",
        "\tat DATE\r\n)",
        "WHERE note = '😀'",
        "a\tb",
        "日志 (",
    ],
)
def test_exactly_the_span_is_marked(show: Show, span: str) -> None:
    view = show()
    start = TEXT.index(span)
    view.show_finding(finding(TEXT, start, start + len(span)))
    assert view.marked_text == as_seen(span)


@given(st.data())
def test_any_span_of_any_text_is_marked_exactly(data: st.DataObject) -> None:
    assert QApplication.instance()
    pieces = st.sampled_from(
        ["a", "日", "😀", "\t", "\r\n", "\n", "\r", "\u2029", "\x00", "e\u0301"]
    )
    text = "".join(data.draw(st.lists(pieces, min_size=1, max_size=30)))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
        return  # no span begins or ends within a line end
    view = SourceView()
    view.show_source(hold([text], TOP))
    view.show_finding(finding(text, start, end))
    assert view.marked_text == as_seen(text[start:end])
    view.deleteLater()


def test_the_text_is_that_of_the_file(show: Show) -> None:
    assert show().toPlainText() == as_seen(TEXT)


def test_nobody_can_write_into_it(show: Show) -> None:
    view = show()
    QTest.keyClicks(view, "DROP TABLE x")
    assert view.toPlainText() == as_seen(TEXT)


def test_colours_are_put_on_what_is_in_sight(show: Show) -> None:
    text = "".join(f"SELECT {n} FROM t; -- 😀 {n}\n" for n in range(2_000))
    view = show(text)
    view.show_colours(colour(text, Dialect.MYSQL))
    document = view.document()
    first = document.findBlockByNumber(0).layout().formats()
    assert [(part.start, part.length) for part in first] == [(0, 6), (7, 1), (9, 4), (17, 7)]
    assert not document.findBlockByNumber(1_500).layout().formats()
    view.verticalScrollBar().setValue(1_500)
    assert document.findBlockByNumber(1_500).layout().formats()


def test_another_theme_has_other_colours(show: Show) -> None:
    view = show("SELECT 1;")
    view.show_colours(colour("SELECT 1;", Dialect.MYSQL))
    for theme in (LIGHT, DARK):
        view.apply_theme(theme)
        part = view.document().firstBlock().layout().formats()[0]
        assert part.format.foreground().color().name().upper() == theme.keyword


def test_a_click_on_a_mark_tells_its_line(show: Show, qtbot: QtBot) -> None:
    view = show("SELECT 1;\nDELETE FROM t;\nSELECT 2;\n")
    view.show_marks({2: Severity.ERROR})
    margin = view.childAt(QPoint(6, 30))
    assert margin
    height = view.fontMetrics().height()
    with qtbot.waitSignal(view.picked) as heard:
        QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(8, 4 + int(1.5 * height)))
    assert heard.args == [2]
    with qtbot.assertNotEmitted(view.picked):
        QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(8, 4 + height // 2))


def test_a_window_into_a_large_file_has_the_numbers_of_the_file(qtbot: QtBot, show: Show) -> None:
    text = "".join(f"line {n}\n" for n in range(1, 60_001))
    view = show("x")
    source = hold([text], Position(30_000, 1, 0))
    view.show_source(source)
    start = text.index("line 30000")
    view.show_finding(finding(text, start, start + 10))
    qtbot.waitUntil(lambda: view.marked_text == "line 30000")
    assert view.line_at(0) is not None
    assert source.first <= view.textCursor().blockNumber() + source.first == 30_000


def test_of_a_very_long_line_only_what_is_shown_is_coloured(show: Show) -> None:
    text = "SELECT 1," + "2," * 300_000 + "'end'"
    view = show("x")
    view.show_source(hold([text], Position(1, len(text) - 4, 0)))
    view.show_colours(colour(text, Dialect.MYSQL))
    formats = view.document().firstBlock().layout().formats()
    assert 50 < len(formats) < 2_000
    assert formats[-1].start + formats[-1].length == len(view.toPlainText())


def test_a_long_text_comes_in_slices_and_is_whole_in_the_end(qtbot: QtBot, show: Show) -> None:
    text = "".join(f"SELECT {n};\r\n" for n in range(12_345)) + "DELETE FROM t"
    view = show("x")
    view.show_source(hold([text], TOP))
    assert view.filling
    assert view.document().blockCount() < 2_000
    view.show_finding(finding(text, len(text) - 13, len(text)))
    qtbot.waitUntil(lambda: view.marked_text == "DELETE FROM t")
    assert view.toPlainText() == as_seen(text)


def test_another_text_takes_the_place_of_one_that_is_still_coming(qtbot: QtBot, show: Show) -> None:
    view = show("x")
    view.show_source(hold(["SELECT 1;\n" * 10_000], TOP))
    assert view.filling
    view.show_source(hold(["SELECT 2;"], TOP))
    qtbot.wait(20)
    assert view.toPlainText() == "SELECT 2;"
