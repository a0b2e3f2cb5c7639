"""What a command may do: read freely, act with consent, or not be sent from here at all."""

from enum import Enum, auto
from fnmatch import fnmatchcase

from app.domain.errors import Refused
from app.i18n import N_, _


class Kind(Enum):
    """What a command is to us."""

    READ = auto()
    ACT = auto()
    DANGEROUS = auto()
    """An act that asks for its own name, typed."""
    FORBIDDEN = auto()


_READS = {
    "PING": "", "ECHO": "", "TIME": "", "INFO": "", "LASTSAVE": "", "ROLE": "", "DBSIZE": "",
    "COMMAND": "", "LOLWUT": "",
    "CONFIG": "GET HELP", "CLIENT": "LIST INFO GETNAME ID GETREDIR TRACKINGINFO HELP",
    "SLOWLOG": "GET LEN HELP", "LATENCY": "LATEST HISTORY DOCTOR GRAPH HISTOGRAM HELP",
    "MEMORY": "USAGE STATS DOCTOR MALLOC-STATS HELP",
    "ACL": "LIST USERS GETUSER WHOAMI CAT LOG DRYRUN GENPASS HELP",
    "CLUSTER": "INFO NODES SLOTS SHARDS LINKS KEYSLOT COUNTKEYSINSLOT GETKEYSINSLOT MYID MYSHARDID"
               " REPLICAS SLAVES COUNT-FAILURE-REPORTS HELP",
    "SENTINEL": "MASTERS MASTER REPLICAS SLAVES SENTINELS GET-MASTER-ADDR-BY-NAME CKQUORUM"
                " INFO-CACHE MYID IS-MASTER-DOWN-BY-ADDR HELP",
    "PUBSUB": "CHANNELS NUMSUB NUMPAT SHARDCHANNELS SHARDNUMSUB HELP",
    "OBJECT": "ENCODING FREQ IDLETIME REFCOUNT HELP", "SCRIPT": "EXISTS HELP",
    "FUNCTION": "LIST STATS DUMP HELP", "MODULE": "LIST HELP",
    "XINFO": "CONSUMERS GROUPS STREAM HELP",
}  # fmt: skip
"""Commands that only tell, with those of their subcommands that do; "" for all of them."""

_DANGEROUS = set(
    "FLUSHALL FLUSHDB SWAPDB SHUTDOWN REPLICAOF SLAVEOF FAILOVER SAVE BGREWRITEAOF RESTORE MIGRATE"
    " EVAL EVALSHA FCALL SCRIPT FUNCTION MODULE CONFIG ACL CLUSTER SENTINEL".split()
)
_FORBIDDEN = {
    "KEYS": N_("It holds the server up while it looks at every key; use the key browser."),
    "MONITOR": N_("It never ends, and costs the server up to half of its speed."),
    "DEBUG": N_("It can crash the server or put it to sleep."),
    "AUTH": N_("It would leave a password in the journal; change the login of the connection."),
    "HELLO": N_("It would change the login that this page stands on."),
    "SELECT": N_("It would change the database that this page stands on."),
    "RESET": N_("It would change the login that this page stands on."),
    "QUIT": N_("It would end the login that this page stands on."),
    **dict.fromkeys(
        ("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"),
        N_("Use the page that listens to channels."),
    ),
    **dict.fromkeys(
        ("SYNC", "PSYNC", "REPLCONF", "PFDEBUG", "PFSELFTEST"),
        N_("It is for servers among themselves."),
    ),
    **dict.fromkeys(
        ("MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH"),
        N_("A transaction has no place here: each command stands alone."),
    ),
}
_BLOCKING = set(
    "BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF".split()
)
_SECRET_PARAMETERS = set(
    "requirepass masterauth tls-key-file-pass tls-client-key-file-pass sentinel-pass".split()
)
_SIZES = {
    **dict.fromkeys(("GET", "GETRANGE", "SUBSTR", "DUMP"), "STRLEN"),
    **dict.fromkeys(("SMEMBERS", "SINTER", "SUNION", "SDIFF"), "SCARD"),
    **dict.fromkeys(("HGETALL", "HKEYS", "HVALS"), "HLEN"), "LRANGE": "LLEN",
    **dict.fromkeys(("ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), "ZCARD"),
    **dict.fromkeys(("XRANGE", "XREVRANGE"), "XLEN"),
}  # fmt: skip
"""What tells of the first key how large an answer may get."""
_ARGUED = frozenset(("XREAD", "XREADGROUP", "CONFIG", "ACL", "MIGRATE"))
MOST_ELEMENTS = 100_000
MOST_BYTES = 16 * 1024 * 1024


def size_questions(words: tuple[bytes, ...]) -> tuple[list[tuple[bytes, ...]], int]:
    """What to ask first where the answer could be endless, and what the sum may be.

    A question is command, key and perhaps field. Windows (GETRANGE, LRANGE) are asked like the
    whole: whoever wants a part of what is that large finds it in the key browser.
    """
    name = _name(words)
    if name == "MGET":
        return [(b"STRLEN", key) for key in words[1:]], MOST_BYTES
    if name in ("HGET", "HMGET"):
        return [(b"HSTRLEN", words[1], field) for field in words[2:]], MOST_BYTES
    if name not in _SIZES or len(words) < 2:
        return [], 0
    question = _SIZES[name]
    most = MOST_BYTES if question == "STRLEN" else MOST_ELEMENTS
    return [(question.encode(), words[1])], most


def kind_of(words: tuple[bytes, ...], flags: frozenset[str] | None) -> Kind:
    """What the command is; `flags` are what the server says of it, None where it does not know."""
    name = _name(words)
    if name in _FORBIDDEN or _waits(words):
        return Kind.FORBIDDEN
    if name in _READS:
        inner = _READS[name].split()
        if not inner or (len(words) > 1 and _upper(words[1]) in inner):
            return Kind.ACT if name == "ACL" and _resets_log(words) else Kind.READ
        return Kind.DANGEROUS if name in _DANGEROUS else Kind.ACT
    if name in _DANGEROUS:
        return Kind.DANGEROUS
    if name == "XREAD":  # the server calls it blocking, for it can be told to wait
        return Kind.READ
    if flags and "readonly" in flags and not flags & {"write", "blocking", "admin", "pubsub"}:
        return Kind.READ
    return Kind.ACT


def hangs_on_arguments(name: str) -> bool:
    """Whether the kind of this command, or whether it is sent, hangs on what stands behind it."""
    return bool(_READS.get(name)) or name in _ARGUED


def refuse_forbidden(words: tuple[bytes, ...]) -> None:
    """Raise Refused for what is never sent from here, and say why."""
    name = _name(words)
    if name in _FORBIDDEN:
        raise Refused(
            _("{command} is not sent from here.").format(command=name), hint=_(_FORBIDDEN[name])
        )
    if _waits(words):
        raise Refused(
            _("{command} is not sent from here.").format(command=name),
            hint=_("It waits for others, and this page would wait with it."),
        )
    if _would_tell_a_password(words):
        raise Refused(
            _("{command} is not sent from here with a password in it.").format(command=name),
            hint=_("Passwords are neither shown nor kept in the journal; use redis-cli there."),
        )


def _waits(words: tuple[bytes, ...]) -> bool:
    name = _name(words)
    if name in ("XREAD", "XREADGROUP"):
        options = [_upper(word) for word in words[1:]]
        return "BLOCK" in options[: options.index("STREAMS") if "STREAMS" in options else None]
    return name in _BLOCKING


def _resets_log(words: tuple[bytes, ...]) -> bool:
    return len(words) > 2 and _upper(words[1]) == "LOG" and _upper(words[2]) == "RESET"


def _would_tell_a_password(words: tuple[bytes, ...]) -> bool:
    name = _name(words)
    texts = [word.decode("utf-8", "replace").lower() for word in words]
    if name == "CONFIG" and texts[1:2] == ["get"]:
        return any(fnmatchcase(secret, text) for text in texts[2:] for secret in _SECRET_PARAMETERS)
    if name == "CONFIG":
        return any(text in _SECRET_PARAMETERS for text in texts)
    if name == "ACL" and texts[1:2] in (["list"], ["getuser"]):
        return True
    if name == "ACL" and len(words) > 1 and _upper(words[1]) == "SETUSER":
        return any(word[:1] in (b">", b"<") for word in words[2:])
    return name == "MIGRATE" and any(_upper(word) in ("AUTH", "AUTH2") for word in words)


def _name(words: tuple[bytes, ...]) -> str:
    return _upper(words[0]) if words else ""


def _upper(word: bytes) -> str:
    return word.decode("utf-8", "replace").upper()
