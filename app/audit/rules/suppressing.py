"""Rules about suppressions: that they say why, and name rules that exist."""

import difflib

from app.audit.registry import EVERYWHERE, Hits, Text, hit, known, rule
from app.audit.scope import Scope
from app.audit.suppress import suppressions
from app.domain.finding import Severity
from app.i18n import N_


@rule(
    Severity.NOTICE,
    on=(Text,),
    dialects=EVERYWHERE,
    bad=["-- mohist: ignore dml-require-where\nDELETE FROM queue"],
    good=[
        "-- mohist: ignore dml-require-where the queue is rebuilt every night\nDELETE FROM queue"
    ],
    sources=["ours: a suppression nobody explained is a finding nobody looked at"],
)
def suppression_without_reason(_node: None, scope: Scope) -> Hits:
    """A suppression gives no reason.

    Why: the next reader cannot tell whether the finding was judged or only silenced.

    Instead: say why behind the name of the rule.
    """
    for found in suppressions(scope.piece.comments + scope.text):
        if not found.reason:
            yield hit(0, N_("The suppression of {rules} gives no reason"),
                      rules=", ".join(found.rules))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(Text,),
    dialects=EVERYWHERE,
    bad=["-- mohist: ignore dml-requires-where rebuilt every night\nDELETE FROM queue"],
    good=["-- mohist: ignore dml-require-where rebuilt every night\nDELETE FROM queue"],
    sources=["ours"],
)
def suppression_unknown_rule(_node: None, scope: Scope) -> Hits:
    """A suppression names a rule that does not exist.

    Why: it suppresses nothing, and whoever wrote it believes that it does.

    Instead: correct the name; `mohist rules` lists them.
    """
    for found in suppressions(scope.piece.comments + scope.text):
        for name in found.rules:
            if name not in known():
                near = difflib.get_close_matches(name, known(), 1)
                yield hit(0, N_("There is no rule {rule}; the nearest is {near}"), rule=name,
                          near=near[0] if near else "-")  # fmt: skip
