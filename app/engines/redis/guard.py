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
    "GET": ("STRLEN", 1), "GETRANGE": ("STRLEN", 1), "DUMP": ("STRLEN", 1),
    "SMEMBERS": ("SCARD", 1), "SINTER": ("SCARD", 1), "SUNION": ("SCARD", 1),
    "SDIFF": ("SCARD", 1), "HGETALL": ("HLEN", 1), "HKEYS": ("HLEN", 1), "HVALS": ("HLEN", 1),
    "LRANGE": ("LLEN", 1), "ZRANGE": ("ZCARD", 1), "ZREVRANGE": ("ZCARD", 1),
    "ZRANGEBYSCORE": ("ZCARD", 1), "XRANGE": ("XLEN", 1), "XREVRANGE": ("XLEN", 1),
}  # fmt: skip
"""What tells how large an answer may get, and where its key stands."""
MOST_ELEMENTS = 100_000
MOST_BYTES = 16 * 1024 * 1024


def size_question(words: tuple[bytes, ...]) -> tuple[str, bytes, int] | None:
    """Command, key and limit to ask first, where the answer could be endless."""
    found = _SIZES.get(_name(words))
    if found is None or len(words) <= found[1]:
        return None
    command, place = found
    return command, words[place], MOST_BYTES if command == "STRLEN" else MOST_ELEMENTS


def kind_of(words: tuple[bytes, ...], flags: frozenset[str] | None) -> Kind:
    """What the command is; `flags` are what the server says of it, None where it does not know."""
    name = _name(words)
    if name in _FORBIDDEN or name in _BLOCKING:
        return Kind.FORBIDDEN
    if name in _READS:
        inner = _READS[name].split()
        if not inner or (len(words) > 1 and _upper(words[1]) in inner):
            return Kind.ACT if name == "ACL" and _resets_log(words) else Kind.READ
        return Kind.DANGEROUS if name in _DANGEROUS else Kind.ACT
    if name in _DANGEROUS:
        return Kind.DANGEROUS
    if flags and "readonly" in flags and not flags & {"write", "blocking", "admin", "pubsub"}:
        return Kind.READ
    return Kind.ACT


def refuse_forbidden(words: tuple[bytes, ...]) -> None:
    """Raise Refused for what is never sent from here, and say why."""
    name = _name(words)
    if name in _FORBIDDEN:
        raise Refused(
            _("{command} is not sent from here.").format(command=name), hint=_(_FORBIDDEN[name])
        )
    if name in _BLOCKING:
        raise Refused(
            _("{command} is not sent from here.").format(command=name),
            hint=_("It waits for others, and this page would wait with it."),
        )
    if _would_tell_a_password(words):
        raise Refused(
            _("{command} is not sent from here with a password in it.").format(command=name),
            hint=_("Passwords are neither shown nor kept in the journal; use redis-cli there."),
        )


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
