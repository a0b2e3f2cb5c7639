import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dialect import Dialect
from app.domain.finding import Finding, Level, Note, Position, Severity
from app.domain.packed import Packed, place_of, tally_of

texts = st.text(st.characters(), max_size=8)  # half surrogate pairs too, as in names of files
values = st.tuples() | st.tuples(st.tuples(texts, texts))
places = st.builds(Position, *[st.integers(0, 2**40) | st.integers(0, 9)] * 3)
findings = st.builds(
    Finding,
    rule=st.sampled_from(["dml-require-where", "query-leading-wildcard"]),
    severity=st.sampled_from(Severity),
    level=st.sampled_from(Level),
    template=texts,
    values=values,
    statement=st.integers(0, 2**40),
    object=texts | st.sampled_from(Dialect),
    start=places,
    end=places,
    suppressed=st.none() | texts,
    note=st.none() | st.builds(Note, texts, values),
    mark=texts,
)


@given(st.lists(findings, min_size=1, max_size=6))
def test_any_findings_come_back_in_the_order_of_their_places(given: list[Finding]) -> None:
    packed: Packed = pickle.loads(pickle.dumps(Packed(given)))
    back = list(packed)
    assert back == sorted(given, key=place_of)
    assert list(packed) == back, "and once more"
    assert len(packed) == len(given)
    assert (packed.first, packed.last) == (place_of(back[0]), place_of(back[-1]))
    assert dict(packed.tally) == tally_of(given)
    assert list(map(kinds, back)) == list(map(kinds, sorted(given, key=place_of)))


def kinds(finding: Finding) -> tuple[Any, ...]:
    """The classes of what has some."""
    start, end, note = finding.start, finding.end, finding.note
    return type(finding.severity), type(finding.level), type(start), type(end), type(note)
