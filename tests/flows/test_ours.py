"""What of ours is changed is asked for, and in the journal before it is done."""

import pytest

from app.domain.errors import Cancelled, Refused, Unwritable
from app.domain.journal import Deed
from app.domain.people import Role
from app.domain.rights import Ability
from app.flows.ours import changing, listed
from app.flows.rights import Warden
from tests.fakes import FakeJournal, warden


def change(asked: Warden, done: list[str], error: Exception | None = None) -> None:
    with changing(
        asked, Ability.CHANGE_RULES, Deed.RULES_CHANGED, "{user} drops {name}.",
        facts=[("rule", "r1")], name="{odd}",
    ):  # fmt: skip
        if error is not None:
            raise error
        done.append("dropped")


def test_a_change_is_in_the_journal_before_it_is_done() -> None:
    journal, done = FakeJournal(), list[str]()
    change(warden(journal, Role.DBA), done)
    assert done == ["dropped"]
    (event,) = journal.events
    assert (event.what, event.who, event.text) == (Deed.RULES_CHANGED, "lin", "lin drops {odd}.")
    assert dict(event.facts) == {
        "role": "dba", "user": "u1", "ability": "change-rules", "rule": "r1",
    }  # fmt: skip


def test_who_may_not_changes_nothing_and_that_is_in_the_journal() -> None:
    journal, done = FakeJournal(), list[str]()
    with pytest.raises(Refused):
        change(warden(journal, Role.DEVELOPER), done)
    assert not done
    assert [event.what for event in journal.events] == [Deed.REFUSED]


def test_what_cannot_be_written_down_is_not_done() -> None:
    journal, done = FakeJournal(), list[str]()
    journal.full = True
    with pytest.raises(Unwritable):
        change(warden(journal), done)
    assert not done


@pytest.mark.parametrize(
    ("error", "said"),
    [(Unwritable("The disk is full."), "The disk is full."), (Cancelled(""), "It was cancelled.")],
)
def test_what_did_not_work_is_in_the_journal_too(error: Exception, said: str) -> None:
    journal = FakeJournal()
    with pytest.raises(type(error)):
        change(warden(journal), [], error)
    begun, failed = journal.events
    assert begun.text in failed.text
    assert said in failed.text
    assert ("outcome", "failed") in failed.facts


def test_long_lists_are_cut() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(map(str, range(23))).endswith("18, 19 and 3 more")
