"""Whatever an entry is of, it can be asked for."""

import pytest

from app.domain.act import Ending
from app.domain.journal import Deed, Event, Where
from app.store.journal import Journal, Wanted
from app.store.journal.found import ending_of
from tests.store.journal.conftest import Intend


@pytest.fixture
def filled(journal: Journal, intend: Intend) -> Journal:
    intend()
    journal.note(Event(Deed.SIGN_IN, "Ann 安", "Ann signed in."))
    journal.note(Event(Deed.SIGN_IN_FAILED, "", "The answer was forged."))
    cache = Where("c1", "cache-1", "10.0.0.7:6379", "Test")
    journal.note(Event(Deed.REFUSED, "Bob", "Not for the role viewer.", cache))
    return journal


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(endings=frozenset([Ending.REFUSED])), [4]),
        (Wanted(endings=frozenset([Ending.FAILED, Ending.DONE])), [3, 2]),
        (Wanted(endings=frozenset([Ending.UNKNOWN])), [1]),
        (Wanted(last=2), [2, 1]),
        (Wanted(place="CACHE"), [4]),
        (Wanted(place="10.0.0"), [4]),
        (Wanted(place="production"), [1]),
        (Wanted(instance="cache"), []),
    ],
)
def test_entries_are_chosen_by_what_they_are(
    filled: Journal, wanted: Wanted, numbers: list[int]
) -> None:
    found = filled.read(wanted=wanted).found
    assert [each.entry.sequence for each in found] == numbers


def test_what_the_journal_says_of_itself_has_no_ending(filled: Journal) -> None:
    filled.set_aside()
    (note,) = filled.read().found
    assert ending_of(note) is None
