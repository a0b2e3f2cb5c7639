"""The list of the palette: what can be chosen, the best first, and how a row is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.models.fuzzy import Match, match
from app.views.icons import icon
from app.views.theme import Theme

Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW_HEIGHT = 30
_MOST = 60
_PADDING = 10
_ICON = 16
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to choose: its title, what it is or where, its shortcut, and what it does.

    `also` is another text it is found by: the English of a title that is translated.
    """

    title: str
    does: Callable[[], object]
    detail: str = ""
    keys: str = ""
    icon: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, and the letters of its title it was found by."""

    entry: Entry
    places: tuple[int, ...] = ()


class PaletteList(QAbstractListModel):
    """The entries that fit what was typed."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._hits: list[Hit] = []
        self.filter("")

    def filter(self, wanted: str) -> None:
        """Keep what fits `wanted`, the best first; everything in its own order for nothing."""
        found = [
            (hit.points, number, hit.places)
            for number, entry in enumerate(self._entries)
            if (hit := _best(wanted, entry)) is not None
        ]
        found.sort(key=lambda item: (-item[0], item[1]))
        self.beginResetModel()
        self._hits = [Hit(self._entries[number], places) for _, number, places in found[:_MOST]]
        self.endResetModel()

    def hit(self, row: int) -> Hit:
        """What stands in a row."""
        return self._hits[row]

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many fit."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; for those who listen, with its shortcut."""
        if not index.isValid():
            return None
        entry = self._hits[index.row()].entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(filter(None, (entry.title, entry.detail, entry.keys)))
        return None


def _best(wanted: str, entry: Entry) -> Match | None:
    """The match by the title, or by its other text where that fits better."""
    by_title = match(wanted, entry.title)
    by_other = match(wanted, entry.also) if entry.also else None
    if by_other and (by_title is None or by_other.points > by_title.points):
        return Match(by_other.points, ())
    return by_title


class PaletteDelegate(QStyledItemDelegate):
    """Draws icon, title with the letters that were typed, detail, and shortcut at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are of one height."""
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        model = index.model()
        assert isinstance(model, PaletteList)
        hit = model.hit(index.row())
        theme, state = self._theme, option.state
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(rect, 4, 4)
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        self._draw_icon(painter, inner, hit.entry)
        inner.setLeft(inner.left() + _ICON + _PADDING)
        inner.setRight(self._draw_keys(painter, inner, hit.entry.keys))
        inner.setLeft(self._draw_title(painter, inner, hit) + 2 * _PADDING)
        self._draw_detail(painter, inner, hit.entry.detail)
        painter.restore()

    def _draw_icon(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        if entry.icon:
            place = QRect(rect.left(), rect.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            icon(entry.icon, self._theme).paint(painter, place)

    def _draw_keys(self, painter: QPainter, rect: QRect, keys: str) -> int:
        """Draw the shortcut and return where the room for other things ends."""
        width = QFontMetrics(painter.font()).horizontalAdvance(keys)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(
            QRect(rect.right() - width, rect.top(), width + 1, rect.height()), _LEFT, keys
        )
        return rect.right() - width - (_PADDING if keys else 0)

    def _draw_title(self, painter: QPainter, rect: QRect, hit: Hit) -> int:
        """Draw the title letter for letter where some are marked; where it ends."""
        plain = painter.font()
        strong = QFont(plain)
        strong.setBold(True)
        x = rect.left()
        for text, marked in _stretches(hit):
            painter.setFont(strong if marked else plain)
            painter.setPen(QColor(self._theme.accent if marked else self._theme.text))
            painter.drawText(
                QRect(x, rect.top(), max(0, rect.right() - x), rect.height()), _LEFT, text
            )
            x += painter.fontMetrics().horizontalAdvance(text)
        painter.setFont(plain)
        return x

    def _draw_detail(self, painter: QPainter, rect: QRect, detail: str) -> None:
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(detail, Qt.TextElideMode.ElideMiddle, max(0, rect.width()))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(rect, _LEFT, shown)


def _stretches(hit: Hit) -> list[tuple[str, bool]]:
    """The title cut where marked letters begin and end."""
    made: list[tuple[str, bool]] = []
    for at, letter in enumerate(hit.entry.title):
        marked = at in hit.places
        if made and made[-1][1] == marked:
            made[-1] = made[-1][0] + letter, marked
        else:
            made.append((letter, marked))
    return made
