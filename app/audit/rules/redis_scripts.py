"""Lua that is sent to Redis."""

import re

from app.audit.redis import hit_argument, hit_command, number
from app.audit.registry import REDIS, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.tree import RedisCommand

_ENDLESS = re.compile(
    r"\b(?:while\s+(?P<true>true|1)\b|repeat\b|until\b(?P<false>\s+(?:false|nil)\b)?)"
)
_BREAKS = re.compile(r"\b(?:break|return|goto)\b")
_COMMENT = re.compile(r"--\[\[.*?(?:\]\]|\Z)|--[^\n]*", re.S)
_CALL = re.compile(r"\bredis\.p?call\s*\(\s*(['\"])([\w.]+)\1\s*(?:,\s*(?=([^)]{0,200})))?", re.I)
_DELETES = frozenset({"DEL", "UNLINK"})
_LITERAL_KEY = re.compile(r"\s*(['\"])((?:(?!\1).)+)\1")
_NO_KEY = frozenset("PING TIME PUBLISH KEYS SCAN RANDOMKEY DBSIZE INFO CONFIG SELECT ECHO".split())


def _loops_endlessly(lua: str) -> bool:
    """Whether it has `while true`, or a `repeat` whose next `until` never comes true."""
    repeating = False
    for found in _ENDLESS.finditer(lua):
        if found["true"] or (repeating and found["false"]):
            return True
        repeating = found[0] == "repeat"
    return False


def _lua(node: RedisCommand) -> str:
    """The script of an EVAL without its comments; "" of other commands."""
    if node.name in {"EVAL", "EVAL_RO", "SCRIPT LOAD"} and node.arguments:
        return _COMMENT.sub("", node.arguments[0])
    if node.name == "FUNCTION LOAD" and node.arguments:
        return _COMMENT.sub("", node.arguments[-1])
    return ""


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nEVAL \"while true do redis.call('INCR', KEYS[1]) end\" 1 a"],
    good=[
        "-- dialect: redis\nEVAL \"for i = 1, 10 do redis.call('INCR', KEYS[1]) end\" 1 a",
        '-- dialect: redis\nEVAL "while true do if x then break end end" 0',
    ],
    sources=["redis.io EVAL"],
)
def redis_endless_script(node: RedisCommand, _scope: Scope) -> Hits:
    """A script loops without an end.

    Why: nobody else is served while it runs, and once it has written it can only be ended by
    SHUTDOWN NOSAVE.

    Instead: a loop over a bounded number.
    """
    lua = _lua(node)
    if lua and _loops_endlessly(lua) and not _BREAKS.search(lua):
        yield hit_command(node, N_("The script has a loop that nothing ends"))


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\n"
        "EVAL \"return redis.call('DEL', unpack(redis.call('KEYS', ARGV[1])))\" 0 a:*",
        "-- dialect: redis\nDEL user:*",
    ],
    good=[
        "-- dialect: redis\nEVAL \"return redis.call('DEL', KEYS[1])\" 1 a",
        "-- dialect: redis\nDEL user:1",
    ],
    sources=["Mohist"],
)  # fmt: skip
def redis_wildcard_delete(node: RedisCommand, _scope: Scope) -> Hits:
    """Keys are deleted by a pattern.

    Why: DEL knows no patterns; in a script all keys are searched and deleted while nobody is
    served, and one sign too few takes other keys along.

    Instead: SCAN with MATCH in the client, look at what came, then UNLINK it.
    """
    if node.name in _DELETES:
        for at, word in enumerate(node.arguments):
            if "*" in word:
                yield hit_argument(
                    node, at, N_("{command} takes {key} as a name, not as a pattern"),
                    command=node.name, key=word,
                )  # fmt: skip
        return
    called = {found[2].upper() for found in _CALL.finditer(_lua(node))}
    if called & _DELETES and called & {"KEYS", "SCAN"}:
        yield hit_command(node, N_("The script deletes whatever a pattern finds"))


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nEVAL \"return redis.call('KEYS', 'a:*')\" 0"],
    good=["-- dialect: redis\nEVAL \"return redis.call('GET', KEYS[1])\" 1 a"],
    sources=["Mohist"],
)
def redis_script_calls_dangerous(node: RedisCommand, _scope: Scope) -> Hits:
    """A script calls what looks at all keys or empties a database.

    Why: it does so while nobody else is served, and hidden in a text that is seldom read.

    Instead: hand the keys to the script as KEYS.
    """
    for found in _CALL.finditer(_lua(node)):
        command = found[2].upper()
        if command in {"KEYS", "FLUSHALL", "FLUSHDB", "DEBUG", "CONFIG"}:
            yield hit_command(node, N_("The script calls {command}"), command=command)
            return


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nEVAL \"return redis.call('GET', 'user:1')\" 0"],
    good=["-- dialect: redis\nEVAL \"return redis.call('GET', KEYS[1])\" 1 user:1"],
    sources=["redis.io EVAL: script parameterization"],
)
def redis_script_names_keys(node: RedisCommand, _scope: Scope) -> Hits:
    """A script names keys in its text.

    Why: in a cluster it is sent to any node, and fails where the key is not; each text is another
    script that the server keeps.

    Instead: hand them over as KEYS, values as ARGV.
    """
    if node.name == "FUNCTION LOAD":
        return
    for found in _CALL.finditer(_lua(node)):
        key = _LITERAL_KEY.match(found[3] or "")
        if key and found[2].upper() not in _NO_KEY:
            yield hit_command(node, N_("The key {key} stands in the script"), key=key[2])
            return


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nEVAL \"return 1\" 3 a b", "-- dialect: redis\nEVALSHA abc x a"],
    good=[
        "-- dialect: redis\nEVAL \"return 1\" 1 a b",
        "-- dialect: redis\nEVAL \"return 1\" $n a",
    ],
    sources=["Redis: Number of keys can't be greater than number of args"],
)  # fmt: skip
def redis_script_key_count(node: RedisCommand, _scope: Scope) -> Hits:
    """A script is told more keys than follow, or no number of them.

    Why: the server refuses it, and the script goes on without it.

    Instead: the number of keys behind the script, then the keys.
    """
    if node.name not in {"EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO"}:
        return
    if len(node.arguments) < 2 or re.search(r"[$<{%:]", node.arguments[1]):
        return
    count = number(node.arguments[1])
    if count is None or not 0 <= count <= len(node.arguments) - 2:
        yield hit_argument(node, 1, N_("It is not the number of keys that follow"))
