"""What can be done on the console's page, as commands."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.domain.dialect import Dialect
from app.domain.rights import Ability
from app.flows.rights import place_of
from app.i18n import N_
from app.views.actions import Command
from app.views.console.sheet import Sheet
from app.views.menus import FILE, VIEW

if TYPE_CHECKING:
    from app.views.console.page import ConsolePage

_MENU = N_("&Console")


def _why_not(page: "ConsolePage", ability: str) -> str:
    sheet = page.sheet
    if sheet is None or sheet.endpoint is None:
        return ""
    return page.room.standing.reason(ability, place_of(sheet.endpoint))


def page_commands(page: "ConsolePage") -> tuple[Command, ...]:
    """All of them, in the order of their menus."""

    def on_sheet(does: Callable[[Sheet], object]) -> Callable[[], object]:
        return lambda: does(page.sheet) if page.sheet is not None else None

    def there() -> bool:
        return page.sheet is not None

    def can_run() -> bool:
        sheet = page.sheet
        return sheet is not None and sheet.endpoint is not None and not sheet.running.busy

    def busy() -> bool:
        return page.sheet is not None and page.sheet.running.busy

    def is_open() -> bool:
        sheet = page.sheet
        return sheet is not None and sheet.session.open and not sheet.running.busy

    def sql() -> bool:
        return page.sheet is not None and isinstance(page.sheet.language, Dialect)

    why_not = partial(_why_not, page, Ability.RUN_STATEMENTS)
    return (
        Command("console-new", N_("&New tab"), page.new_sheet, ("Ctrl+T", "Ctrl+N"), FILE,
                "add-file"),
        Command("console-open", N_("&Open scripts…"), page.files.ask, ("Ctrl+O",), FILE, "folder"),
        Command("console-save", N_("&Save"), on_sheet(Sheet.save), ("Ctrl+S",), FILE, "file",
                there),
        Command("console-save-as", N_("Save &as…"), on_sheet(Sheet.save_as), ("Ctrl+Shift+S",),
                FILE, "", there),
        Command("console-close", N_("&Close the tab"), on_sheet(page.close_sheet), ("Ctrl+W",),
                FILE, "close", there),
        Command("console-reopen", N_("&Bring back the closed tab"), page.reopen,
                ("Ctrl+Shift+T",), FILE, "reset"),
        Command("console-run", N_("&Run"), on_sheet(Sheet.run), ("Ctrl+Return", "Ctrl+Enter"),
                _MENU, "run", can_run, why_not=why_not),
        Command("console-script", N_("Run the whole &script"),
                on_sheet(lambda sheet: sheet.run(whole=True)),
                ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), _MENU, "script", can_run,
                why_not=why_not),
        Command("console-pipeline", N_("Send commands out of a f&ile…"), page.pipelines.ask,
                (), _MENU, "", page.pipelines.can_begin, why_not=why_not),
        Command("console-stop", N_("S&top"), on_sheet(lambda sheet: sheet.running.cancel()),
                ("Shift+Esc",), _MENU, "stop", busy),
        Command("console-explain", N_("&Explain"), on_sheet(lambda sheet: sheet.explaining.begin()),
                ("Ctrl+E",), _MENU, "explain", can_run),
        Command("console-analyze", N_("Run for its &plan"),
                on_sheet(lambda sheet: sheet.explaining.begin(analyze=True)), ("Ctrl+Shift+E",),
                _MENU, "", can_run, why_not=why_not),
        Command("console-commit", N_("&Commit"), on_sheet(lambda sheet: sheet.session.commit()),
                ("Ctrl+Alt+Return",), _MENU, "good", is_open),
        Command("console-rollback", N_("Roll &back"),
                on_sheet(lambda sheet: sheet.session.roll_back()), ("Ctrl+Alt+Z",), _MENU,
                "reset", is_open),
        Command("console-choose", N_("On another &instance…"), page.choose, ("Ctrl+Shift+I",),
                _MENU, "instances"),
        Command("console-connect", N_("Lo&g in"),
                on_sheet(lambda sheet: sheet.session.connect_now()), ("Ctrl+Shift+R",), _MENU,
                "connect", can_run),
        Command("console-password", N_("Enter the &password…"),
                on_sheet(lambda sheet: sheet.session.ask_password()), (), _MENU, "keys", can_run),
        Command("console-format", N_("&Format"),
                on_sheet(lambda sheet: sheet.editor.formatting.format()), (), _MENU, "", sql),
        Command("console-snippets", N_("S&nippets…"), page.edit_snippets, (), _MENU),
        Command("console-objects", N_("O&bjects"), partial(page.toggle_beside, 0),
                ("Ctrl+Shift+O",), VIEW, "indexes", checked=partial(page.shows_beside, 0)),
        Command("console-history", N_("&History"), partial(page.toggle_beside, 1),
                ("Ctrl+Shift+H",), VIEW, "recorder", checked=partial(page.shows_beside, 1)),
        Command("console-next-tab", N_("Next tab"), lambda: page.tabs.step(1), ("Ctrl+Tab",), VIEW,
                "", there),
        Command("console-previous-tab", N_("Previous tab"), lambda: page.tabs.step(-1),
                ("Ctrl+Shift+Tab",), VIEW, "", there),
        Command("console-rename", N_("Rename the tab"),
                lambda: page.tabs.rename(page.tabs.currentIndex()), ("Shift+F2",), VIEW, "edit",
                there),
    )  # fmt: skip
