"""Commands, their second words and their arguments, while a line is typed."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.engines.redis.complete import complete_command, describe_command
from app.sql.redis.command_table import command_of, command_table
from tests.servers.redis_servers import Redis


def labels(marked: str) -> list[str]:
    position = marked.index("|")
    found = complete_command(marked.replace("|", "", 1), position)
    return [each.label for each in found.items]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("HSE|", ["HSET", "HSETNX"]),
        ("GET a\nhgeta|", ["HGETALL"]),
        ("CONFIG |", ["GET", "HELP", "RESETSTAT", "REWRITE", "SET"]),
        ("config re|", ["RESETSTAT", "REWRITE"]),
        ("SET |", ["key"]),
        ("SET a |", ["value"]),
        ("SET a 1 |", ["NX", "XX", "GET", "EX", "PX", "EXAT", "PXAT", "KEEPTTL"]),
        ("SET a 1 E|", ["EX", "EXAT"]),
        ("SET a 1 NX EX |", ["seconds"]),
        ("SET 'a b' 1 p|", ["PX", "PXAT"]),
        ("CONFIG SET |", ["parameter"]),
        ("FLUSHALL |", ["ASYNC", "SYNC"]),
        ("SCAN 0 |", ["MATCH", "COUNT", "TYPE"]),
        ("# GET |", []),
        ("GET 'a|", []),
        ("NOSUCH |", []),
    ],
)
def test_what_comes_next(marked: str, expected: list[str]) -> None:
    assert labels(marked) == expected


def test_words_are_written_as_they_are_typed() -> None:
    assert complete_command("hge", 3).items[0].insert == "hget"
    assert complete_command("set a 1 n", 9).items[0].insert == "nx"


def test_a_line_is_described() -> None:
    said = describe_command("set a")
    assert said.startswith("SET key value [NX | XX] [GET] [EX seconds | PX milliseconds |")
    assert said.endswith("Set the string value of a key (string, 1.0.0)")
    assert describe_command("nosuch") == ""
    found = command_of(["config", "set"])
    assert found is not None
    assert (found[0].name, found[1], found[0].dangerous) == ("CONFIG SET", 2, True)


def test_the_table_is_what_the_server_says(redis_server: Redis) -> None:
    told = {str(name).upper().replace("|", " ") for name in redis_server.command("COMMAND", "LIST")}
    assert len(told) > 200
    if redis_server.info("server")["redis_version"].startswith("7.0."):
        assert told == set(command_table())
    for name, command in command_table().items():
        assert command.arity, name
        assert command.summary or command.group == "", name


@given(st.text("SETset a\"'#\n\\ 1", max_size=30), st.integers(0, 30))
def test_any_text_is_borne(text: str, place: int) -> None:
    position = min(place, len(text))
    found = complete_command(text, position)
    assert found.start <= position == found.end
    describe_command(text)
