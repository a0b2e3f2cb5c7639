"""Commands of Redis that the server refuses, or that are not there in its version."""

import difflib

from app.audit.redis import command_of, hit_argument, hit_command
from app.audit.registry import REDIS, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.redis.command_table import command_table, containers
from app.sql.redis.matching import misfit
from app.sql.redis.newer import NEWER, OPTIONS, version_of
from app.sql.tree import Opaque, RedisCommand

_TABLE = (7, 0)
"""The version the table of commands is of."""


@rule(
    Severity.ERROR,
    on=(Opaque,),
    dialects=REDIS,
    bad=['-- dialect: redis\nSET greeting "hello', "-- dialect: redis\nSET a \"b\"c"],
    good=["-- dialect: redis\nSET greeting \"it's\""],
    sources=["redis-cli: Invalid argument(s)"],
)  # fmt: skip
def redis_unclosed_quote(node: Opaque, _scope: Scope) -> Hits:
    """The quotes of a line make no sense.

    Why: redis-cli refuses the line, and the script goes on without it.

    Instead: close each quote, and let a blank follow it.
    """
    yield hit(node, N_("A quote is not closed, or something stands right behind it"))


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nGETT user:1", "-- dialect: redis\nCLUSTER EXPLODE"],
    good=["-- dialect: redis\nGET user:1", "-- dialect: redis\nJSON.GET user:1",
          "-- dialect: redis\nHEXPIRE h 10 FIELDS 1 f"],
    sources=["Mohist"],
)  # fmt: skip
def redis_unknown_command(node: RedisCommand, _scope: Scope) -> Hits:
    """Redis has no such command.

    Why: the server refuses the line, and the script goes on without it.

    Instead: look up its name.
    """
    first = node.words[0].upper() if node.words else ""
    if not first or "." in first or node.name in NEWER:
        return
    if node.name in containers():
        if len(node.words) > 1:
            yield hit_argument(node, 0, N_("{command} has no such subcommand"), command=first)
        return
    if command_of(node) is not None:
        return
    near = difflib.get_close_matches(first, command_table(), 1)
    if near:
        yield hit_command(node, N_("There is no command {name}; {near} is there"),
                          name=first, near=near[0])  # fmt: skip
    else:
        yield hit_command(node, N_("There is no command {name}"), name=first)


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nGET a b", "-- dialect: redis\nHSET h f", "-- dialect: redis\nCONFIG"],
    good=["-- dialect: redis\nGET a", "-- dialect: redis\nHSET h f v", "-- dialect: redis\nPING"],
    sources=["Redis: wrong number of arguments"],
)
def redis_wrong_arity(node: RedisCommand, _scope: Scope) -> Hits:
    """A command has too few words, or too many.

    Why: the server refuses it, and the script goes on without it.

    Instead: write it as the message shows.
    """
    command, count = command_of(node), len(node.words)
    newer = NEWER.get(node.name)
    if command is None and newer is None:
        return
    arity = command.arity if command is not None else newer[1] if newer else 0
    if node.name in containers() and count < 2:
        arity = -2
    fits = count == arity if arity > 0 else count >= -arity
    if node.name in _IN_PAIRS and fits:
        fits = (len(node.arguments) - _IN_PAIRS[node.name]) % 2 == 0
    if not fits:
        syntax = command.syntax if command is not None else node.name
        yield hit_command(node, N_("Wrong number of words: {syntax}"), syntax=syntax)


_IN_PAIRS = {"HSET": 1, "HMSET": 1, "MSET": 0, "MSETNX": 0}
"""How many words stand before what comes in pairs."""


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSET a b EXPIRE 10", "-- dialect: redis\nEXPIRE a soon",
         "-- dialect: redis\nSET a b NX XX", "-- dialect: redis\nSET a b EX 5 PX 10"],
    good=["-- dialect: redis\nSET a b PX 10 NX", "-- dialect: redis\nEXPIRE a {{seconds}}",
          "-- dialect: redis\nZADD z GT CH 1 a 2 b", "-- dialect: redis\nHSCAN h 0 NOVALUES"],
    sources=["Redis: syntax error"],
)  # fmt: skip
def redis_wrong_option(node: RedisCommand, _scope: Scope) -> Hits:
    """A word fits nothing a command takes, or options exclude each other.

    Why: the server refuses it, and the script goes on without it.

    Instead: write it as the message shows.
    """
    command = command_of(node)
    if command is None or node.name in _IN_PAIRS:
        return
    at = misfit(command.arguments, node.arguments)
    if at is not None:
        fits = node.arguments and _enough(len(node.words), command.arity)
        if fits and not _younger_options(node):
            place = min(at, len(node.arguments) - 1)
            yield hit_argument(
                node, place, N_("{word} does not fit here: {syntax}"),
                word=node.arguments[place], syntax=command.syntax,
            )  # fmt: skip
        return
    for exclusive in _EXCLUSIVE.get(node.name, ()):
        said = [n for n, word in enumerate(node.arguments[1:], 1) if word.upper() in exclusive]
        if node.name == "SET":
            said = [n for n in said if n > 1]
        if len({node.arguments[n].upper() for n in said}) > 1:
            words = ", ".join(exclusive)
            yield hit_argument(node, said[1], N_("Only one of {words} may stand"), words=words)


_TIMES = ("EX", "PX", "EXAT", "PXAT", "KEEPTTL")
_EXCLUSIVE = {
    "SET": (("NX", "XX"), _TIMES),
    "GETEX": (("EX", "PX", "EXAT", "PXAT", "PERSIST"),),
    "EXPIRE": (("NX", "XX"), ("NX", "GT", "LT")),
    "PEXPIRE": (("NX", "XX"), ("NX", "GT", "LT")),
}


def _enough(count: int, arity: int) -> bool:
    return count == arity if arity > 0 else count >= -arity


def _younger_options(node: RedisCommand) -> bool:
    """Whether an option is used that the table does not know yet."""
    younger = OPTIONS.get(node.name, {})
    words = {word.upper() for word in node.arguments}
    return any(word in words and version_of(since) > _TABLE for word, since in younger.items())


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"version": "7.0"},
    bad=[
        "-- dialect: redis\n-- version: 6.0\nLMPOP 2 a b LEFT",
        "-- dialect: redis\nHEXPIRE h 10 FIELDS 1 f",
        "-- dialect: redis\n-- version: 6.0\nSET a b EXAT 1",
    ],
    good=["-- dialect: redis\nLMPOP 2 a b LEFT", "-- dialect: redis\nSET a EXAT EX 5"],
    sources=["Mohist"],
)
def redis_not_in_version(node: RedisCommand, scope: Scope) -> Hits:
    """A command or an option is younger than the server.

    Why: the server refuses it, and the script goes on without it.

    Instead: what was there before, or a newer server; the parameter `version` says which it is.
    """
    version = scope.text_setting("version")
    command = command_of(node)
    since = command.since if command is not None else NEWER.get(node.name, ("", 0))[0]
    if since and version_of(since) > version_of(version):
        yield hit_command(
            node, N_("{command} came with Redis {since}, this is for {version}"),
            command=node.name, since=since, version=version,
        )  # fmt: skip
        return
    options = OPTIONS.get(node.name, {})
    for at, word in enumerate(node.arguments[2:], 2) if options else ():
        since = options.get(word.upper(), "")
        if since and version_of(since) > version_of(version):
            yield hit_argument(
                node, at,
                N_("{option} of {command} came with Redis {since}, this is for {version}"),
                option=word.upper(), command=node.name, since=since, version=version,
            )  # fmt: skip


_BETTER = {
    "GETSET": "SET … GET", "HMSET": "HSET", "SETNX": "SET … NX", "SETEX": "SET … EX",
    "PSETEX": "SET … PX", "RPOPLPUSH": "LMOVE", "BRPOPLPUSH": "BLMOVE", "SLAVEOF": "REPLICAOF",
    "SUBSTR": "GETRANGE", "ZRANGEBYSCORE": "ZRANGE … BYSCORE", "ZRANGEBYLEX": "ZRANGE … BYLEX",
    "ZREVRANGE": "ZRANGE … REV", "ZREVRANGEBYSCORE": "ZRANGE … BYSCORE REV",
    "ZREVRANGEBYLEX": "ZRANGE … BYLEX REV", "CLUSTER SLAVES": "CLUSTER REPLICAS",
    "CLUSTER SLOTS": "CLUSTER SHARDS",
}  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"version": "7.0"},
    bad=["-- dialect: redis\nHMSET h f v", "-- dialect: redis\nGEORADIUS g 1 2 3 km"],
    good=["-- dialect: redis\nHSET h f v", "-- dialect: redis\n-- version: 3.2\nHMSET h f v"],
    sources=["redis.io: deprecated commands"],
)
def redis_deprecated(node: RedisCommand, scope: Scope) -> Hits:
    """A command is deprecated.

    Why: a later version may not have it any more.

    Instead: the command that took its place.
    """
    command = command_of(node)
    if command is None or not command.deprecated:
        return
    if version_of(command.deprecated) <= version_of(scope.text_setting("version")):
        better = _BETTER.get(node.name, "GEOSEARCH")
        yield hit_command(
            node, N_("{command} is deprecated since Redis {since}: {better}"),
            command=node.name, since=command.deprecated, better=better,
        )  # fmt: skip
