"""The user's snippets: added, changed and deleted in the dialog, and used by editors at once."""

from pathlib import Path

from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.views.console.snippet_form import SnippetForm
from app.views.console.snippets_dialog import SnippetsDialog
from tests.views.console.conftest import Opened


def opened(console: Opened) -> SnippetsDialog:
    """The dialog, with what there is in it."""
    console.page.command_actions["console-snippets"].trigger()
    dialog = console.page.asking
    assert dialog is not None
    console.qtbot.waitUntil(lambda: len(dialog.view.table.keys) > 10)
    return dialog


def form_of(dialog: SnippetsDialog) -> SnippetForm:
    form = dialog.view.split.form
    assert isinstance(form, SnippetForm)
    return form


def choose(dialog: SnippetsDialog, id_: str) -> None:
    view = dialog.view.panel.view
    view.setCurrentIndex(view.model().index(dialog.view.table.keys.index(id_), 0))


def saved(console: Opened, dialog: SnippetsDialog) -> None:
    with console.qtbot.waitSignal(dialog.kept):
        form_of(dialog).save.click()


def test_snippets_are_added_changed_and_deleted_and_used_at_once(console: Opened) -> None:
    sheet = console.page.new_sheet()
    dialog = opened(console)
    dialog.view.add()
    form = form_of(dialog)
    form.word.setText("two words")
    form.save.click()
    assert form.said.isVisible()
    form.word.setText("锁")
    form.text.setPlainText("SELECT ${1:锁};${0}")
    form.dialect.setCurrentIndex(form.dialect.findData(Dialect.MYSQL))
    saved(console, dialog)
    mine = Snippet("锁", "SELECT ${1:锁};${0}", "", Dialect.MYSQL)
    assert mine in sheet.editor.completion._snippets

    choose(dialog, "sel/")  # a shipped one: mine hides it, and only mine can be deleted
    assert not dialog.view._chosen
    dialog.view.edit()
    form_of(dialog).text.setPlainText("SELECT 42")
    saved(console, dialog)
    choose(dialog, "sel/")
    dialog.view.delete()
    assert dialog.view.asking is not None
    with console.qtbot.waitSignal(dialog.kept) as heard:
        dialog.view.asking.yes.click()
    [kept] = heard.args
    assert kept.users == (mine,)
    assert [each.text for each in kept.all if each.word == "sel"] != ["SELECT 42"]
    dialog.reject()
    assert console.page.asking is None


def test_a_word_is_taken_once_and_nothing_typed_is_lost(console: Opened) -> None:
    dialog = opened(console)
    for again in range(2):
        dialog.view.add()
        form_of(dialog).word.setText("mine")
        form_of(dialog).text.setPlainText("SELECT 1")
        if not again:
            saved(console, dialog)
    form = form_of(dialog)
    form.save.click()
    console.qtbot.waitUntil(form.said.isVisible)
    dialog.reject()
    assert dialog.isVisible()  # it asks first
    question = dialog.view.split.question
    assert question is not None
    question.yes.click()
    assert not dialog.isVisible()


def test_a_broken_file_is_told_and_not_touched(console: Opened, tmp_path: Path) -> None:
    file = tmp_path / "console" / "snippets.json"
    file.write_bytes(b"mine, once")
    dialog = opened(console)
    console.qtbot.waitUntil(dialog.view.panel.strip.isVisible)
    dialog.view.add()
    form = form_of(dialog)
    form.word.setText("mine")
    form.text.setPlainText("SELECT 1")
    form.save.click()
    console.qtbot.waitUntil(form.said.isVisible)
    assert file.read_bytes() == b"mine, once"
    dialog.view.split.close_form()
    dialog.reject()
