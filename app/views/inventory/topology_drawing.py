"""Servers of a service as boxes, and arrows to who replicates from whom."""

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.domain.inventory import ROLE_NAMES
from app.domain.operating.replication import FoundNode, FoundTopology
from app.i18n import _
from app.models.formats import duration
from app.views.theme import LIGHT, Theme

_BOX = 190.0, 58.0
_STEP = 230.0, 120.0
_ARROW = 9.0


def ranks(found: FoundTopology) -> dict[str, int]:
    """How far from the top each server is drawn: behind whom it replicates from."""
    sources = {link.replica: link.source for link in found.links if link.note != "watches"}
    result: dict[str, int] = {}
    for node in found.nodes:
        place = node.place
        rank, at, passed = 0, place, {place}
        while at in sources and sources[at] not in passed:
            at = sources[at]
            passed.add(at)
            rank += 1
        result[place] = rank
    return result


class TopologyDrawing(QWidget):
    """Boxes in rows, arrows from source to replica; state has a shape and a colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._found = FoundTopology()
        self._boxes: dict[str, QRectF] = {}

    def show_topology(self, found: FoundTopology) -> None:
        """Draw this one."""
        self._found, self._boxes = found, {}
        rows: dict[int, list[str]] = {}
        for place, rank in ranks(found).items():
            rows.setdefault(rank, []).append(place)
        for rank, places in rows.items():
            for number, place in enumerate(sorted(places)):
                self._boxes[place] = QRectF(20 + number * _STEP[0], 16 + rank * _STEP[1], *_BOX)
        width = max([len(places) for places in rows.values()] or [1]) * _STEP[0] + 20
        height = (max(rows, default=0) + 1) * _STEP[1]
        self.setMinimumSize(round(width), round(height))
        self.setAccessibleName(_("Topology"))
        self.setAccessibleDescription(self.described())
        self.update()

    def described(self) -> str:
        """The drawing in words."""
        return "; ".join(
            _("{source} feeds {replica}").format(source=link.source, replica=link.replica)
            for link in self._found.links
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw links below boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for link in self._found.links:
            if link.source in self._boxes and link.replica in self._boxes:
                self._draw_link(painter, link)
        for node in self._found.nodes:
            self._draw_node(painter, node, self._boxes[node.place])
        painter.end()

    def _draw_link(self, painter: QPainter, link: Any) -> None:
        theme = self._theme
        colour = QColor(theme.good if link.healthy else theme.error)
        source, replica = self._boxes[link.source], self._boxes[link.replica]
        if source.top() == replica.top():
            left = source.center().x() < replica.center().x()
            start = QPointF(source.right() if left else source.left(), source.center().y())
            end = QPointF(replica.left() if left else replica.right(), replica.center().y())
        else:
            start = QPointF(source.center().x(), source.bottom())
            end = QPointF(replica.center().x(), replica.top())
        style = Qt.PenStyle.SolidLine if link.healthy else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, 1.6, style))
        painter.drawLine(start, end)
        angle = math.atan2(end.y() - start.y(), end.x() - start.x())
        wings = [
            end - QPointF(math.cos(angle + turn) * _ARROW, math.sin(angle + turn) * _ARROW)
            for turn in (0.45, -0.45)
        ]
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([end, *wings]))
        if link.lag is not None or link.note:
            words = link.note or _("lag {time}").format(time=duration(link.lag))
            painter.setPen(QColor(theme.muted))
            painter.drawText((start + end) / 2 + QPointF(6, 4), words)

    def _draw_node(self, painter: QPainter, node: FoundNode, box: QRectF) -> None:
        theme = self._theme
        painter.setPen(QPen(QColor(theme.border if node.healthy else theme.error), 1.4))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(theme.text))
        inner = box.adjusted(10, 6, -10, -6)
        shape = "✓" if node.healthy else "▲"
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        called = node.place if node.port else _("{name} (port unknown)").format(name=node.address)
        painter.drawText(inner, top, f"{shape} {called}")
        painter.setPen(QColor(theme.muted))
        words = " · ".join(filter(None, (_(ROLE_NAMES[node.role]), node.version, node.state)))
        metrics = painter.fontMetrics()
        painter.drawText(
            inner, bottom,
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(inner.width())),
        )  # fmt: skip
