import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD, END, IDENTIFIER, NUMBER, PARAMETER, STRING

SIGNS = ":= => || ** .. <> != ^= ~= <= >= << >> + - * / = < > % @ ; , . ( )"
TEXT = st.text(st.sampled_from("ab'\"qQnN[]{}!()<>-/*:&.=|^~%$#@;1e \n\0中😀"), max_size=60)


def kinds(text: str) -> list[str]:
    tokens = tokenize_oracle(text)
    assert tokens.kinds[len(tokens) :] == [END, END, END]
    return tokens.kinds[: len(tokens)]


def words(text: str) -> list[str]:
    tokens = tokenize_oracle(text)
    return [tokens.source(at, at) for at in range(len(tokens))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select", "SELECT"),
        ("v$session", "V$SESSION"),
        ("表名", "表名"),
        ("_a#$1", "_A#$1"),
        ('"Mixed Case"', IDENTIFIER),
        ("'it''s'", STRING),
        ("''", STRING),
        ("n'a'", STRING),
        ("N'a'", STRING),
        ("q'[it's]'", STRING),
        ("Q'{a}b}'", STRING),
        ("nq'(a')'", STRING),
        ("q'<a>'", STRING),
        ("q'!a!b!'", STRING),
        ("q''a''", STRING),
        ("q'xabcx'", STRING),
        ("1", NUMBER),
        ("1.5", NUMBER),
        (".5", NUMBER),
        ("1e5", NUMBER),
        ("1.5E-3", NUMBER),
        ("1.5f", NUMBER),
        ("2d", NUMBER),
        (":name", PARAMETER),
        (":1", PARAMETER),
        (':"a b"', PARAMETER),
        ("&var", PARAMETER),
        ("&&var.", PARAMETER),
        ("?", PARAMETER),
        ("$$PLSQL_LINE", "$$PLSQL_LINE"),
        ("$if", "$IF"),
        ("'never", BAD),
        ("'never''", BAD),
        ("q'!never", BAD),
        ("Q'(never'", BAD),
        ("nq'!nq'", BAD),
        ('"never', BAD),
        ("/* never", BAD),
        ("q'[never]", BAD),
        *((sign, sign) for sign in SIGNS.split()),
    ],
)  # fmt: skip
def test_one_token(text: str, kind: str) -> None:
    assert kinds(text)[0] == kind
    if kind != "Q":
        assert words(text) == [text]


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\0", "-- a", "--+ hint", "/* a */", "/*+ full(t) */", "/**/"]
)
def test_comments_hints_and_blanks_are_left_out(text: str) -> None:
    assert kinds(text) == []
    assert kinds(f"a{text}\nb") == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1..10", ["1", "..", "10"]),
        ("a.1", ["a", ".", "1"]),
        ("x.y%type", ["x", ".", "y", "%", "type"]),
        ("a(+)=b", ["a", "(", "+", ")", "=", "b"]),
        ("a:=b", ["a", ":=", "b"]),
        (":new.a", [":new", ".", "a"]),
        ("&a..b", ["&a.", ".", "b"]),
        ("t@link", ["t", "@", "link"]),
        ("seq'a'", ["seq", "'a'"]),
        ("a-b--c", ["a", "-", "b"]),
        ("f(x=>1)", ["f", "(", "x", "=>", "1", ")"]),
        ("'a'||q'[b]'||\"c\"", ["'a'", "||", "q'[b]'", "||", '"c"']),
    ],
)
def test_where_tokens_end(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(TEXT)
def test_tokens_stand_in_their_order_and_only_blanks_and_comments_are_between(text: str) -> None:
    tokens = tokenize_oracle(text)
    at = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        between = text[at:start].strip(" \n\0")
        assert not between or between.startswith(("--", "/*"))
        assert start < end <= len(text)
        at = end
    between = text[at:].strip(" \n\0")
    assert not between or between.startswith(("--", "/*"))


@given(TEXT, TEXT)
def test_what_is_known_from_one_text_does_not_change_another(first: str, second: str) -> None:
    alone = tokenize_oracle(second).kinds
    tokenize_oracle(first)
    assert tokenize_oracle(second).kinds == alone


def test_a_literal_that_is_never_closed_is_looked_at_once() -> None:
    """From each of its marks to the end of the text took the square of their number."""
    assert kinds("select " + "q'!x " * 100_000) == ["SELECT", BAD]
