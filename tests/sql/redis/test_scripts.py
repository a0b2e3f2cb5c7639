"""Scripts of Redis: which commands are in them, where, and what is seen to be one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.judge import Judge
from app.audit.profile import built_in
from app.domain.dialect import Dialect
from app.sql.detect import detect
from app.sql.parse import parse
from app.sql.redis.command_table import command_of, command_table
from app.sql.redis.matching import misfit
from app.sql.split import Piece, PieceKind, split
from app.sql.split.redis import RedisSplitter
from app.sql.split.window import Window
from app.sql.tree import Opaque, RedisCommand
from tests.audit.examples import everything

SCRIPT = """\
# what we cache
-- and why
SET greeting "hello \\"you\\"; 1" EX 60
  MULTI
INCR 'it\\'s'\r
EVAL "
  local n = redis.call('GET', KEYS[1])
  return n" 1 greeting
EXEC

*3\r
$3\r
SET\r
$1\r
k\r
$3\r
a b\r
CONFIG SET maxmemory 2gb
"""
SESSION = """\
127.0.0.1:6379> SET a 1
OK
127.0.0.1:6379[2](TX)> GET a
"1"
redis> KEYS *
1) "a"
> PING
PONG
"""


def commands(text: str) -> list[Piece]:
    return [piece for piece in split([text], Dialect.REDIS) if piece.kind is PieceKind.SQL]


def words(piece: Piece) -> tuple[str, ...]:
    tree = parse(piece.text, Dialect.REDIS).tree
    assert isinstance(tree, RedisCommand)
    return tree.words


def test_a_script_is_commands_and_comments() -> None:
    found = commands(SCRIPT)
    assert [words(piece) for piece in found] == [
        ("SET", "greeting", 'hello "you"; 1', "EX", "60"),
        ("MULTI",),
        ("INCR", "it's"),
        ("EVAL", "\n  local n = redis.call('GET', KEYS[1])\n  return n", "1", "greeting"),
        ("EXEC",),
        ("SET", "k", "a b"),
        ("CONFIG", "SET", "maxmemory", "2gb"),
    ]
    for piece in found:
        assert SCRIPT.startswith(piece.text, piece.start.offset)
    assert "what we cache" in found[0].comments
    assert found[-1].start.line == SCRIPT[: SCRIPT.index("CONFIG")].count("\n") + 1


def test_answers_in_the_record_of_a_session_are_no_commands() -> None:
    assert [words(piece) for piece in commands(SESSION)] == [
        ("SET", "a", "1"), ("GET", "a"), ("KEYS", "*"), ("PING",),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [SCRIPT, SESSION])
def test_how_the_text_arrives_changes_nothing(text: str) -> None:
    whole = list(split([text], Dialect.REDIS))
    assert list(split(iter(text), Dialect.REDIS)) == whole


@pytest.mark.parametrize(
    ("name", "head", "redis"),
    [
        ("a.redis", "anything", True),
        ("a.sql", "SET k v\nHSET h f v\n", True),
        ("a.txt", SESSION, True),
        ("a.sql", "-- APPEND\nSET 1-1 val_0\nAPPEND 1-1 append_0\n", True),
        ("a.sql", "SET NAMES utf8;\nSELECT 1;\n", False),
        ("a.sql", "SELECT 1", False),
        ("a.sql", "SET x = 1\n", False),
        ("a.sql", "EXEC p\n", False),
        ("a.sql", "COPY t FROM x\nSELECT a\n", False),
        ("a.sql", "DELETE FROM t", False),
        ("a.sql", "", False),
    ],
)
def test_scripts_of_redis_are_seen_by_their_lines(name: str, head: str, redis: bool) -> None:
    assert (detect(name, head) is Dialect.REDIS) is redis


def test_what_every_command_says_of_itself_fits_it() -> None:
    for command in command_table().values():
        if any(argument.optional or argument.multiple for argument in command.arguments):
            continue
        line = [
            "1" if a.type == "integer" else a.token.strip('"') or "x" for a in command.arguments
        ]
        if not any(argument.parts or argument.token for argument in command.arguments):
            assert misfit(command.arguments, line) is None, command.name


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("SET k v EX 10 NX", None),
        ("SET k v NX GET PX 5", None),
        ("SET k v FOO", 2),
        ("EXPIRE k ten", 1),
        ("ZADD z NX CH 1 a 2 b", None),
        ("ZADD z 1 a 2", 4),
        ("XREAD COUNT 2 STREAMS a b 0 0", None),
        ("LMPOP 2 a b LEFT COUNT 3", None),
        ("LMPOP 2 a b MIDDLE", 4),
        ("GEOSEARCH g FROMLONLAT 1 2 BYRADIUS 3 km ASC WITHDIST", None),
        ("SORT l BY w_* LIMIT 0 5 GET a GET b DESC ALPHA STORE d", None),
        ("BITFIELD k SET i8 #0 1 OVERFLOW FAIL INCRBY u4 1 1", None),
    ],
)
def test_options_stand_in_any_order(line: str, at: int | None) -> None:
    said = line.split()
    found = command_of(said)
    assert found is not None
    assert misfit(found[0].arguments, said[found[1] :]) == at


def test_findings_stand_at_their_words() -> None:
    text = "-- mohist: ignore redis-keys for the migration\nKEYS a*\nSET k v\nFLUSHALL\n"
    judge = Judge(built_in("default").active("a.redis", Dialect.REDIS), Dialect.REDIS)
    keys, flush = (each for piece in split([text], Dialect.REDIS) for each in judge.judge(piece))
    assert (keys.rule, keys.suppressed) == ("redis-keys", "for the migration")
    assert (flush.rule, flush.start) == ("redis-flush", (4, 1, text.index("FLUSHALL")))
    assert judge.statements == judge.fully_parsed == 3


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="SETGKYVAL \n\r\"'\\*$3#->0:{}é\0", max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for piece in split([text], Dialect.REDIS):
        start = piece.start.offset
        assert text[start : start + len(piece.text)].replace("\r", "\n") == piece.text.replace(
            "\r", "\n"
        )
        assert isinstance(parse(piece.text, Dialect.REDIS).tree, RedisCommand | Opaque)
    everything(text, Dialect.REDIS)


def test_examples_of_the_server_are_right() -> None:
    """Not one of the lines that redis itself documents is refused."""
    lines = (Path(__file__).parents[2] / "data" / "redis-lines.txt").read_text("utf-8")
    refusals = {"redis-unknown-command", "redis-wrong-arity", "redis-wrong-option"}
    assert [f.message for f in everything(lines, Dialect.REDIS) if f.rule in refusals] == []


@pytest.mark.parametrize("step", [1, 700, 100_000])
@pytest.mark.parametrize("quote", ["", "'", '"', "#"])
def test_a_value_too_long_to_keep_hides_no_command_behind_it(step: int, quote: str) -> None:
    value = "x" * 3000 + quote + "x" * 9000
    wire = f"*4\r\n$3\r\nSET\r\n$1\r\na\r\n${len(value)}\r\n{value}\r\n$4\r\nKEEP\r\n"
    script = f"{wire}KEYS *\r\nSET b {value}\r\nFLUSHALL\r\n"
    chunks = (script[at : at + step] for at in range(0, len(script), step))
    found = list(RedisSplitter(Window(chunks, step=step), longest=1000).pieces())
    assert [(piece.text[:8].strip(), piece.cut, piece.start.line) for piece in found] == [
        ("*4\r\n$3", True, 1), ("KEYS *", False, 10), ("SET b xx", True, 11),
        ("FLUSHALL", False, 12),
    ]  # fmt: skip


def test_a_command_of_which_but_the_beginning_was_read_is_told() -> None:
    (long,) = RedisSplitter(Window([f"SET a {'x' * 3000} EX 60"]), longest=1000).pieces()
    judge = Judge(built_in("default").active("a.redis", Dialect.REDIS), Dialect.REDIS)
    assert [finding.rule for finding in judge.judge(long)] == ["statement-not-fully-parsed"]
