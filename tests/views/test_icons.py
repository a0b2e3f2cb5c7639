"""Icons: every drawing can be tinted, and every name that is used is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.views.icons import app_icon, filled_icon, icon
from app.views.theme import DARK, LIGHT

DRAWINGS = sorted(resource("icons").glob("*.svg"))
LINES = [file for file in DRAWINGS if file.stem != "mohist"]


def colour(image: QImage) -> str:
    """The colour of most of what is fully opaque (edges are rounded)."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    opaque = Counter(pixel.name().upper() for pixel in pixels if pixel.alpha() == 255)
    return opaque.most_common(1)[0][0]


@pytest.mark.parametrize("file", LINES, ids=lambda file: file.stem)
def test_a_drawing_is_of_the_set(file: Path) -> None:
    drawing = file.read_text()
    assert 'viewBox="0 0 24 24"' in drawing
    assert 'stroke-width="1.8"' in drawing
    assert set(re.findall(r"#\w+", drawing)) == {"#000000"}


@pytest.mark.parametrize("file", LINES, ids=lambda file: file.stem)
def test_an_icon_takes_the_colour_of_the_theme(qtbot: QtBot, file: Path) -> None:
    for theme in (LIGHT, DARK):
        made = icon(file.stem, theme)
        off = made.pixmap(48).toImage()
        on = made.pixmap(48, QIcon.Mode.Normal, QIcon.State.On).toImage()
        grey = made.pixmap(48, QIcon.Mode.Disabled).toImage()
        wanted = [theme.muted, theme.accent, theme.faint]
        assert [colour(image) for image in (off, on, grey)] == wanted


def test_an_icon_can_have_one_colour(qtbot: QtBot) -> None:
    assert colour(filled_icon("run", "#FFFFFF").pixmap(48).toImage()) == "#FFFFFF"


def test_the_programs_own_icon_has_every_size(qtbot: QtBot) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
