"""What can be done in an editor: the table its keys, the palette and the menus read."""

from functools import partial
from typing import TYPE_CHECKING

from app.i18n import N_
from app.views.actions import Command

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


def editor_commands(editor: "SqlEditor") -> tuple[Command, ...]:
    """Everything, in the order of a menu. Undo, copy and the like are Qt's own."""
    return tuple(_of_view(editor))


def _of_view(editor: "SqlEditor") -> list[Command]:
    larger = ("Ctrl++", "Ctrl+=")
    return [
        Command("zoom-in", N_("Show text &larger"), partial(editor.zoom, 1), larger),
        Command("zoom-out", N_("Show text s&maller"), partial(editor.zoom, -1), ("Ctrl+-",)),
        Command("zoom-reset", N_("Show text as it &was"), editor.reset_zoom, ("Ctrl+0",)),
    ]
