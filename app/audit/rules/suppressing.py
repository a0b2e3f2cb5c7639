"""Rules about suppressions: that they say why, and name rules that exist."""

import difflib

from app.audit.registry import EVERYWHERE, REDIS, Hits, catalogue, hit_in_comment, rule
from app.audit.scope import Scope
from app.audit.suppress import Suppression
from app.domain.finding import Severity
from app.i18n import N_


@rule(
    Severity.NOTICE,
    on=(Suppression,),
    dialects=(*EVERYWHERE, *REDIS),
    bad=[
        "-- mohist: ignore dml-require-where\nDELETE FROM queue",
        "-- dialect: oracle\n-- mohist: ignore dml-require-where\nDELETE FROM queue",
    ],
    good=[
        "-- mohist: ignore dml-require-where the queue is rebuilt every night\nDELETE FROM queue",
        "-- dialect: oracle\nDELETE /* mohist: ignore dml-require-where rebuilt */ FROM queue",
    ],
    sources=["House rule: a suppression nobody explained is a finding nobody looked at"],
)
def suppression_without_reason(found: Suppression, scope: Scope) -> Hits:
    """A suppression gives no reason.

    Why: the next reader cannot tell whether the finding was judged or only silenced.

    Instead: say why behind the name of the rule.
    """
    if found.rules and not found.reason:
        template = N_("The suppression of {rules} gives no reason")
        yield hit_in_comment(found.place, template, rules=", ".join(found.rules))


@rule(
    Severity.NOTICE,
    on=(Suppression,),
    dialects=(*EVERYWHERE, *REDIS),
    bad=[
        "-- mohist: ignore dml-requires-where rebuilt every night\nDELETE FROM queue",
        "-- mohist: skip dml-require-where\nDELETE FROM queue",
        "-- dialect: oracle\n-- mohist: ignore no-such-thing, dml-require-where why\nCOMMIT",
    ],
    good=["-- mohist: ignore dml-require-where rebuilt every night\nDELETE FROM queue"],
    sources=["House rule: whoever wrote the suppression believes that it works"],
)
def suppression_unknown_rule(found: Suppression, scope: Scope) -> Hits:
    """A suppression suppresses nothing, for no rule has the name it gives.

    Why: whoever wrote it believes that it does.

    Instead: correct the name; `mohist rules` lists them.
    """
    if not found.rules:
        template = N_("This makes no sense; say mohist: ignore RULE reason")
        yield hit_in_comment(found.place, template)
    known = catalogue()
    for name in found.rules:
        if name in known:
            continue
        if near := difflib.get_close_matches(name, known, 1):
            template = N_("There is no rule {rule}; the nearest is {near}")
            yield hit_in_comment(found.place, template, rule=name, near=near[0])
        else:
            yield hit_in_comment(found.place, N_("There is no rule {rule}"), rule=name)
