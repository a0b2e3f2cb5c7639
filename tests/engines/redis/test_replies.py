"""What RESP2 and RESP3 give is one thing."""

import pytest

from app.engines.redis import replies


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (b"a", "a"), (bytearray(b"a"), "a"), (b"\xff", "\\xff"), (7, "7"), ("林", "林")],
)
def test_text(value: object, said: str) -> None:
    assert replies.text(value) == said


def test_maps_come_as_maps_or_as_lists() -> None:
    assert replies.pairs({b"a": 1}) == replies.pairs([b"a", 1]) == {"a": 1}
    assert replies.pairs(None) == {}


def test_info_and_client_lines() -> None:
    assert replies.info(b"# Server\r\nrole:master\r\nslave0:ip=a,port=1\r\n\r\n") == {
        "role": "master", "slave0": "ip=a,port=1",
    }  # fmt: skip
    assert replies.fields("id=3 name= addr=[::1]:5 cmd=client|list flag") == {
        "id": "3", "name": "", "addr": "[::1]:5", "cmd": "client|list",
    }  # fmt: skip


def test_any_reply_becomes_rows() -> None:
    nested = [b"a", [b"b", {b"c": 1}], ValueError("no")]
    assert list(replies.flat(nested, 10)) == [
        ("1", b"a"), ("2.1", b"b"), ("2.2.c", 1), ("3", "no"),
    ]  # fmt: skip
    assert len(list(replies.flat(list(range(100)), 10))) == 10
    assert list(replies.flat(b"alone", 10)) == [("", b"alone")]


@pytest.mark.parametrize(
    ("value", "number", "seconds"), [(b"5", 5, 0.005), (-1, -1, None), (b"x", None, None)]
)
def test_numbers_and_times(value: object, number: int | None, seconds: float | None) -> None:
    assert replies.number(value) == number
    assert replies.seconds(value, 1000) == seconds
