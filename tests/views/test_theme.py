"""Themes: complete, legible, and never half of one."""

import re

import pytest

from app.views.style_sheet import style_sheet
from app.views.theme import DARK, LIGHT, Theme

TEXTS = ("text", "muted", "accent", "error", "warning", "notice", "good", "keyword", "string",
         "number", "function", "variable", "comment")  # fmt: skip
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
@pytest.mark.parametrize("name", TEXTS)
def test_text_can_be_read_on_every_surface(theme: Theme, name: str) -> None:
    for behind in (theme.window, theme.surface):
        assert contrast(getattr(theme, name), behind) >= 4.5, behind


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_selected_and_what_is_pressed_can_be_read(theme: Theme) -> None:
    assert contrast(theme.text, theme.selection) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.raised) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_names_colours_only(theme: Theme) -> None:
    text = style_sheet(theme)
    assert "@" not in text
    for colour in re.findall(r"#\w+(?=[; ])", text):
        assert re.fullmatch(r"#[0-9A-F]{6}|#rail|#notice", colour), colour
