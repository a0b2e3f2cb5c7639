"""Which commands the pages need, and which of them an account may not use."""

from app.domain.errors import StatementFailed
from app.engines.redis.node import Node
from app.i18n import N_, _

NEEDS = (
    (("INFO",), N_("nearly everything: +info")),
    (("CLIENT", "LIST"), N_("the list of clients: +client|list")),
    (("SLOWLOG", "GET", "1"), N_("the slow log: +slowlog|get")),
    (("LATENCY", "LATEST"), N_("latency: +latency|latest")),
    (("CONFIG", "GET", "maxmemory"), N_("parameters: +config|get")),
    (("SCAN", "0", "COUNT", "1"), N_("the key browser: +scan +type +ttl +@read")),
    (("ACL", "LIST"), N_("accounts: +acl|list")),
)
"""A harmless question for each page, and what to grant."""


def missing(node: Node, account: str) -> tuple[str, ...]:
    """What to grant, a sentence each; found by asking, which every version can answer."""
    answers = node.ask_all([words for words, _grant in NEEDS])
    return tuple(
        _("For {grant} (ACL SETUSER {account}).").format(grant=_(grant), account=account)
        for (_words, grant), answer in zip(NEEDS, answers, strict=True)
        if isinstance(answer, StatementFailed) and answer.code == "NOPERM"
    )
