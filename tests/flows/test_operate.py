"""Nothing is done that was not noted before, and what came of it is noted whatever happens."""

import pytest

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.errors import Cancelled, Refused, SessionLost, StatementFailed, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role
from app.flows.operate import Done, perform
from tests.fakes import FakeJournal, FakeSession, endpoint, warden

KILLS = Act("session-kill", "End two sessions", (Command("KILL 7"), Command("KILL 8")))
ME = Consent("lin")


def do(session: FakeSession, journal: FakeJournal, act: Act = KILLS, consent: Consent = ME) -> Done:
    return perform(session, act, consent, warden(), journal, lambda _id: None)


def endings(done: Done) -> list[Ending]:
    return [outcome.ending for outcome in done.outcomes]


def test_what_was_agreed_to_is_what_is_done_and_noted() -> None:
    session, journal = FakeSession(), FakeJournal()
    done = do(session, journal)
    assert done.worked
    assert [command.text for command in session.performed] == ["KILL 7", "KILL 8"]
    assert journal.intents == [(KILLS, ME, session.endpoint)]
    assert journal.outcomes == [done.outcomes]


def test_nothing_is_done_where_the_journal_cannot_be_written() -> None:
    session, journal = FakeSession(), FakeJournal()
    journal.full = True
    with pytest.raises(Unwritable):
        do(session, journal)
    assert session.performed == []


def test_production_wants_the_name_typed() -> None:
    session, journal = FakeSession(endpoint(production=True)), FakeJournal()
    assert endings(do(session, journal)) == [Ending.REFUSED]
    assert session.performed == []
    done = do(session, journal, consent=Consent("lin", "orders-db"))
    assert done.worked


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (SessionLost("Gone."), Ending.UNKNOWN),
        (Cancelled(""), Ending.CANCELLED),
        (StatementFailed("Unknown thread id: 7", code="1094"), Ending.FAILED),
    ],
)
def test_the_first_that_goes_wrong_is_the_last(error: Exception, ending: Ending) -> None:
    def fail(_command: Command) -> Outcome:
        raise error

    session, journal = FakeSession(), FakeJournal()
    session.outcome = fail
    done = do(session, journal)
    assert not done.worked
    assert endings(done) == [ending]
    assert [outcome.ending for outcome in journal.outcomes[0]] == [ending]


def test_an_act_may_go_on_behind_a_failure_but_never_behind_a_broken_session() -> None:
    def fail(_command: Command) -> Outcome:
        raise StatementFailed("Unknown thread id")

    session, journal = FakeSession(), FakeJournal()
    session.outcome = fail
    patient = Act("session-kill", "End two", KILLS.commands, stop_at_error=False)
    assert endings(do(session, journal, patient)) == [Ending.FAILED, Ending.FAILED]
    session.broken = True
    assert endings(do(session, journal, patient)) == [Ending.UNKNOWN]


def test_a_bug_still_leaves_an_entry() -> None:
    def fail(_command: Command) -> Outcome:
        raise ZeroDivisionError

    session, journal = FakeSession(), FakeJournal()
    session.outcome = fail
    with pytest.raises(ZeroDivisionError):
        do(session, journal)
    assert journal.outcomes == [()]


def test_halted_between_two_commands_the_next_is_noted_as_not_sent() -> None:
    session, journal = FakeSession(), FakeJournal()
    done = perform(
        session,
        KILLS,
        ME,
        warden(),
        journal,
        lambda _id: None,
        halt=lambda: len(session.performed) == 1,
    )
    assert endings(done) == [Ending.DONE, Ending.CANCELLED]
    assert [command.text for command in session.performed] == ["KILL 7"]
    assert journal.outcomes == [done.outcomes]


def test_what_the_rights_do_not_allow_is_neither_done_nor_meant() -> None:
    session, journal = FakeSession(endpoint(production=True)), FakeJournal()
    with pytest.raises(Refused):
        perform(
            session, KILLS, Consent("lin", "orders-db"), warden(journal, Role.DEVELOPER), journal,
            lambda _id: None,
        )  # fmt: skip
    assert session.performed == []
    assert journal.intents == []
    [event] = journal.events
    assert (event.what, event.where.name) == (Deed.REFUSED, "orders-db")
