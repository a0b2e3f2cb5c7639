"""The choice of what the statements stand in, beside their dialect."""

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.i18n import N_
from app.store.settings import Settings

_REDIS = "redis"
INPUTS = {
    "": (N_("Input: automatic"), N_("What each file is, is seen from how it begins.")),
    InputKind.SCRIPT: (
        N_("Input: SQL scripts"),
        N_("Dumps and what impdp wrote, too; migrations of Flyway go in their order."),
    ),
    InputKind.MYBATIS: (
        N_("Input: mappers of MyBatis"),
        N_("Each statement is judged in the forms that its conditions can give it."),
    ),
    InputKind.SLOW_LOG: (
        N_("Input: slow log"), N_("Of MySQL, MariaDB or Percona Server."),
    ),
    InputKind.GENERAL_LOG: (
        N_("Input: general log"), N_("Of MySQL from 5.0 on, or of MariaDB."),
    ),
    InputKind.BINLOG: (
        N_("Input: text of mysqlbinlog"), N_("What clients sent; changes of rows are left out."),
    ),
    InputKind.LIQUIBASE: (
        N_("Input: changelogs of Liquibase"),
        N_("In XML, YAML, JSON or formatted SQL, in the order they include each other."),
    ),
    _REDIS: (
        N_("Input: commands of Redis"), N_("A command a line, or the record of a session."),
    ),
}  # fmt: skip
"""What can be chosen: its name, and what it is.

Commands of Redis are scripts whose dialect is Redis; who has some looks for them here.
"""


def shown(settings: Settings) -> str:
    """Which of them is chosen."""
    if settings.dialect == Dialect.REDIS and settings.input in {"", InputKind.SCRIPT}:
        return _REDIS
    return settings.input


def meant(settings: Settings, name: str, value: str) -> dict[str, str]:
    """The settings that a choice changes, `name` being that which is chosen."""
    if name == "input" and value == _REDIS:
        return {"input": InputKind.SCRIPT, "dialect": Dialect.REDIS}
    if name == "input" and settings.dialect == Dialect.REDIS:
        return {"input": value, "dialect": ""}
    if name == "dialect" and value == Dialect.REDIS:
        return {"input": "", "dialect": value}
    return {name: value}
