"""Files of commands: both forms, any bytes, quoted as in a console, and what makes no sense."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.sql.redis import words
from app.sql.redis.command_file import FileCommand, Unread, commands, packed, split

WORDS = st.lists(st.binary(max_size=12), min_size=1, max_size=4).map(tuple)


def read(content: bytes) -> list[FileCommand | Unread]:
    return list(commands(io.BytesIO(content)))


def test_both_forms_may_stand_in_one_file() -> None:
    content = (
        b"\xef\xbb\xbfSET a b\r\n# a note\n\n"
        b'SET "a b" \'it\\\'s\'\nSET \xe5\x90\x8d "\\xff\\n"\n'
        b"*2\r\n$3\r\nGET\r\n$3\r\na\nb\r\nPING"
    )
    assert read(content) == [
        (1, (b"SET", b"a", b"b")),
        (4, (b"SET", b"a b", b"it's")),
        (5, (b"SET", "名".encode(), b"\xff\n")),
        (6, (b"GET", b"a\nb")),
        (12, (b"PING",)),
    ]


def test_a_line_that_cannot_be_read_is_told_and_the_next_one_read() -> None:
    found = read(b'SET a "b\nSET a "b"c\nSET a b\n')
    assert [each.line for each in found] == [1, 2, 3]
    assert "not closed" in str(found[0].error) if isinstance(found[0], Unread) else False
    assert "blank" in str(found[1].error) if isinstance(found[1], Unread) else False
    assert isinstance(found[2], FileCommand)


@pytest.mark.parametrize(
    "content",
    [
        b"*1\r\n$4\r\nPI",
        b"*1\n$4\nPING\n",
        b"*2\r\n$4\r\nPING\r\nGET x\n",
        b"*1\r\n$99999999999\r\n",
    ],
)
def test_behind_broken_protocol_nothing_is_read(content: bytes) -> None:
    found = read(content + b"\r\nSET a b\r\n")
    assert isinstance(found[-1], Unread)
    assert not any(isinstance(each, FileCommand) for each in found)


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=6))
def test_what_is_written_is_read_again(sent: list[tuple[tuple[bytes, ...], bool]]) -> None:
    content = b"".join(
        packed(line)
        if wire
        else b"".join(words.quote(word).encode() + b" " for word in line) + b"\n"
        for line, wire in sent
    )
    kept = [line for line, wire in sent if wire or not line[0].startswith((b"#", b"*"))]
    found = [each.words for each in read(content) if isinstance(each, FileCommand)]
    if len(kept) == len(sent):
        assert found == kept


@given(st.text(alphabet=st.sampled_from("ab \\\"'nx0f\t名"), max_size=14))
def test_a_line_means_what_it_means_in_the_console(line: str) -> None:
    try:
        expected: object = words.split(line)
    except BadInput as error:
        expected = str(error)
    try:
        found: object = split(line.encode())
    except BadInput as error:
        found = str(error)
    assert found == expected


@given(st.binary(max_size=60))
def test_any_bytes_come_to_an_end(content: bytes) -> None:
    read(content)
    read(b"*2\r\n$1\r\n" + content)
