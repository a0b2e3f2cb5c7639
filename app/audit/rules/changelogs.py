"""Rules on changelogs of Liquibase."""

from app.audit.registry import EVERYWHERE, Hit, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.hidden.marks import NotRendered


@rule(
    Severity.NOTICE,
    on=(NotRendered,),
    dialects=EVERYWHERE,
    bad=[
        "-- input: liquibase\n<databaseChangeLog><changeSet id='1' author='a'>"
        "<loadData tableName='t' file='t.csv'/></changeSet></databaseChangeLog>",
    ],
    good=[
        "-- input: liquibase\n<databaseChangeLog><changeSet id='1' author='a'>"
        "<dropColumn tableName='t' columnName='c'/></changeSet></databaseChangeLog>",
    ],
    sources=["Mohist"],
)
def liquibase_change_not_audited(mark: NotRendered, _scope: Scope) -> Hits:
    """A change of a changelog is none whose statements are known.

    Why: what it runs was not audited, and the schema does not follow it.

    Instead: look at what it runs with `liquibase update-sql`, and audit that.
    """
    template = N_("What {change} runs was not audited")
    yield Hit(0, 0, template, "", (("change", mark.about),), (mark.start, mark.end))
