"""The order of columns: which must move so that the others may stay."""

from bisect import bisect_left

from app.sql.compare.nouns import TableShape


def moved(old: TableShape, new: TableShape) -> frozenset[str]:
    """The columns, in small letters, that both have and that stand elsewhere: as few as can be."""
    places = {column.name.lower(): at for at, column in enumerate(old.columns)}
    common = [column.name.lower() for column in new.columns if column.name.lower() in places]
    staying = _longest_rising([places[name] for name in common])
    return frozenset(name for at, name in enumerate(common) if at not in staying)


def _longest_rising(numbers: list[int]) -> frozenset[int]:
    """The places of a longest part of the list that rises (patience sorting)."""
    tops: list[int] = []
    tops_at: list[int] = []
    before: list[int] = []
    for at, value in enumerate(numbers):
        pile = bisect_left(tops, value)
        before.append(tops_at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(value)
            tops_at.append(at)
        else:
            tops[pile], tops_at[pile] = value, at
    found = []
    at = tops_at[-1] if tops_at else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return frozenset(found)
