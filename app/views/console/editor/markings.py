"""What is wrong in the text: waves under it, shapes in the margin, words under the mouse.

Places are held by cursors of Qt's, so that they move with what is typed until it is judged anew.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit, QToolTip

from app.domain.finding import Severity
from app.domain.fix import Fix
from app.i18n import _
from app.models.source_text import visible
from app.views.inks import colour_of
from app.views.theme import blend

if TYPE_CHECKING:
    from app.flows.judge_text import Judged
    from app.views.console.editor.editor import SqlEditor


@dataclass(frozen=True, slots=True)
class _Marking:
    """A place, how bad it is, and what is said of it; `told` by a server, else by the audit."""

    cursor: QTextCursor
    severity: Severity
    message: str
    why: str = ""
    fixes: tuple[Fix, ...] = ()
    offset: int = 0  # where it began when it was judged
    told: bool = False

    @property
    def line(self) -> int:
        """The line in which it begins, counted from 0."""
        block = self.cursor.document().findBlock(self.cursor.selectionStart())
        return block.blockNumber()

    def touches(self, position: int) -> bool:
        return self.cursor.selectionStart() <= position <= self.cursor.selectionEnd()


def _start(marking: _Marking) -> int:
    return marking.cursor.selectionStart()


def _touching(markings: Sequence[_Marking], first: int, last: int) -> list[_Marking]:
    return [
        each for each in markings if each.cursor.selectionEnd() >= first and _start(each) <= last
    ]


class Markings(QObject):
    """The errors of a server and the findings of the audit in one editor.

    Signals:
        counted: how many findings there are of each severity (a mapping), after each judging.
    """

    counted = Signal(object)

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._findings: list[_Marking] = []
        self._errors: list[_Marking] = []
        self._longest = 0  # units that a finding covers
        self._judged = ""  # the text the fixes are for
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._show)
        editor.margin.said = self.said_in
        editor.verticalScrollBar().valueChanged.connect(self._show)

    # what is wrong

    def show_findings(self, found: "Sequence[Judged]") -> None:
        """Show what the audit found in the text of now, instead of what it found before."""
        editor = self._editor
        self._judged = editor.text
        self._findings = [
            _Marking(
                editor.cursor_over(one.finding.start.offset, one.finding.end.offset),
                one.finding.severity,
                one.finding.message,
                one.why,
                one.fixes,
                one.finding.start.offset,
            )
            for one in sorted(found, key=lambda one: one.finding.start.offset)
        ]
        lengths = (
            each.cursor.selectionEnd() - each.cursor.selectionStart() for each in self._findings
        )
        self._longest = max(lengths, default=0)
        self._show()
        counts = dict.fromkeys(Severity, 0)
        for marking in self._findings:
            counts[marking.severity] += 1
        self.counted.emit(counts)

    def mark_error(self, position: int, length: int, text: str) -> None:
        """Mark what a server complained of; at least a letter, or the end of the line before."""
        editor = self._editor
        last = len(editor.text)
        start = max(0, min(position, last))
        end = min(start + max(length, 1), last)
        if start == end and start:
            start -= 1
        cursor = editor.cursor_over(start, end)
        self._errors.append(_Marking(cursor, Severity.ERROR, text, told=True))
        self._show()

    def clear_errors(self) -> None:
        """What the server complained of is old: something else runs."""
        if self._errors:
            self._errors = []
            self._show()

    def texts(self, severity: Severity) -> list[str]:
        """The parts of the text that are marked so badly."""
        return [
            each.cursor.selectedText().replace("\u2029", "\n")
            for each in (*self._findings, *self._errors)
            if each.severity is severity
        ]

    @Slot()
    def _show(self) -> None:
        """Draw waves and shapes where they can be seen: to look at all costs a key its time."""
        editor = self._editor
        first, last = editor.in_sight()
        seen = [*self._between(first, last), *_touching(self._errors, first, last)]
        worst: dict[int, Severity] = {}
        for marking in seen:
            line = marking.line
            worst[line] = max(marking.severity, worst.get(line, marking.severity))
        editor.margin.show_marks(worst)
        editor.mark("markings", [self._wave(marking) for marking in seen])

    def _between(self, first: int, last: int) -> list[_Marking]:
        """The findings that touch a part of the text, as Qt counts; they stand in its order."""
        findings = self._findings
        low = bisect_left(findings, first - self._longest, key=_start)
        high = bisect_right(findings, last, lo=low, key=_start)
        return _touching(findings[low:high], first, last)

    def _wave(self, marking: _Marking) -> QTextEdit.ExtraSelection:
        theme = self._editor.theme
        made = QTextEdit.ExtraSelection()
        made.cursor = marking.cursor
        made.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.format.setUnderlineColor(QColor(colour_of(marking.severity, theme)))
        if marking.told:
            made.format.setBackground(QColor(blend(theme.error, theme.surface, 0.18)))
        return made

    def apply_theme(self) -> None:
        """Take other colours."""
        self._show()

    @Slot()
    def moved(self) -> None:
        """Lines came or went, or more are in sight: show what is wrong there, after the key."""
        if self._findings or self._errors:
            self._soon.start()

    # what is said

    def say_at(self, position: int, place: QPoint) -> bool:
        """Say on the screen what is wrong at a place of Qt's; False where nothing is."""
        there = self._at(position)
        QToolTip.showText(place, self._said(there) if there else "", self._editor.viewport())
        return bool(there)

    def said_in(self, line: int) -> str:
        """What is wrong in a line."""
        there = [each for each in (*self._errors, *self._findings) if each.line == line]
        return self._said(there)

    def _at(self, position: int) -> list[_Marking]:
        all_ = (*self._errors, *self._findings)
        there = [marking for marking in all_ if marking.touches(position)]
        return sorted(there, key=lambda marking: -marking.severity)

    def _said(self, there: Sequence[_Marking]) -> str:
        """Rich text: each message, and why it matters."""
        parts = []
        for marking in there:
            colour = colour_of(marking.severity, self._editor.theme)
            why = f"<br>{escape(visible(_capital(marking.why)))}" if marking.why else ""
            message = escape(visible(marking.message))
            parts.append(f'<p><b style="color:{colour}">{message}</b>{why}</p>')
        return "".join(parts)

    # keys

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) thing that is wrong, round the end, and say it."""
        places = sorted({each.cursor.selectionStart() for each in (*self._findings, *self._errors)})
        if not places:
            return
        editor = self._editor
        here = editor.textCursor().position()
        ahead = [place for place in places if place > here] if by > 0 else None
        behind = [place for place in places if place < here]
        place = (ahead or places)[0] if ahead is not None else (behind or places)[-1]
        self._go(place)

    @Slot(object)
    def go_to_line(self, line: int) -> None:
        """Go to the first thing that is wrong in a line, counted from 0, and say it."""
        all_ = (*self._findings, *self._errors)
        there = [each.cursor.selectionStart() for each in all_ if each.line == line]
        if there:
            self._go(min(there))

    def _go(self, place: int) -> None:
        editor = self._editor
        cursor = editor.textCursor()
        cursor.setPosition(place)
        editor.setTextCursor(cursor)
        editor.ensureCursorVisible()
        self.say_at(place, editor.viewport().mapToGlobal(editor.cursorRect().bottomLeft()))

    def fix_menu(self) -> QMenu | None:
        """What would mend what is wrong at the cursor; None where nothing is wrong there."""
        editor = self._editor
        there = self._at(editor.textCursor().position())
        if not there:
            line = editor.textCursor().blockNumber()
            there = [each for each in self._findings if each.line == line]
        if not there:
            return None
        menu = QMenu(editor)
        for marking in there:
            said = QAction(visible(marking.message), menu)
            said.setEnabled(False)
            menu.addAction(said)
            for fix in marking.fixes:
                mend = QAction(visible(fix.title), menu)
                mend.triggered.connect(partial(self._mend, marking, fix))
                menu.addAction(mend)
            if not marking.fixes:
                none = QAction(_("No fix is known."), menu)
                none.setEnabled(False)
                menu.addAction(none)
            menu.addSeparator()
        return menu

    def open_fix_menu(self) -> None:
        """Open it under the cursor."""
        menu = self.fix_menu()
        if menu is None:
            return
        for action in menu.actions():
            if action.isEnabled() and not action.isSeparator():
                menu.setActiveAction(action)  # Enter is enough for the first
                break
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self._editor.cursorRect().bottomLeft()
        menu.popup(self._editor.viewport().mapToGlobal(place))

    def _mend(self, marking: _Marking, fix: Fix, _on: bool = False) -> None:
        """Do it, where the text is what it was for; one step to undo."""
        editor = self._editor
        by = editor.points(marking.cursor.selectionStart()) - marking.offset
        start, end = fix.start + by, fix.end + by
        if editor.text[max(start, 0) : end] == self._judged[fix.start : fix.end]:
            editor.replace(start, end, fix.text)


def _capital(text: str) -> str:
    """`text` as a sentence: in the documentation of a rule it stands behind `Why:`."""
    return text[:1].upper() + text[1:]
