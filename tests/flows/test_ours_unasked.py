"""Whatever changes something of ours goes through what asks: all of the program is read for it."""

import ast
from collections.abc import Iterator

import pytest

from app.flows.asked_inventory import AskedInventory
from app.flows.watch.asked_judge import AskedJudge
from app.monitor.alerts import Judge
from app.store.inventory.store import InventoryStore
from app.store.people.store import People
from tests.flows.test_nothing_unasked import functions_called, sources

ONLY = {
    "InventoryStore": {"flows/exchange_inventory.py"},  # to read, see below
    "Judge": {
        "flows/audit_one.py",  # of the audit: another one
        "flows/judge_text.py",  # as that
        "flows/schemas/script.py",  # as that
        "flows/watch/alert_commands.py",  # to list
        "flows/watch/collecting.py",  # a collector's own, told what to do over the feed (`do`)
        "flows/watch/dry_run.py",  # in a folder that is thrown away
    },
    "write_channels": {"flows/watch/channel_book.py"},
    "write_providers": {"flows/provider_book.py"},
}
"""Where what does not ask is made or called; nowhere else."""

READS: dict[type, set[str]] = {
    InventoryStore: {
        "where", "author", "open", "salvage", "copies", "close", "load", "parameter_history",
        "parameters_seen", "deadlocks", "reading",
        "note_parameters", "note_deadlock",  # what was seen of servers
        "writing",  # for People alone, see below
    },
    Judge: {"alerts", "rules", "own_rules", "made_in", "silences", "know", "take", "close"},
}  # fmt: skip
"""What of a class changes nothing that anybody wrote."""


def public(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


@pytest.mark.parametrize(
    ("asks", "of"), [(AskedInventory, InventoryStore), (AskedJudge, Judge)], ids=["store", "judge"]
)
def test_whatever_can_be_changed_is_asked_for(asks: type, of: type) -> None:
    assert public(of) - READS[of] == public(asks) - READS[of]


@pytest.mark.parametrize("name", ONLY)
def test_what_does_not_ask_is_made_where_it_is_known_to_be_right(name: str) -> None:
    assert {file for file, text in sources() if functions_called(text, name)} == ONLY[name]


def test_an_inventory_that_is_opened_to_read_is_not_written_to() -> None:
    changes = public(InventoryStore) - READS[InventoryStore] | {"writing"}
    found = [
        (file, call)
        for file, text in sources()
        for name, body in opened(text)
        for call in called_on(name, body)
        if call in changes
    ]
    assert found == []
    [broken] = opened("with opened(where) as store:\n    store.save([], seen)\n")
    assert [*called_on(*broken)] == ["save"]


def opened(source: str) -> Iterator[tuple[str, ast.With]]:
    """Where an inventory is opened to read, and what it is called there."""
    for node in ast.walk(ast.parse(source)) if "opened(" in source else ():
        if isinstance(node, ast.With):
            for item in node.items:
                if ast.unparse(item.context_expr).startswith("opened(") and item.optional_vars:
                    yield ast.unparse(item.optional_vars), node


def called_on(name: str, within: ast.AST) -> Iterator[str]:
    for node in ast.walk(within):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and ast.unparse(called.value) == name:
            yield called.attr


def test_only_the_store_of_people_writes_beside_the_inventory() -> None:
    users = [file for file, text in sources() if ".writing(" in text]
    assert users == []


def test_people_are_changed_by_the_flow_that_asks() -> None:
    """But for the word of a second person: whether they may give it, the store itself decides."""
    changes = {"change", "grant", "end_grant", "set_matrix", "set_two_persons", "answer"}
    assert changes <= public(People)
    found = {
        file
        for file, text in sources()
        if "people" in text
        for call in called_on("people", ast.parse(text))
        if call in changes
    }
    assert found == {"flows/people.py"}


def test_a_journal_is_set_aside_by_the_flow_that_asks() -> None:
    found = [file for file, text in sources() if functions_called(text, "journal.set_aside")]
    assert found == ["flows/keep_journal.py"]


@pytest.mark.parametrize(
    ("file", "name"),
    [("main.py", "AskedJudge"), ("main.py", "AskedInventory"),
     ("flows/exchange_inventory.py", "AskedInventory")],
)  # fmt: skip
def test_to_go_round_the_question_would_be_found(file: str, name: str) -> None:
    text, plain = dict(sources())[file], {"AskedJudge": "Judge", "AskedInventory": "InventoryStore"}
    assert functions_called(text, name)
    round_it = functions_called(text.replace(name, plain[name]), plain[name])
    assert round_it > functions_called(text, plain[name])
