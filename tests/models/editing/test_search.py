"""Finding and replacing in a text: places as Qt counts, errors told, patterns that never end."""

import pytest

from app.models.editing.search import Hit, Pattern, Wanted, replacement

TEXT = "Id, id2 FROM 😀 t WHERE id = 'a.b'"


def found(text: str, wanted: Wanted) -> list[str]:
    data = text.encode("utf-16-le")
    return [
        data[2 * hit.start : 2 * hit.end].decode("utf-16-le")
        for hit in Pattern(wanted).hits(text)
        if hit
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted("id"), ["Id", "id", "id"]),
        (Wanted("id", case=True), ["id", "id"]),
        (Wanted("id", word=True), ["Id", "id"]),
        (Wanted("."), ["."]),
        (Wanted("a.b"), ["a.b"]),
        (Wanted(r"id\d?", regex=True), ["Id", "id2", "id"]),
        (Wanted(r"^.*$", regex=True), [TEXT]),
        (Wanted("t where"), ["t WHERE"]),
        (Wanted(r"x*", regex=True), []),
        (Wanted(""), []),
    ],
)
def test_what_is_found(wanted: Wanted, expected: list[str]) -> None:
    assert found(TEXT, wanted) == expected


def test_a_wrong_pattern_is_told_with_its_place() -> None:
    pattern = Pattern(Wanted("a(b", regex=True))
    assert "at character 4" in pattern.error
    assert list(pattern.hits("a(b")) == []


def test_a_pattern_that_would_never_end_gives_up() -> None:
    pattern = Pattern(Wanted(r"(a+)+\d$", regex=True))
    assert list(pattern.hits("a" * 40 + "!")) == [None]


def test_what_is_put_in_their_place() -> None:
    hit = Hit(0, 3, ("ab1", "ab", "1"))
    regex = Wanted("x", regex=True)
    assert replacement(r"$2-\1${1}\n$$\$$9", hit, regex) == "1-abab\n$$"
    assert replacement("$1", hit, Wanted("x")) == "$1"
