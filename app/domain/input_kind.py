"""What statements stand in, beside plain scripts."""

from enum import StrEnum


class InputKind(StrEnum):
    """A kind of file with statements in it; the value is its name on the command line."""

    SCRIPT = "script"
    """Statements, one after the other: a script, a dump, what impdp wrote."""
    SLOW_LOG = "slow-log"
    GENERAL_LOG = "general-log"
    BINLOG = "binlog"
    """What mysqlbinlog made of a binary log."""
    MYBATIS = "mybatis"
    LIQUIBASE = "liquibase"
