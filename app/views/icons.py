"""Icons: line drawings of one weight, in the colour of the text around them."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from app.views.theme import Theme

_DRAWN_IN = b"#000000"
_SIZES = (16, 20, 24, 32, 48)


def icon(name: str, theme: Theme) -> QIcon:
    """The icon of that name, muted where it can be clicked and in full colour where it is on."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_drawn(name, theme.muted, size), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(_drawn(name, theme.accent, size), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(_drawn(name, theme.border, size), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


def filled_icon(name: str, colour: str) -> QIcon:
    """The icon in one colour, for a button with a colour of its own."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(_drawn(name, colour, size))
    return made


def _drawn(name: str, colour: str, size: int) -> QPixmap:
    drawing = resource(f"icons/{name}.svg").read_bytes().replace(_DRAWN_IN, colour.encode())
    renderer = QSvgRenderer(QByteArray(drawing))
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def app_icon() -> QIcon:
    """The program's own."""
    return QIcon(str(resource("icons/mohist.svg")))
