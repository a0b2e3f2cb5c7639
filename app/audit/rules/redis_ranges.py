"""Commands of Redis whose time or answer grows with what a key holds."""

from app.audit.redis import hit_argument, hit_command, keys_of, number
from app.audit.registry import REDIS, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.tree import RedisCommand

_WHOLE = frozenset("SMEMBERS HGETALL HKEYS HVALS".split())
_LOWEST = frozenset({"-inf", "-", "(-inf", "0-0", "0"})
_HIGHEST = frozenset({"+inf", "+", "inf", "(+inf"})


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nLRANGE queue 0 -1", "-- dialect: redis\nSMEMBERS tags",
        "-- dialect: redis\nHGETALL user:1", "-- dialect: redis\nZRANGE board 0 -1 WITHSCORES",
        "-- dialect: redis\nZRANGEBYSCORE board -inf +inf", "-- dialect: redis\nXRANGE log - +",
    ],
    good=[
        "-- dialect: redis\nLRANGE queue 0 99", "-- dialect: redis\nHMGET user:1 name mail",
        "-- dialect: redis\nZRANGEBYSCORE board -inf +inf LIMIT 0 10",
        "-- dialect: redis\nXRANGE log - + COUNT 10", "-- dialect: redis\nSSCAN tags 0 COUNT 100",
        "-- dialect: redis\nZRANGE board 0 -1 BYSCORE LIMIT 0 5",
    ],
    sources=["Alibaba Redis guide: O(N) commands", "redis.io HGETALL"],
)  # fmt: skip
def redis_whole_collection(node: RedisCommand, _scope: Scope) -> Hits:
    """All of a collection is read at once.

    Why: nobody else is served meanwhile, and the answer is as big as the collection has become.

    Instead: read a range, the fields that are needed, or go through it with HSCAN, SSCAN or ZSCAN.
    """
    if node.name in _WHOLE or _is_whole_range(node):
        yield hit_command(node, N_("{command} reads all of the key at once"), command=node.name)


def _is_whole_range(node: RedisCommand) -> bool:
    words = node.arguments
    if len(words) < 3 or node.option("LIMIT") > 0 or node.option("COUNT") > 0:
        return False
    low, high = words[1].lower(), words[2].lower()
    match node.name:
        case "LRANGE" | "ZREVRANGE":
            return (low, high) == ("0", "-1")
        case "ZRANGE":
            return (low, high) == ("0", "-1") or (low in _LOWEST and high in _HIGHEST)
        case "ZRANGEBYSCORE" | "ZRANGEBYLEX" | "XRANGE":
            return low in _LOWEST and high in _HIGHEST
        case "ZREVRANGEBYSCORE" | "ZREVRANGEBYLEX" | "XREVRANGE":
            return low in _HIGHEST and high in _LOWEST
    return False


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSORT list BY weight_* GET object_*", "-- dialect: redis\nSORT list"],
    good=[
        "-- dialect: redis\nSORT list LIMIT 0 10",
        "-- dialect: redis\nSORT list BY nosort LIMIT 0 9",
    ],
    sources=["redis.io SORT", "Alibaba Redis guide: O(N) commands"],
)  # fmt: skip
def redis_sort(node: RedisCommand, _scope: Scope) -> Hits:
    """SORT sorts a whole collection in the server.

    Why: it takes N log N of the one thread there is, and BY and GET look at a key an element.

    Instead: keep it sorted in a sorted set, take a LIMIT, or sort in the client.
    """
    if node.name not in {"SORT", "SORT_RO"}:
        return
    by = node.option("BY")
    pattern = node.arguments[by + 1] if 0 < by < len(node.arguments) - 1 else ""
    if "*" in pattern:
        yield hit_argument(node, by, N_("SORT BY looks up a key for each element"))
    elif node.option("LIMIT") < 0:
        yield hit_command(node, N_("{command} sorts all of the key"), command=node.name)


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"count": 5000},
    bad=["-- dialect: redis\nSCAN 0 COUNT 100000"],
    good=["-- dialect: redis\nSCAN 0 COUNT 500", "-- dialect: redis\nHSCAN h 0 MATCH a*"],
    sources=["redis.io SCAN"],
)
def redis_scan_count(node: RedisCommand, scope: Scope) -> Hits:
    """A SCAN takes too much at a time.

    Why: with a great COUNT it holds the server as KEYS does.

    Instead: some hundred at a time.
    """
    if node.name in {"SCAN", "HSCAN", "SSCAN", "ZSCAN"}:
        at = node.option("COUNT")
        count = number(node.arguments[at + 1]) if 0 < at < len(node.arguments) - 1 else None
        if count is not None and count > scope.number("count"):
            yield hit_argument(
                node, at + 1, N_("{count} at a time are more than {most}"),
                count=count, most=scope.number("count"),
            )  # fmt: skip


_MANY = frozenset(
    "DEL UNLINK MGET MSET EXISTS SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE PFCOUNT"
    " PFMERGE TOUCH WATCH ZUNIONSTORE ZINTERSTORE".split()
)


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"keys": 500},
    bad=["-- dialect: redis\n-- keys: 3\nDEL a b c d"],
    good=["-- dialect: redis\nDEL a b c d"],
    sources=["Alibaba Redis guide: batch size"],
)
def redis_many_keys(node: RedisCommand, scope: Scope) -> Hits:
    """One command names very many keys.

    Why: nobody else is served until all of them are done.

    Instead: several commands of some hundred keys, in a pipeline.
    """
    if node.name in _MANY and len(node.arguments) > scope.number("keys"):
        count = len(keys_of(node))
        if count > scope.number("keys"):
            yield hit_command(
                node, N_("{count} keys at once are more than {most}"),
                count=count, most=scope.number("keys"),
            )  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    parameters={"bytes": 10240},
    bad=["-- dialect: redis\n-- bytes: 8\nSET page:1 0123456789"],
    good=["-- dialect: redis\nSET page:1 0123456789"],
    sources=["Alibaba Redis guide: strings up to 10 KB"],
)
def redis_big_value(node: RedisCommand, scope: Scope) -> Hits:
    """A value is big.

    Why: it takes the network and the one thread for all clients each time somebody reads it.

    Instead: a hash of its fields, a compressed value, or a store that is made for it.
    """
    most = scope.number("bytes")
    for at, word in enumerate(node.arguments):
        if len(word) > most // 4 and len(word.encode("utf-8", "surrogatepass")) > most:
            size = len(word.encode("utf-8", "surrogatepass"))
            yield hit_argument(
                node, at, N_("The value has {size} bytes, more than {most}"), size=size, most=most
            )


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nDEL cart:1"],
    good=["-- dialect: redis\nUNLINK cart:1"],
    sources=["Alibaba Redis guide: delete big keys aside", "redis.io UNLINK"],
    in_default=False,
)
def redis_unlink(node: RedisCommand, _scope: Scope) -> Hits:
    """DEL frees what a key holds while nobody is served.

    Why: with a collection of millions that takes seconds.

    Instead: UNLINK (Redis 4), which frees it aside.
    """
    if node.name == "DEL":
        yield hit_command(node, N_("DEL frees the memory at once, UNLINK does so aside"))


_COMBINING = frozenset(
    "SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE ZUNIONSTORE ZINTERSTORE ZDIFFSTORE"
    " ZUNION ZINTER ZDIFF".split()
)


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSUNIONSTORE all a b"],
    good=["-- dialect: redis\nSINTERCARD 2 a b LIMIT 10"],
    sources=["Alibaba Redis guide: O(N) commands"],
    in_default=False,
)
def redis_set_operation(node: RedisCommand, _scope: Scope) -> Hits:
    """Whole sets are combined in the server.

    Why: the time grows with all of their elements, and nobody else is served meanwhile.

    Instead: do it on a replica, or in the client over SSCAN; SINTERCARD has a LIMIT.
    """
    if node.name in _COMBINING:
        yield hit_command(node, N_("{command} goes through all elements"), command=node.name)
