"""Every command of the window, for every role, in every environment: open, or grey with the reason.

`data/commands.csv` says which right each needs; "" is none: it shows what everybody may see, or
goes through a login, which is refused by itself; "the act" is the right to what a second person is
asked for. It was written by hand, and not from the program.
"""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.people import Role, User
from app.domain.rights import ABILITY_NAMES, NOWHERE, Ability, Place
from app.main import build
from app.views.actions import CommandAction
from app.views.alerts.needed import NEEDED as ALERTS
from app.views.inventory.needed import NEEDED as INVENTORY
from app.views.inventory.page import InventoryPage
from app.views.journal.page import JournalPage
from app.views.users.page import UsersPage
from app.views.users.users_view import _NEEDED as USERS
from app.views.widgets.record_panel import RecordPanel
from tests.fakes import warden
from tests.flows.test_rights import STAKES, table

ROOT = Path(__file__).parent
VIEWS = ROOT.parent / "app" / "views"
MAY = {(ability, role): set(where.split()) for ability, role, where in table()}


def agreed() -> dict[str, str]:
    """What each command needs, by its name; "*" in it stands for anything."""
    with (ROOT / "data" / "commands.csv").open(encoding="utf-8", newline="") as file:
        return {row["command"]: row["needs"] for row in csv.DictReader(file)}


NEEDS = agreed()
THE_ACT = "the act"
OURS = frozenset(Ability) - {Ability.CONNECT, Ability.RUN_STATEMENTS}
"""What is done with our own things; the others are of a server, as acts are."""


def written() -> Iterator[tuple[str, str]]:
    """Each command that is made anywhere in the views, and the right its code asks for."""
    for path in sorted(VIEWS.rglob("*.py")):
        for function in functions(path):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Command":
                    name = pattern(node.args[0])
                    yield (
                        name,
                        right(node, function) or {**ALERTS, **INVENTORY, **USERS}.get(name, ""),
                    )


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def pattern(node: ast.expr) -> str:
    """The name as it is written, `*` for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else "*" for each in node.values)
        return "".join(map(str, parts))
    assert isinstance(node, ast.Constant)
    return str(node.value)


def right(command: ast.Call, function: ast.FunctionDef) -> str:
    """What its `why_not` asks for, where it has one; a name is looked up in the function."""
    found = [each.value for each in command.keywords if each.arg == "why_not"]
    if not found:
        return ""
    text = ast.unparse(found[0])
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == text:
            text = ast.unparse(node.value)
    if "_keeper.why_not" in text:
        return Ability.CHANGE_PROVIDERS.value  # tests/flows/test_provider_book.py
    if function.name == "_commands" and text == "self._why_not":
        return THE_ACT  # tests/views/users
    if match := re.search(r"room\.why_not\(f?'([^']+)'\)", text):
        return re.sub(r"\{.*?\}", "*", match[1])
    match = re.search(r"Ability\.(\w+)", text)
    assert match, text
    return Ability[match[1]].value


def test_every_command_asks_for_the_right_that_was_agreed() -> None:
    assert dict(written()) == NEEDS


def abilities(needs: str) -> list[str]:
    wanted = re.compile(needs.replace("*", ".*"))
    return [each for each in ABILITY_NAMES if wanted.fullmatch(each)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "command", [name for name, needs in NEEDS.items() if needs not in ("", THE_ACT)]
)
def test_every_command_for_every_role_in_every_environment(command: str, role: Role) -> None:
    found = abilities(NEEDS[command])
    assert found, "there is no such ability"
    asked = warden(role=role)
    for ability in found:
        where = MAY[ability, role]
        for stake in STAKES:
            ours = ability in OURS
            place = NOWHERE if ours else Place("i", "x", stake, "mysql")
            wanted = ("ours" if ours else stake.value if stake else "none") in where
            reason = asked.reason(ability, place, act=ability not in [*Ability])
            assert (reason == "") is wanted
            assert wanted or "role" in reason


def test_the_window_greys_what_it_should_for_each_role(
    qapp: QApplication, qtbot: Any, tmp_path: Path
) -> None:
    console = build(qapp, tmp_path / "home", tmp_path / "state", tmp_path / "data")
    qtbot.addWidget(console.window)
    seen: set[str] = set()
    try:
        for role in Role:
            console.standing.become(User("u1", "lin", role=role), console.standing.rights)
            for action in console.window.findChildren(CommandAction):
                needs = NEEDS.get(action.command.name, "")
                if needs in OURS and "provider" not in action.command.name:
                    may = "ours" in MAY[needs, role]
                    assert (action.command.reason == "") is may, action.command.name
                    assert may or not action.isEnabled()
                    assert may or action.command.reason in action.toolTip()
                    seen.add(action.command.name)
        exported = {
            (type(page), each.exporting.right.ability if each.exporting.right else None)
            for page in console.window.pages
            if isinstance(page, (InventoryPage, JournalPage, UsersPage))
            for each in page.findChildren(RecordPanel)
        }
    finally:
        console.window.close()
        console.close()
    assert exported == {
        (InventoryPage, Ability.EXPORT_INVENTORY), (JournalPage, Ability.EXPORT_JOURNAL),
        (UsersPage, Ability.EXPORT_INVENTORY),
    }, "rows of ours leave a table as they leave by the button"  # fmt: skip
    ours = {name for name, needs in NEEDS.items() if needs in OURS}
    assert seen == {name for name in ours if "provider" not in name}
