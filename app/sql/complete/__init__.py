"""What may be typed next in a statement that is being written.

Everything goes by tokens: what is unfinished has no tree. What is wanted here (`expected`), whose
columns are in reach (`scope`) and what the database holds (the catalogue) are three questions;
`offers` puts the answers together.
"""

from collections.abc import Iterable

from app.domain.console.candidate import Candidate, CandidateKind, Candidates
from app.domain.dialect import Dialect
from app.domain.schema.catalogue import Catalogue
from app.sql.complete import variables
from app.sql.complete.expected import Place, inner
from app.sql.complete.keywords import all_words
from app.sql.complete.offers import Offers
from app.sql.complete.scope import Reader
from app.sql.complete.typed import Typed, typed
from app.sql.complete.writing import Writer

__all__ = ["MOST", "complete"]

MOST = 300
"""Candidates at once; nobody reads more, and the next letter asks again."""
_ORDER = {kind: place for place, kind in enumerate(CandidateKind)}
_AT_ONCE = 2  # letters from which words that do not belong here are offered, too

_INSIDE = 2  # letters from which a name may have them anywhere


def complete(
    text: str, position: int, dialect: Dialect, catalogue: Catalogue, default_schema: str = ""
) -> Candidates:
    """What may stand at `position` of `text`, the whole text of an editor; never raises.

    Only the statement around the cursor is looked at, of a long one only what is near.
    """
    found = typed(text, position, dialect)
    if found is None:
        return Candidates(position, position)
    fitting = _fitting(found, _candidates(found, catalogue, default_schema))
    return Candidates(found.start, found.end, tuple(fitting[:MOST]), len(fitting) > MOST)


def _candidates(found: Typed, catalogue: Catalogue, schema: str) -> Iterable[Candidate]:
    if found.word[:1] in {"@", ":"} and found.word:
        return variables.marked(found)
    if found.word[:1] == "&":
        return ()
    reader = Reader(found, catalogue, schema)
    first, last = inner(found)
    scope = reader.scope(first, last)
    expected = Place(found, reader, first, last).expected()
    offers = Offers(found, reader, scope, expected)
    if found.starred:
        return offers.starred()
    if found.qualifiers:
        row = variables.row_table(found)
        if row and found.qualifiers[-1].upper().lstrip(":") in {"NEW", "OLD"}:
            return offers.of_row(row)
        return offers.qualified()
    more = list(offers.all())
    if expected.functions or expected.columns or (expected.verbs and first):
        more += variables.declared(found)
    if len(found.word) >= _AT_ONCE and not found.quote:
        more += _any_word(found, more)
    return more


def _any_word(found: Typed, offered: list[Candidate]) -> list[Candidate]:
    """Words of the language that begin so, for what nobody foresaw; they come last."""
    known = {each.label.upper() for each in offered}
    wanted, writer = found.word.upper(), Writer(found)
    return [
        Candidate(writer.word(word), CandidateKind.KEYWORD, writer.word(word))
        for word in sorted(all_words(found.dialect))
        if word.startswith(wanted) and word not in known and word.isalpha()
    ]


def _fitting(found: Typed, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that what is typed may become: names that begin so before those with it inside."""
    wanted = found.word.lower()
    ranked: list[tuple[int, int, Candidate]] = []
    seen: set[tuple[str, CandidateKind]] = set()
    for each in candidates:
        rank = _rank(wanted, each) if wanted and not found.starred else 0
        key = each.insert, each.kind
        if rank is not None and key not in seen:
            seen.add(key)
            ranked.append((rank, _ORDER[each.kind], each))
    ranked.sort(key=lambda entry: entry[:2])  # stable: columns stay in their table's order
    return [each for _rank_, _order, each in ranked]


def _rank(wanted: str, candidate: Candidate) -> int | None:
    label = candidate.label.lower()
    if label.startswith(wanted):
        return 0
    if candidate.kind is CandidateKind.KEYWORD or len(wanted) < _INSIDE or wanted not in label:
        return None
    return 1 if f"_{wanted}" in label or f".{wanted}" in label else 2
