"""Colours line by line: as those of the whole script, whatever is open between two lines."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.dialect import SQL, Commands, Dialect, Language
from app.models.editing.line_colours import LONG, by_line, still_open
from app.models.source_colours import Colours, Ink, colour_tokens
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD, tokenize

PIECES = [
    *("SELECT", "a", " ", "\n", "'x'", "'a\nb'", '"x\ny"', "-- c'\n", "/* it's\n*/", "# it's\n"),
    *("/*!40101\n", "*/", "1.5", "@v", "(", ")", "日志", "😀", "''", "\\'"),
]
scripts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def inked(text: str, dialect: Language) -> dict[int, Ink]:
    """What each character is, taken line by line."""
    cut, opening, at = by_line(dialect), "", 0
    made: dict[int, Ink] = {}
    for line in text.split("\n"):
        runs, still = cut(line, opening)
        assert still_open(line, opening, dialect) in {None, still}
        opening = still
        made |= {at + n: ink for start, end, ink in runs for n in range(start, end)}
        at += len(line) + 1
    return made


def parts(text: str, dialect: Language) -> list[tuple[str, Ink]]:
    """The coloured words of a text, one after the other."""
    found: list[tuple[str, Ink]] = []
    last = -2
    for at, ink in inked(text, dialect).items():
        if at == last + 1 and found and found[-1][1] is ink:
            found[-1] = found[-1][0] + text[at], ink
        else:
            found.append((text[at], ink))
        last = at
    return found


def solid(inks: dict[int, Ink], text: str) -> dict[int, Ink]:
    return {
        n: ink
        for n, ink in inks.items()
        if ink in {Ink.STRING, Ink.COMMENT} and not text[n].isspace()
    }


@given(scripts, st.sampled_from(SQL))
def test_strings_and_comments_are_those_of_the_whole_statement(text: str, dialect: Dialect) -> None:
    tokens = tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)
    assume(BAD not in tokens.kinds)
    whole = Colours()
    colour_tokens(tokens, 0, len(tokens), frozenset(), whole)
    expected = {n: ink for a, b, ink in whole.within(0, len(text)) for n in range(a, b)}
    assert solid(inked(text, dialect), text) == solid(expected, text)


@pytest.mark.parametrize(
    ("text", "dialect", "strings", "comments"),
    [
        ("SELECT 'a\nb''c' x /* d\n' */ y", Dialect.MYSQL, ["'a", "b''c'"], ["/* d", "' */"]),
        ("a -- it's\nb # it's\nc", Dialect.MARIADB, [], ["-- it's", "# it's"]),
        ("q'[it's\n]' || nq'!a\n!' x", Dialect.ORACLE, ["q'[it's", "]'", "nq'!a", "!'"], []),
        ("PROMPT don't\nREM won't\nx", Dialect.ORACLE, [], ["REM won't"]),
        ("DELIMITER '\nx", Dialect.MYSQL, [], []),
        ('SET k "it\'s" 1\n# c', Commands.REDIS, ['"it\'s"'], ["# c"]),
    ],
)
def test_what_is_open_goes_on(
    text: str, dialect: Language, strings: list[str], comments: list[str]
) -> None:
    found = parts(text, dialect)
    assert [word for word, ink in found if ink is Ink.STRING] == strings
    assert [word for word, ink in found if ink is Ink.COMMENT] == comments


def test_an_executed_comment_holds_words() -> None:
    found = parts("/*!50000 SELECT\n1 FROM t */ x", Dialect.MYSQL)
    assert ("FROM", Ink.KEYWORD) in found
    assert ("*/", Ink.COMMENT) in found


@pytest.mark.parametrize("dialect", SQL)
def test_a_line_of_any_length_is_coloured_at_its_beginning(dialect: Dialect) -> None:
    runs, still = by_line(dialect)("'" * 1_000_001, "")
    assert all(end <= LONG for _start, end, _ink in runs)
    runs, still = by_line(dialect)("SELECT 1, " * LONG + "'x", "")
    assert still == "'"
    runs, still = by_line(dialect)("SELECT 'x', " * LONG, "")
    assert (runs[0], still) == ((0, 6, Ink.KEYWORD), "")
    assert runs[-1][1] <= LONG
