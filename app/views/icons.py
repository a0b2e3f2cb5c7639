"""Icons: line drawings of one weight, tinted with the colours of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from app.views.theme import Theme

_DRAWN_IN = "#000000"
_SIZES = (16, 20, 24, 32, 40, 48)  # 16, 20 and 24 pixels, also at 200 %
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256)


@cache
def icon(name: str, theme: Theme) -> QIcon:
    """The icon of that name: muted where it can be clicked, in the accent where it is on."""
    made = QIcon()
    _draw(made, name, theme.muted)
    _draw(made, name, theme.accent, QIcon.Mode.Normal, QIcon.State.On)
    _draw(made, name, theme.faint, QIcon.Mode.Disabled)
    return made


@cache
def filled_icon(name: str, colour: str) -> QIcon:
    """The icon in one colour, for a button with a colour of its own."""
    made = QIcon()
    _draw(made, name, colour)
    return made


def _draw(
    into: QIcon,
    name: str,
    colour: str,
    mode: QIcon.Mode = QIcon.Mode.Normal,
    state: QIcon.State = QIcon.State.Off,
) -> None:
    drawing = resource(f"icons/{name}.svg").read_text("utf-8").replace(_DRAWN_IN, colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    for size in _SIZES:
        into.addPixmap(_rendered(renderer, size), mode, state)


def _rendered(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def app_icon() -> QIcon:
    """The program's own."""
    renderer = QSvgRenderer(str(resource("icons/mohist.svg")))
    made = QIcon()
    for size in _APP_SIZES:
        made.addPixmap(_rendered(renderer, size))
    return made
