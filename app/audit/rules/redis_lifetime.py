"""How long keys of Redis live, and how clients wait."""

from app.audit.redis import hit_argument, hit_command, key_places, number
from app.audit.registry import REDIS, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.tree import RedisCommand

_EXPIRY = ("EX", "PX", "EXAT", "PXAT", "KEEPTTL")


def _option(node: RedisCommand, *words: str) -> bool:
    """Whether one of the options stands behind key and value."""
    return any(each.upper() in words for each in node.arguments[2:])


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSETNX lock:1 me", "-- dialect: redis\nSET lock:1 me NX"],
    good=["-- dialect: redis\nSET lock:1 me NX PX 30000", "-- dialect: redis\nSET user:1 me"],
    sources=["redis.io distributed locks"],
)
def redis_lock_without_expiry(node: RedisCommand, _scope: Scope) -> Hits:
    """A lock is taken that never ends by itself.

    Why: when its holder dies, nobody gets it any more; an EXPIRE behind it may never be sent.

    Instead: SET key value NX PX milliseconds, in one command.
    """
    nx = node.name == "SET" and _option(node, "NX") and not _option(node, *_EXPIRY)
    if nx or node.name == "SETNX":
        yield hit_command(node, N_("What is set only once has no end: give it an expiry"))


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSET session:1 x", "-- dialect: redis\nGETSET session:1 x"],
    good=["-- dialect: redis\nSET session:1 x EX 600", "-- dialect: redis\nSETEX session:1 600 x"],
    sources=["Alibaba Redis guide: set an expiry"],
    in_default=False,
)
def redis_missing_expiry(node: RedisCommand, _scope: Scope) -> Hits:
    """A key is set that lives for ever.

    Why: what is forgotten there fills the memory; and a SET takes an expiry away that was there.

    Instead: EX or PX, or KEEPTTL where it shall stay as it is.
    """
    plain = node.name == "SET" and not _option(node, *_EXPIRY, "NX")
    if plain or node.name in {"GETSET", "MSET", "MSETNX"}:
        yield hit_command(node, N_("The key lives for ever"))


_WAITING = {
    "BLPOP": -1, "BRPOP": -1, "BRPOPLPUSH": -1, "BLMOVE": -1, "BZPOPMIN": -1, "BZPOPMAX": -1,
    "BLMPOP": 0, "BZMPOP": 0, "WAIT": -1,
}  # fmt: skip


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nBLPOP queue 0", "-- dialect: redis\nXREAD BLOCK 0 STREAMS log $",
        "-- dialect: redis\nWAIT 2 0",
    ],
    good=[
        "-- dialect: redis\nBLPOP queue 5", "-- dialect: redis\nXREAD BLOCK 2000 STREAMS log $",
        "-- dialect: redis\nMULTI\nBLPOP queue 0\nEXEC",
    ],
    sources=["redis.io BLPOP"],
)  # fmt: skip
def redis_waits_for_ever(node: RedisCommand, scope: Scope) -> Hits:
    """A command waits without end.

    Why: where the connection dies in between, as behind a load balancer, the client hangs.

    Instead: wait some seconds, and ask again.
    """
    if node.name in {"MULTI", "EXEC", "DISCARD"}:
        scope.memory["multi"] = node.name == "MULTI"
    if node.name in _WAITING and node.arguments and not scope.memory.get("multi"):
        at = _WAITING[node.name] % len(node.arguments)
        if number(node.arguments[at]) == 0:
            yield hit_argument(node, at, N_("{command} waits for ever"), command=node.name)
    elif node.name in {"XREAD", "XREADGROUP"} and not scope.memory.get("multi"):
        at = node.option("BLOCK")
        if 0 <= at < len(node.arguments) - 1 and number(node.arguments[at + 1]) == 0:
            yield hit_argument(node, at + 1, N_("{command} waits for ever"), command=node.name)


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nMULTI\nMULTI\nEXEC", "-- dialect: redis\nEXEC",
        "-- dialect: redis\nMULTI\nWATCH a\nEXEC",
    ],
    good=["-- dialect: redis\nWATCH a\nMULTI\nINCR a\nEXEC", "-- dialect: redis\nMULTI\nDISCARD"],
    sources=["redis.io transactions"],
)  # fmt: skip
def redis_transaction_order(node: RedisCommand, scope: Scope) -> Hits:
    """MULTI, EXEC, DISCARD or WATCH stands where it is an error.

    Why: the server refuses it, and what follows runs without the transaction that was meant.

    Instead: WATCH before MULTI, one MULTI, then one EXEC or DISCARD.
    """
    if node.name not in {"MULTI", "EXEC", "DISCARD", "WATCH"}:
        return
    inside = scope.memory.get("multi", False)
    if node.name in {"MULTI", "WATCH"}:
        if inside:
            yield hit_command(node, N_("{command} within MULTI is refused"), command=node.name)
    elif not inside:
        yield hit_command(node, N_("{command} without MULTI is refused"), command=node.name)
    scope.memory["multi"] = node.name == "MULTI" or (inside and node.name == "WATCH")


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nEXPIRE session:1 0", "-- dialect: redis\nPEXPIRE session:1 -5"],
    good=["-- dialect: redis\nEXPIRE session:1 60"],
    sources=["redis.io EXPIRE"],
)
def redis_expiry_deletes(node: RedisCommand, _scope: Scope) -> Hits:
    """An expiry that is over deletes the key at once.

    Why: what looks as a change of its time is a DEL.

    Instead: say UNLINK where that is meant, else a time in the future.
    """
    if node.name in {"EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"} and len(node.arguments) > 1:
        time = number(node.arguments[1])
        if time is not None and time <= 0:
            yield hit_argument(node, 1, N_("The key is deleted at once"))


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"length": 128},
    bad=['-- dialect: redis\nSET "user name" 1', "-- dialect: redis\n-- length: 4\nGET user:1"],
    good=["-- dialect: redis\nGET user:1:name"],
    sources=["Alibaba Redis guide: names of keys"],
)
def redis_key_name(node: RedisCommand, scope: Scope) -> Hits:
    """A key has blanks in its name, or is very long.

    Why: blanks break tools and scripts; long names cost memory with every key.

    Instead: short words with colons between them: shop:cart:42.
    """
    most = scope.number("length")
    for at in key_places(node)[:50]:
        name = node.arguments[at]
        if any(letter.isspace() for letter in name):
            yield hit_argument(node, at, N_("The key has blanks in its name"))
        elif len(name) > most:
            yield hit_argument(
                node, at, N_("The key is {length} long, more than {most}"),
                length=len(name), most=most,
            )  # fmt: skip
