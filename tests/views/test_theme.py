"""Themes: complete, legible, and never half of one."""

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.views.style_sheet import style_sheet
from app.views.theme import DARK, LIGHT, Theme, blend, code_font, interface_font, palette

TEXTS = ("text", "muted", "accent", "error", "warning", "notice", "good", "keyword", "string",
         "number", "function", "variable", "comment")  # fmt: skip
BEHIND = ("window", "surface", "raised", "selection", "hover")
THEMES = [pytest.param(theme, id=theme.name) for theme in (LIGHT, DARK)]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_surface(theme: Theme, text: str, behind: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, behind)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_pressed_can_be_read(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.muted, theme.border) >= 3  # a primary button that cannot be pressed


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_a_chart_differ_and_are_seen(theme: Theme) -> None:
    assert len(set(theme.series)) == len(theme.series) == 6
    assert all(contrast(colour, theme.surface) >= 3 for colour in theme.series)


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_is_whole(theme: Theme) -> None:
    text = style_sheet(theme)
    assert "@" not in text
    colours = set(re.findall(r":[^:;]*?(#\w+)", text))
    assert colours <= {getattr(theme, name) for name in Theme.__slots__ if name != "series"}
    for name in re.findall(r"url\(style:(.*?)\)", text):
        assert resource(f"style/{name}").exists(), name


def test_both_themes_style_the_same() -> None:
    ours = re.compile(r"#[0-9A-F]{6}|\w+-(light|dark)\.svg")
    assert ours.sub("", style_sheet(LIGHT)) == ours.sub("", style_sheet(DARK))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("file", "colour"), [("tick", "on_accent"), ("menu-tick", "accent")])
def test_drawings_of_the_style_have_its_colours(theme: Theme, file: str, colour: str) -> None:
    drawing = resource(f"style/{file}-{theme.name}.svg").read_text()
    assert f'stroke="{getattr(theme, colour)}"' in drawing


@pytest.mark.parametrize("name", ["up", "down", "right"])
def test_arrows_are_seen_in_both_themes(name: str) -> None:
    [colour] = re.findall(r'stroke="(#\w+)"', resource(f"style/{name}.svg").read_text())
    for theme in (LIGHT, DARK):
        for behind in (theme.surface, theme.window, theme.raised):
            assert contrast(colour, behind) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_palette_is_of_the_theme(theme: Theme) -> None:
    made = palette(theme)
    assert made.window().color() == QColor(theme.window)
    assert made.text().color() == QColor(theme.text)
    assert made.highlight().color() == QColor(theme.selection)


def test_blending_goes_from_what_is_behind_to_the_colour() -> None:
    assert blend("#FF0000", "#0000FF", 0) == "#0000ff"
    assert blend("#FF0000", "#0000FF", 1) == "#ff0000"
    assert blend("#FFFFFF", "#000000", 0.5) == "#808080"


def test_the_users_font_comes_first(qtbot: QtBot) -> None:
    assert code_font("", 10).families()
    best = code_font("", 10).families()[0]
    assert code_font(best, 12).families()[0] == best
    assert code_font("No Such Font At All", 12).families()[0] == best
    assert code_font("", 12).pointSize() == 12


def test_the_interface_is_never_too_small(qtbot: QtBot) -> None:
    assert QFontInfo(interface_font()).pointSize() >= 10
