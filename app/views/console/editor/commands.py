"""What can be done in an editor: the table its keys, the palette and the menus read."""

from functools import partial
from typing import TYPE_CHECKING

from app.i18n import N_
from app.views.actions import Command

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


def editor_commands(editor: "SqlEditor") -> tuple[Command, ...]:
    """Everything, in the order of a menu. Undo, copy and the like are Qt's own."""
    return (
        *_of_finding(editor),
        *_of_findings(editor),
        *_of_lines(editor),
        *_of_carets(editor),
        *_of_folds(editor),
        *_of_view(editor),
    )


def _of_finding(editor: "SqlEditor") -> list[Command]:
    bar = editor.find_bar
    replace = partial(bar.open, replace=True)
    complete = N_("C&omplete")  # Ctrl+Space is that of many input methods
    return [
        Command("complete", complete, editor.completion.ask, ("Ctrl+Space", "Alt+/")),
        Command("find", N_("&Find…"), bar.open, ("Ctrl+F",), icon="search"),
        Command("replace", N_("&Replace…"), replace, ("Ctrl+H",)),
        Command("find-next", N_("Find &next"), partial(bar.step, 1), ("F3",)),
        Command("find-previous", N_("Find &previous"), partial(bar.step, -1), ("Shift+F3",)),
        Command("go-to-line", N_("&Go to line…"), editor.go_to_line.open, ("Ctrl+G",)),
    ]


def _of_findings(editor: "SqlEditor") -> list[Command]:
    step, fix = editor.markings.step, editor.markings.open_fix_menu
    back = N_("Go to the pre&vious problem")
    return [
        Command("problem-next", N_("Go to the ne&xt problem"), partial(step, 1), ("F8",)),
        Command("problem-previous", back, partial(step, -1), ("Shift+F8",)),
        Command("problem-fix", N_("Fi&x this problem…"), fix, ("Ctrl+.",)),
    ]


def _of_lines(editor: "SqlEditor") -> list[Command]:
    lines = editor.lines
    up, down = partial(lines.move, -1), partial(lines.move, 1)
    upper, lower = partial(lines.change_case, str.upper), partial(lines.change_case, str.lower)
    return [
        Command("format", N_("&Format"), editor.formatting.format, ("Ctrl+Shift+F",)),
        Command("comment", N_("&Comment out or in"), lines.toggle_comment, ("Ctrl+/",)),
        Command("line-up", N_("Move line &up"), up, ("Alt+Up",)),
        Command("line-down", N_("Move line &down"), down, ("Alt+Down",)),
        Command("line-again", N_("D&uplicate line"), lines.duplicate, ("Shift+Alt+Down",)),
        Command("line-delete", N_("De&lete line"), lines.delete, ("Ctrl+Shift+K",)),
        Command("lines-join", N_("&Join lines"), lines.join, ("Ctrl+J",)),
        Command("upper", N_("To ca&pitals"), upper, ("Ctrl+Shift+X",)),
        Command("lower", N_("To s&mall letters"), lower, ("Ctrl+Shift+Y",)),
        Command(
            "other-bracket",
            N_("Go to the other &bracket"),
            editor.brackets.go_to_other,
            ("Ctrl+Shift+\\",),
        ),
    ]


def _of_carets(editor: "SqlEditor") -> list[Command]:
    carets = editor.carets
    above, below = partial(carets.add_beside, -1), partial(carets.add_beside, 1)
    return [
        Command("caret-next", N_("Add a caret at the &next"), carets.add_next, ("Ctrl+D",)),
        Command("caret-all", N_("Add carets at &all"), carets.add_all, ("Ctrl+F2",)),
        Command("caret-above", N_("Add a caret a&bove"), above, ("Ctrl+Alt+Up",)),
        Command("caret-below", N_("Add a caret b&elow"), below, ("Ctrl+Alt+Down",)),
    ]


def _of_folds(editor: "SqlEditor") -> list[Command]:
    folding = editor.folding
    return [
        Command("fold", N_("&Fold"), folding.fold_here, ("Ctrl+Shift+[",)),
        Command("unfold", N_("U&nfold"), folding.unfold_here, ("Ctrl+Shift+]",)),
        Command("fold-all", N_("Fold &all"), folding.fold_all, ("Ctrl+Alt+[",)),
        Command("unfold-all", N_("Unfold a&ll"), folding.unfold_all, ("Ctrl+Alt+]",)),
    ]


def _of_view(editor: "SqlEditor") -> list[Command]:
    larger = ("Ctrl++", "Ctrl+=")
    return [
        Command("zoom-in", N_("Show text &larger"), partial(editor.zoom, 1), larger),
        Command("zoom-out", N_("Show text s&maller"), partial(editor.zoom, -1), ("Ctrl+-",)),
        Command("zoom-reset", N_("Show text as it &was"), editor.reset_zoom, ("Ctrl+0",)),
    ]
