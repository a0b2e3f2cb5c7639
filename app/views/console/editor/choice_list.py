"""The list under the cursor: kind, label with the letters typed, detail at the right."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.console.candidate import CandidateKind
from app.models.editing.choices import Choice, Choices, Index
from app.views.theme import LIGHT, Theme

_ROWS = 10
_MARK = 22  # pixels of the column with the kind
_PADDING = 6
_WIDEST, _NARROWEST = 620, 240
_MARKS: dict[CandidateKind | None, tuple[str, str]] = {
    CandidateKind.JOIN: ("⋈", "accent"),
    CandidateKind.COLUMNS: ("≡", "variable"),
    CandidateKind.COLUMN: ("c", "variable"),
    CandidateKind.VARIABLE: ("v", "variable"),
    CandidateKind.ALIAS: ("a", "good"),
    CandidateKind.TABLE: ("T", "good"),
    CandidateKind.VIEW: ("V", "good"),
    CandidateKind.SCHEMA: ("S", "warning"),
    CandidateKind.PROCEDURE: ("P", "function"),
    CandidateKind.FUNCTION: ("ƒ", "function"),
    CandidateKind.PACKAGE: ("▣", "function"),
    CandidateKind.SEQUENCE: ("#", "number"),
    CandidateKind.KEYWORD: ("k", "keyword"),
    CandidateKind.COMMAND: ("›", "keyword"),
    CandidateKind.ARGUMENT: ("·", "muted"),
    None: ("✂", "string"),
}
"""A letter and the name of its colour for each kind; None is a snippet."""


class ChoiceList(QListView):
    """Stands over everything and never takes the keyboard: whoever types goes on typing."""

    def __init__(self, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = choices
        self._delegate = _Delegate(self)
        self.setModel(choices)
        self.setItemDelegate(self._delegate)
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerItem)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._delegate.theme = theme

    def show_at(self, under: QRect) -> None:
        """Stand under a line, given on the screen, or over it where there is no room."""
        size = self._wanted_size()
        screen = self.screen().availableGeometry()
        place = QPoint(under.left() - _MARK - _PADDING, under.bottom() + 2)
        if place.y() + size.height() > screen.bottom():
            place.setY(under.top() - size.height() - 2)
        place.setX(max(screen.left(), min(place.x(), screen.right() - size.width())))
        self.setGeometry(QRect(place, size))
        self.show()

    def step(self, by: int) -> None:
        """Go some lines down or up, round the ends by single steps."""
        count = self._choices.rowCount()
        row = self.currentIndex().row() + by
        if abs(by) == 1:
            row %= count
        self.setCurrentIndex(self._choices.index(max(0, min(row, count - 1)), 0))

    def _wanted_size(self) -> QSize:
        metrics = self.fontMetrics()
        rows = self._choices.rowCount()
        width = 0
        for row in range(min(rows, 50)):
            choice = self._choices.choice(row)
            said = f"{choice.label}   {choice.detail}"
            width = max(width, metrics.horizontalAdvance(said))
        width = max(_NARROWEST, min(_WIDEST, width + _MARK + 4 * _PADDING + 16))
        frame = 2 * self.frameWidth()
        return QSize(width + frame, min(rows, _ROWS) * self._delegate.height() + frame)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: ChoiceList) -> None:
        super().__init__(view)
        self._view = view
        self.theme = LIGHT

    def height(self) -> int:
        """Of a row, in pixels."""
        return self._view.fontMetrics().height() + 6

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Choices)
        choice, theme = model.choice(index.row()), self.theme
        rect: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(theme.selection if chosen else theme.raised))
        letter, colour = _MARKS[choice.kind]
        font = self._view.font()
        painter.setFont(_bold(font))
        painter.setPen(QColor(getattr(theme, colour)))
        mark = QRect(rect.left(), rect.top(), _MARK, rect.height())
        painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), letter)
        end = self._draw_label(painter, choice, rect)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        metrics = QFontMetrics(font)
        room = QRect(end + 2 * _PADDING, rect.top(), 0, rect.height())
        room.setRight(rect.right() - _PADDING)
        detail = choice.detail.replace("\n", " ")
        elided = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(right), elided)
        painter.restore()

    def _draw_label(self, painter: QPainter, choice: Choice, rect: QRect) -> int:
        """Draw the label, the letters that were typed in bold; where it ends."""
        theme, font = self.theme, self._view.font()
        x, limit = rect.left() + _MARK + _PADDING, rect.right() - _PADDING
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        hit = set(choice.places)
        for bold, part in _runs(choice.label.replace("\n", " "), hit):
            painter.setFont(_bold(font) if bold else font)
            painter.setPen(QColor(theme.accent if bold else theme.text))
            width = painter.fontMetrics().horizontalAdvance(part)
            room = QRect(x, rect.top(), min(width, limit - x), rect.height())
            painter.drawText(room, left, part)
            x += width
            if x >= limit:
                return limit
        return x


def _runs(label: str, hit: set[int]) -> list[tuple[bool, str]]:
    runs: list[tuple[bool, str]] = []
    for at, letter in enumerate(label):
        bold = at in hit
        if runs and runs[-1][0] == bold:
            runs[-1] = bold, runs[-1][1] + letter
        else:
            runs.append((bold, letter))
    return runs


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made
