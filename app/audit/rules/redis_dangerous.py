"""Commands of Redis that stop the server, lose data, or weaken it."""

import re

from app.audit.redis import hit_argument, hit_command, number
from app.audit.registry import REDIS, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.tree import RedisCommand


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nKEYS user:*"],
    good=["-- dialect: redis\nSCAN 0 MATCH user:* COUNT 200"],
    sources=["Alibaba Redis guide: forbidden commands", "redis.io KEYS"],
)
def redis_keys(node: RedisCommand, _scope: Scope) -> Hits:
    """KEYS looks at every key there is.

    Why: the server does nothing else until it is done, seconds with millions of keys.

    Instead: SCAN, which takes a little at a time.
    """
    if node.name == "KEYS":
        yield hit_command(node, N_("KEYS looks at all keys while nobody else is served"))


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nFLUSHALL", "-- dialect: redis\nflushdb ASYNC"],
    good=["-- dialect: redis\nUNLINK session:1"],
    sources=["Alibaba Redis guide: forbidden commands", "redis.io FLUSHALL"],
)
def redis_flush(node: RedisCommand, _scope: Scope) -> Hits:
    """A whole database is emptied.

    Why: all keys of all applications are gone, and without ASYNC nobody is served meanwhile.

    Instead: UNLINK the keys that are meant, found with SCAN.
    """
    if node.name == "FLUSHALL":
        yield hit_command(node, N_("FLUSHALL empties every database of the server"))
    elif node.name == "FLUSHDB":
        yield hit_command(node, N_("FLUSHDB empties the database"))


_STOPPING = {
    "SAVE": N_("SAVE writes the whole dataset while nobody is served: BGSAVE does it aside"),
    "MONITOR": N_("MONITOR sends every command of everybody, which halves what the server does"),
    "SHUTDOWN": N_("SHUTDOWN ends the server"),
    "DEBUG": N_("DEBUG is for developers of Redis: it can hang or crash the server"),
    "CLIENT PAUSE": N_("CLIENT PAUSE makes every client wait"),
    "BGREWRITEAOF": N_("BGREWRITEAOF forks the server and writes all of it: mind memory and disk"),
    "SLAVEOF": N_("SLAVEOF makes the server throw its data away, or end its replication"),
    "REPLICAOF": N_("REPLICAOF makes the server throw its data away, or end its replication"),
    "FAILOVER": N_("FAILOVER makes another server the primary"),
    "CLUSTER RESET": N_("CLUSTER RESET makes the node forget its cluster"),
    "CLUSTER FLUSHSLOTS": N_("CLUSTER FLUSHSLOTS takes all slots from the node"),
    "CLUSTER FORGET": N_("CLUSTER FORGET takes a node out of the cluster"),
    "CLUSTER FAILOVER": N_("CLUSTER FAILOVER makes a replica the primary of its slots"),
    "SCRIPT FLUSH": N_("SCRIPT FLUSH makes EVALSHA fail for every client"),
    "FUNCTION FLUSH": N_("FUNCTION FLUSH removes the functions of every client"),
    "SWAPDB": N_("SWAPDB gives every client of two databases the data of the other"),
    "MIGRATE": N_("MIGRATE holds both servers until the key is there"),
    "MODULE LOAD": N_("MODULE LOAD runs code of others within the server"),
    "MODULE UNLOAD": N_("MODULE UNLOAD takes the commands of a module away"),
}


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nSAVE", "-- dialect: redis\nMONITOR",
        "-- dialect: redis\nSHUTDOWN NOSAVE",
        "-- dialect: redis\nDEBUG SLEEP 10", "-- dialect: redis\nREPLICAOF NO ONE",
        "-- dialect: redis\nSCRIPT FLUSH",
    ],
    good=[
        "-- dialect: redis\nBGSAVE", "-- dialect: redis\nSLOWLOG GET 10",
        "-- dialect: redis\nCLUSTER INFO",
    ],
    sources=["Redis ACL category @dangerous", "Alibaba Redis guide: forbidden commands"],
)  # fmt: skip
def redis_administration(node: RedisCommand, _scope: Scope) -> Hits:
    """A script does what is for whoever looks after the server.

    Why: it hits every client of the server, not only what the script is about.

    Instead: let the administrator do it by hand, at a quiet hour.
    """
    if template := _STOPPING.get(node.name):
        yield hit_command(node, template)


_LOSING = {
    ("save", ""): N_("Without save points a crash loses everything since the last snapshot"),
    ("appendonly", "no"): N_("Without the append-only file a crash loses what was not snapshot"),
    ("appendfsync", "no"): N_("Without fsync a crash of the host loses up to half a minute"),
    ("protected-mode", "no"): N_("Without protected mode anybody who reaches the port is served"),
    ("requirepass", ""): N_("Without a password anybody who reaches the port is served"),
    ("stop-writes-on-bgsave-error", "no"): N_("Writes go on though no snapshot can be written"),
    ("maxmemory", "0"): N_("Without a limit the system kills the server when memory runs out"),
    ("min-replicas-to-write", "0"): N_("Writes are taken though no replica would keep them"),
    ("aof-load-truncated", "no"): N_("The server will not start with a log that was cut short"),
    ("rename-command", ""): N_("Commands can be renamed in the file of the server only"),
}


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nCONFIG SET save \"\"", "-- dialect: redis\nCONFIG SET appendonly no",
        "-- dialect: redis\nCONFIG SET maxmemory 2gb maxmemory-policy allkeys-random",
    ],
    good=[
        "-- dialect: redis\nCONFIG SET slowlog-log-slower-than 10000",
        "-- dialect: redis\nCONFIG GET save",
        "-- dialect: redis\nCONFIG SET maxmemory-policy noeviction",
    ],
    sources=["redis.io persistence", "redis.io security"],
)  # fmt: skip
def redis_unsafe_setting(node: RedisCommand, _scope: Scope) -> Hits:
    """A setting makes the server lose data, or lets anybody in.

    Why: it holds from now on for all data, and nothing tells until something is lost.

    Instead: leave it, or write down who decided it and why.
    """
    if node.name != "CONFIG SET":
        return
    for at in range(0, len(node.arguments) - 1, 2):
        name, value = node.arguments[at].lower(), node.arguments[at + 1].lower()
        template = _LOSING.get((name, value))
        if name == "maxmemory-policy" and value.startswith("allkeys"):
            template = N_("Any key may be thrown away when memory is full, not only cached ones")
        if template:
            yield hit_argument(node, at, template)


@rule(
    Severity.ERROR,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nAUTH s3cret", "-- dialect: redis\nACL SETUSER app on >s3cret ~* +@all",
        "-- dialect: redis\nCONFIG SET requirepass s3cret",
    ],
    good=[
        "-- dialect: redis\nAUTH ${PASSWORD}",
        "-- dialect: redis\nACL SETUSER app on ~app:* +@read",
    ],
    sources=["Mohist"],
)  # fmt: skip
def redis_password_in_script(node: RedisCommand, _scope: Scope) -> Hits:
    """A password stands in the script.

    Why: whoever reads the file, its history or a backup of it can sign in.

    Instead: let the tool ask for it (REDISCLI_AUTH), or fill it in when the script runs.
    """
    words = node.arguments
    for at in _passwords(node):
        if words[at].strip("<>#!") and not re.search(r"[$<{%]\w*[{(\w]", words[at].lstrip("<>")):
            yield hit_argument(node, at, N_("A password stands here for all to read"))


def _passwords(node: RedisCommand) -> list[int]:
    """Which arguments are passwords."""
    words = node.arguments
    match node.name:
        case "AUTH":
            return [len(words) - 1] if words else []
        case "ACL SETUSER":
            return [at for at, word in enumerate(words) if word[:1] in {">", "<"}]
        case "CONFIG SET":
            secret = ("requirepass", "masterauth")
            names = range(0, len(words) - 1, 2)
            return [at + 1 for at in names if words[at].lower() in secret and words[at + 1]]
        case "MIGRATE" | "HELLO":
            place = node.option("AUTH")
            return [place + 1] if 0 <= place < len(words) - 1 else []
    return []


@rule(
    Severity.WARNING,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=[
        "-- dialect: redis\nACL SETUSER app on nopass ~* +@all",
        "-- dialect: redis\nACL SETUSER app on allkeys allcommands",
    ],
    good=["-- dialect: redis\nACL SETUSER app on ~app:* +@read +@write -@dangerous"],
    sources=["redis.io ACL"],
)
def redis_user_may_everything(node: RedisCommand, _scope: Scope) -> Hits:
    """A user may do everything, or needs no password.

    Why: one mistake or one stolen connection then reaches all data and the server itself.

    Instead: name the keys and the categories the application needs, and take @dangerous away.
    """
    if node.name != "ACL SETUSER":
        return
    for at, word in enumerate(node.arguments):
        if word.lower() == "nopass":
            yield hit_argument(node, at, N_("Anybody is let in as this user, without a password"))
        elif word.lower() in {"+@all", "allcommands"} and "-@dangerous" not in node.arguments:
            yield hit_argument(node, at, N_("The user may run every command, the dangerous too"))


@rule(
    Severity.NOTICE,
    on=(RedisCommand,),
    dialects=REDIS,
    bad=["-- dialect: redis\nSELECT 3"],
    good=["-- dialect: redis\nSELECT 0"],
    sources=["Alibaba Redis guide: one database", "redis.io SELECT"],
    in_default=False,
)
def redis_numbered_database(node: RedisCommand, _scope: Scope) -> Hits:
    """A numbered database is used.

    Why: a cluster has only number 0, all of them share one thread, and few tools show the others.

    Instead: a prefix of the keys, or a server of its own.
    """
    if node.name == "SELECT" and node.arguments and number(node.arguments[0]) != 0:
        yield hit_argument(node, 0, N_("Only database 0 is there in a cluster"))
