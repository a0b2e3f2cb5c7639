"""A script is acts of a size one can read, is ended between two statements, and told to its end."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.act import Consent, Ending
from app.domain.console.ran import RanEnding
from app.domain.console.result import Affected, Told
from app.domain.console.transaction import TransactionState
from app.domain.errors import StatementFailed
from app.domain.people import Role
from app.engines.console import Order
from app.flows.console.run import run
from app.flows.console.script import Piece, RanStatement, Script
from tests.fakes import endpoint
from tests.flows.console_desk import Desk

LIN = Consent("lin")


class Typed:
    """A session whose statements do nothing; those that begin with BAD fail."""

    schema = "shop"

    def __init__(self) -> None:
        self.endpoint = endpoint()
        self.facts: Any = type("Facts", (), {"account": "app@%"})
        self.ran: list[str] = []

    def changes(self, text: str) -> bool:
        return not text.startswith("SELECT")

    def transaction(self) -> TransactionState:
        return TransactionState()

    def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
        self.ran.append(order.text)
        if order.text.startswith("BAD"):
            raise StatementFailed("No.", position=1)
        yield Affected(1)


class Heard:
    """What a run told."""

    def __init__(self) -> None:
        self.endings: list[RanEnding] = []
        self.places: list[int | None] = []

    def began(self, index: int) -> None: ...

    def told(self, index: int, told: Told) -> None: ...

    def stood(self, state: TransactionState, schema: str) -> None: ...

    def ended(self, index: int, ran: RanStatement) -> None:
        self.endings.append(ran.ended.ending)
        self.places.append(ran.position)


def script(*texts: str, **how: Any) -> Script:
    return Script(tuple(Piece(text, 100 * n) for n, text in enumerate(texts)), **how)


def test_a_long_script_is_several_acts_and_every_statement_is_in_one() -> None:
    session, desk, heard = Typed(), Desk(), Heard()
    texts = [f"INSERT {n}" for n in range(1100)]
    run(session, script(*texts), LIN, desk.means, heard)
    acts = [act for act, _consent, _at in desk.journal.intents]
    assert [len(act.commands) for act in acts] == [500, 500, 100]
    assert [command.text for act in acts for command in act.commands] == texts == session.ran
    assert heard.endings == [RanEnding.DONE] * 1100


@pytest.mark.parametrize(("stop", "ran"), [(True, 2), (False, 3)])
def test_an_error_ends_a_script_or_not_and_has_its_place_in_the_whole_text(
    stop: bool, ran: int
) -> None:
    session, desk, heard = Typed(), Desk(), Heard()
    wanted = script("INSERT 1", "BAD", "SELECT 2", stop_at_error=stop)
    run(session, wanted, LIN, desk.means, heard)
    assert len(session.ran) == ran
    assert heard.places[1] == 101
    assert [each.ending for each in desk.journal.outcomes[0]][:2] == [Ending.DONE, Ending.FAILED]
    assert len(desk.history.lines) == ran


def test_who_wants_it_ended_has_nothing_more_sent_and_the_journal_says_so() -> None:
    session, desk, heard = Typed(), Desk(), Heard()
    run(session, script("INSERT 1", "INSERT 2", "INSERT 3"), LIN, desk.means, heard,
        halt=lambda: len(session.ran) == 2)  # fmt: skip
    assert session.ran == ["INSERT 1", "INSERT 2"]
    assert [each.ending for each in desk.journal.outcomes[0]] == [
        Ending.DONE, Ending.DONE, Ending.CANCELLED,
    ]  # fmt: skip


def test_who_may_not_has_nothing_sent_and_is_told_why() -> None:
    session, desk, heard = Typed(), Desk(Role.VIEWER), Heard()
    for text in ("SELECT 1", "INSERT 1"):
        run(session, script(text), LIN, desk.means, heard)
    assert session.ran == []
    assert heard.endings == [RanEnding.REFUSED] * 2
    assert [line[1].ending for line in desk.history.lines if line[1]] == [RanEnding.REFUSED] * 2


def test_nothing_but_our_own_errors_is_swallowed() -> None:
    class Broken(Typed):
        def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
            yield Affected(1 // int(consent.typed or 0))

    with pytest.raises(ZeroDivisionError):
        run(Broken(), script("SELECT 1"), LIN, Desk().means, Heard())
