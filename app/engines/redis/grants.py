"""Which commands the pages need, and which of them an account may not use."""

from app.domain.errors import StatementFailed
from app.engines.redis.node import Node
from app.i18n import N_, _

NEEDS = (
    (("INFO",), N_("nearly everything: +info")),
    (("CLIENT", "LIST"), N_("the list of clients: +client|list")),
    (("SLOWLOG", "GET", "1"), N_("the slow log: +slowlog|get")),
    (("LATENCY", "LATEST"), N_("latency: +latency|latest +latency|history +latency|doctor")),
    (("CONFIG", "GET", "maxmemory"), N_("parameters: +config|get")),
    (("SCAN", "0", "COUNT", "1"), N_("the key browser: +scan +select +@read")),
    (("ACL", "USERS"), N_("accounts: +acl|users +acl|getuser")),
    (("COMMAND", "INFO", "GET"), N_("commands of your own: +command|info +command|getkeys")),
    (("PUBSUB", "CHANNELS", "-"), N_("channels: +pubsub|channels +pubsub|numsub +subscribe")),
)
"""A harmless question for each page, and what to grant."""
OF_CLUSTER = (
    (("CLUSTER", "INFO"), N_("the cluster: +cluster|info +cluster|nodes +cluster|slots")),
)  # fmt: skip
"""Asked beside where the server is part of a cluster."""


def missing(node: Node, account: str, *, cluster: bool) -> tuple[str, ...]:
    """What to grant, a sentence each; found by asking, which every version can answer."""
    needs = NEEDS + OF_CLUSTER if cluster else NEEDS
    answers = node.ask_all([words for words, _grant in needs])
    return tuple(
        _("For {grant} (ACL SETUSER {account}).").format(grant=_(grant), account=account)
        for (_words, grant), answer in zip(needs, answers, strict=True)
        if isinstance(answer, StatementFailed) and answer.code == "NOPERM"
    )
