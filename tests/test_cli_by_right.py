"""Every command of the shell, for every role, in every environment: done, or refused with the
reason, which is in the journal.

`COMMANDS` says which right each needs. It was written by hand, and not from the program.
"""

from io import StringIO
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.cli import _COMMANDS, main
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Environment, Instance, Stake
from app.domain.journal import Deed
from app.domain.people import Role
from app.domain.rights import Ability
from app.flows import connect
from app.flows.exchange_inventory import opened
from app.flows.rights import Warden
from app.flows.watch import alert_commands
from app.paths import settings_folder
from app.store.exchange.json_file import json_of
from tests.fakes import FakeJournal, warden
from tests.flows.test_rights import STAKES, table

MAY = {(ability, role): set(where.split()) for ability, role, where in table()}
READS = (Ability.CONNECT,)
COMMANDS: dict[str, tuple[str, tuple[Ability, ...]]] = {
    "audit": ("audit x.sql --instance AT", READS),
    "snapshot": ("snapshot AT --output taken.json", READS),
    "definitions": ("definitions AT --output written", READS),
    "schema-diff": ("schema-diff AT/a AT/b", READS),
    "export": (
        "export AT --sql SELECT --output rows.csv", (Ability.CONNECT, Ability.RUN_STATEMENTS)
    ),  # and EXPORT_ROWS: tests/flows/test_console_export.py
    "inventory-export": ("inventory export all.json", (Ability.EXPORT_INVENTORY,)),
    "inventory-salvage": ("inventory salvage saved.json", (Ability.EXPORT_INVENTORY,)),
    "inventory-import": ("inventory import more.json", (Ability.CHANGE_INVENTORY,)),
    "inventory-restore": ("inventory restore more.json", (Ability.CHANGE_STORE,)),
    "journal-set-aside": ("journal set-aside", (Ability.CHANGE_STORE,)),
    "alerts test": ("alerts test", (Ability.CHANGE_RULES,)),
    "alerts rules-import": ("alerts rules import rules.toml", (Ability.CHANGE_RULES,)),
}  # fmt: skip
FREE = {
    "audit", "runs", "runs-compare", "rules", "show", "fix", "format",  # of the user's own files
    "journal",  # is read: it lies in a folder of the user's
    "metrics", "metrics-check", "history-export", "history-import-prometheus",  # of what was seen
    "alerts list", "alerts rules", "alerts rules-export", "alerts dry-run", "alerts forecast",
    "collect",  # by an account of its own, that looks: tests/flows/test_who_is_here.py
}  # fmt: skip
NAMES = {stake: stake.value if stake else "none" for stake in STAKES}


def test_each_command_is_told_of() -> None:
    alerts = {f"alerts {name}" for name in alert_commands.COMMANDS}
    assert set(COMMANDS) | FREE == (set(_COMMANDS) - {"alerts"}) | alerts


class Console:
    """A session of the console that was let in."""

    server = SimpleNamespace(dialect=Dialect.MYSQL)

    def __init__(self, endpoint: Endpoint, *_rest: object) -> None:
        self.endpoint = endpoint

    def during(self, _stop: object) -> Any:
        return StringIO()  # something to be within

    def changes(self, _statement: str) -> bool:
        raise ConnectFailed("It was reached.")

    def close(self) -> None:
        pass


def let_in(*_given: object) -> object:
    raise ConnectFailed("It was reached.")


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeJournal:
    """In a folder with an inventory, where logins lead nowhere; the journal they are noted in."""
    settings_folder().mkdir(parents=True)
    (settings_folder() / "settings.json").write_text('{"secrets": "run"}')
    monkeypatch.chdir(tmp_path)
    places = [Environment(name, name, stake) for stake, name in NAMES.items() if stake]
    there = [
        Instance(f"at {name}", name, DatabaseType.MYSQL, "db.test", 3306,
                 environment=name if name != "none" else "")
        for name in NAMES.values()
    ]  # fmt: skip
    with opened() as store:
        store.save([*places, *there], Inventory())
    more = Inventory({"m": Environment("m", "more", Stake.TEST)})
    Path("more.json").write_text(json_of(more))
    Path("x.sql").write_text("SELECT 1;\n")
    Path("rules.toml").write_text('[mine]\nmetric = "mysql.replica_lag"\nwarning = "> 80 for 1m"\n')
    monkeypatch.setattr(
        connect, "_ready", lambda _at: SimpleNamespace(connect=let_in, console=Console)
    )
    return FakeJournal()


def run(words: str, by: Warden, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the command; all that it says."""
    monkeypatch.setattr("app.flows.who_is_here.warden_of_commands", lambda *_place: by)
    out, err = StringIO(), StringIO()
    main(words.split(), out, err)
    return out.getvalue() + err.getvalue()


def test_every_command_for_every_role_in_every_environment(
    journal: FakeJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for (words, needed), role in product(COMMANDS.values(), Role):
        for name in NAMES.values() if "AT" in words else ["ours"]:
            journal.events.clear()
            said = run(words.replace("AT", name), warden(journal, role), monkeypatch)
            where = f"{words}, {role}, {name}: {said}"
            refused = next((each for each in needed if name not in MAY[each, role]), None)
            assert ("the role" in said) is bool(refused), where
            if refused:
                assert journal.events[-1].what is Deed.REFUSED, where
                assert dict(journal.events[-1].facts)["ability"] == refused
            elif name != "ours":
                assert "It was reached." in said, where
                assert [each.what for each in journal.events] == [Deed.CONNECTED]
