"""Charts into files: pictures as PNG or SVG, and their values as CSV. Made in a lane."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from app import files
from app.domain.stop import Stop
from app.flows.save_report import check_writable, unwritable
from app.i18n import N_, _
from app.models.fields import Field
from app.models.monitoring.points import Points
from app.models.record_export import FORMS, export
from app.views.theme import GAP, Theme
from app.views.widgets.chart.drawing import draw_plot
from app.views.widgets.chart.header import draw_header
from app.views.widgets.chart.layout import Layout, Look
from app.views.widgets.chart.scene import Line, Scene

WIDTH, HEIGHT = 640, 220
"""Of one chart, in pixels of a screen at 100 %."""
_SCALE = 2
"""A picture has so many pixels for each of those."""
_TITLE = 32

Tell = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to write charts. `key` is that of a `record_export.Form` where values are written."""

    key: str
    title: str
    """Declared with N_()."""
    ending: str


PNG = Kind("png", N_("Picture (PNG)"), "png")
SVG = Kind("svg", N_("Drawing (SVG)"), "svg")
KINDS: tuple[Kind, ...] = (
    PNG, SVG, *(Kind(form.key, form.title, form.ending) for form in FORMS if form.ending == "csv"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: scenes beneath a title, in the colours and the font of the window."""

    title: str
    scenes: tuple[Scene, ...]
    theme: Theme
    font: QFont
    columns: int = 2


def frozen(scene: Scene) -> Scene:
    """A scene whose points do not change while it is written in another thread."""
    lines = tuple(
        Line(line.key, line.title, _copied(line.points), line.period) for line in scene.lines
    )
    return replace(scene, lines=lines)


def _copied(points: Points) -> Points:
    times, means = points.times.copy(), points.means.copy()
    if points.lows is points.means:
        return Points(times, means, means, means, points.step)
    return Points(times, means, points.lows.copy(), points.highs.copy(), points.step)


def write(path: Path, kind: Kind, sheet: Sheet, stop: Stop, tell: Tell = lambda share: None) -> int:
    """Write a sheet, telling the share that is done; how many charts it had.

    Raises:
        Unwritable: the file could not be written; an old one is as it was.
        Cancelled: `stop` was set; nothing was written.
    """
    if kind not in (PNG, SVG):
        form = next(each for each in FORMS if each.key == kind.key)
        fields, records = table(sheet.scenes)
        export(path, form, fields, records, stop, tell)
        return len(sheet.scenes)
    check_writable(path)
    content = _png(sheet, stop, tell) if kind is PNG else _svg(sheet, stop, tell)
    try:
        files.write(path, content)
    except OSError as error:
        raise unwritable(path, error) from error
    return len(sheet.scenes)


def _size(sheet: Sheet) -> QSize:
    columns = min(sheet.columns, max(1, len(sheet.scenes)))
    rows = -(-len(sheet.scenes) // columns)
    return QSize(columns * (WIDTH + 2 * GAP), _TITLE + rows * (HEIGHT + 2 * GAP))


def _png(sheet: Sheet, stop: Stop, tell: Tell) -> bytes:
    image = QImage(_size(sheet) * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    painter = QPainter(image)
    try:
        _paint(painter, sheet, stop, tell)
    finally:
        painter.end()
    return _bytes(lambda buffer: QImageWriter(buffer, b"png").write(image))


def _svg(sheet: Sheet, stop: Stop, tell: Tell) -> bytes:
    def draw(buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(_size(sheet))
        generator.setViewBox(QRect(QPoint(0, 0), _size(sheet)))
        generator.setTitle(sheet.title)
        painter = QPainter(generator)
        try:
            _paint(painter, sheet, stop, tell)
        finally:
            painter.end()

    return _bytes(draw)


def _bytes(draw: Callable[[QBuffer], object]) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    draw(buffer)
    buffer.close()
    return bytes(held.data())


def _paint(painter: QPainter, sheet: Sheet, stop: Stop, tell: Tell) -> None:
    look = Look(sheet.theme, sheet.font, smooth=True)
    painter.fillRect(QRect(QPoint(0, 0), _size(sheet)), QColor(sheet.theme.surface))
    bold = QFont(sheet.font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(sheet.theme.text))
    painter.drawText(QPoint(2 * GAP, _TITLE - 2 * GAP), sheet.title)
    for number, scene in enumerate(sheet.scenes):
        stop.check()
        row, column = divmod(number, sheet.columns)
        room = QRectF(
            column * (WIDTH + 2 * GAP) + GAP, _TITLE + row * (HEIGHT + 2 * GAP) + GAP, WIDTH, HEIGHT
        )
        layout = Layout(scene, room, look)
        draw_plot(painter, layout)
        draw_header(painter, layout, None)
        tell((number + 1) / len(sheet.scenes))


# ------------------------------------------------------------------------------------- values

Row = tuple[Any, ...]


def table(scenes: Sequence[Scene]) -> tuple[tuple[Field[Row], ...], list[Row]]:
    """Every value there is of some scenes: a row for each moment anything was measured at.

    Exact values; nothing where a line has none at that moment. What a point of many samples
    tells is its mean, lowest and highest.
    """
    fields: list[Field[Row]] = [Field("time", N_("Time"), itemgetter(0))]
    columns: list[dict[float, float]] = []
    for scene in scenes:
        for line in scene.lines:
            for name, values in _columns(scene, line):
                columns.append(values)
                place = len(columns)
                fields.append(Field(name, name, itemgetter(place)))
    moments = sorted({moment for column in columns for moment in column})
    rows = [
        (datetime.fromtimestamp(moment).astimezone(), *(_finite(c.get(moment)) for c in columns))
        for moment in moments
    ]
    return tuple(fields), rows


def _columns(scene: Scene, line: Line) -> list[tuple[str, dict[float, float]]]:
    name = scene.title if line.title == scene.title else f"{scene.title}: {line.title}"
    unit = f" ({scene.unit})" if scene.unit else ""
    points = line.points
    made = [(f"{name}{unit}", points.means)]
    if points.lows is not points.means:
        made += [
            (_("{line}, lowest").format(line=name) + unit, points.lows),
            (_("{line}, highest").format(line=name) + unit, points.highs),
        ]
    times = points.times.tolist()
    inside = [n for n, at in enumerate(times) if scene.begin <= at <= scene.end]
    return [(title, {times[n]: float(values[n]) for n in inside}) for title, values in made]


def _finite(value: float | None) -> float | None:
    return value if value is not None and value - value == 0 else None
