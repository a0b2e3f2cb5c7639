"""What a command may do from here, and what is asked before an answer that could be endless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, Refused
from app.engines.redis.guard import (
    MOST_BYTES,
    MOST_ELEMENTS,
    Kind,
    kind_of,
    refuse_forbidden,
    size_questions,
)
from app.sql.redis.words import split


@given(st.text(), st.frozensets(st.sampled_from(["readonly", "write", "admin", "blocking"])))
def test_any_line_has_a_kind(line: str, flags: frozenset[str]) -> None:
    try:
        words = split(line)
    except BadInput:
        return
    if kind_of(words, flags) is Kind.READ and words[:1]:
        assert "write" not in flags or words[0].decode("utf-8", "replace").upper() in (
            "PING", "ECHO", "TIME", "INFO", "LASTSAVE", "ROLE", "DBSIZE", "COMMAND", "LOLWUT",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("XREAD COUNT 1 STREAMS a 0", Kind.READ),
        ("XREAD STREAMS block 0", Kind.READ),
        ("XREAD BLOCK 0 STREAMS a 0", Kind.FORBIDDEN),
        ("XREADGROUP GROUP g c block 0 STREAMS a >", Kind.FORBIDDEN),
        ("XREADGROUP GROUP g c STREAMS a >", Kind.ACT),
        ("MEMORY USAGE k", Kind.READ),
        ("MEMORY PURGE", Kind.ACT),
        ("FLUSHALL", Kind.DANGEROUS),
        ("DEBUG OBJECT k", Kind.FORBIDDEN),
    ],
)
def test_kinds(line: str, kind: Kind) -> None:
    assert kind_of(split(line), None) is kind
    if kind is Kind.FORBIDDEN:
        with pytest.raises(Refused) as refused:
            refuse_forbidden(split(line))
        assert refused.value.hint
    else:
        refuse_forbidden(split(line))


@pytest.mark.parametrize(
    ("line", "questions", "most"),
    [
        ("GET k", ["STRLEN k"], MOST_BYTES),
        ("MGET a b", ["STRLEN a", "STRLEN b"], MOST_BYTES),
        ("HMGET h a b", ["HSTRLEN h a", "HSTRLEN h b"], MOST_BYTES),
        ("HGETALL h", ["HLEN h"], MOST_ELEMENTS),
        ("lrange l 0 -1", ["LLEN l"], MOST_ELEMENTS),
        ("TTL k", [], 0),
        ("GET", [], 0),
    ],
)
def test_what_is_asked_first(line: str, questions: list[str], most: int) -> None:
    found, limit = size_questions(split(line))
    assert [b" ".join(question).decode() for question in found] == questions
    assert limit == most
