"""An editor in a window, as a user has it."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.views.console.editor.editor import SqlEditor
from app.views.theme import code_font

Show = Callable[..., SqlEditor]
"""Shows a text; `at` puts the cursor behind the first place where that stands."""


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def make(text: str = "", at: str | int = 0) -> SqlEditor:
        editor = SqlEditor()
        qtbot.addWidget(editor, before_close_func=SqlEditor.close_lanes)
        editor.set_code_font(code_font("", 10))
        editor.resize(700, 400)
        editor.show()
        editor.activateWindow()
        editor.setFocus()
        qtbot.waitUntil(lambda: editor.isActiveWindow() and editor.hasFocus())
        editor.set_text(text)
        qtbot.waitUntil(lambda: not editor.filling)
        place = at if isinstance(at, int) else text.index(at) + len(at)
        editor.select(place, place)
        return editor

    return make
