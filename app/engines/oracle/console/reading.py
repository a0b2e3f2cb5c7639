"""Which statements change nothing, so that a console needs nobody's consent for them.

What `guard` lets through, and what only concerns the session itself. PL/SQL may do anything.
"""

from app.domain.dialect import Dialect
from app.domain.errors import Refused
from app.engines.oracle.guard import refuse_unless_reading
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import END, Tokens

_OWN = frozenset({"COMMIT", "ROLLBACK", "SAVEPOINT"})
_SETTINGS = ("NLS_", "OPTIMIZER_", "CURRENT_SCHEMA", "TIME_ZONE", "CURSOR_SHARING",
             "STATISTICS_LEVEL", "DDL_LOCK_TIMEOUT")  # fmt: skip
"""Of ALTER SESSION SET: they bear on how the session reads, waits, and is answered."""


def why_changing(statement: str) -> str:
    """Why a statement may change something, in a sentence; "" where it does not."""
    tokens = tokenize_oracle(statement)
    if ";" not in tokens.kinds and _only_ours(tokens):
        return ""
    try:
        refuse_unless_reading(statement, bound=True)
    except Refused as refused:
        return str(refused)
    return ""


def _only_ours(tokens: Tokens) -> bool:
    kinds = tokens.kinds
    kind = kind_of(tokens, Dialect.ORACLE)
    if kind in _OWN:
        return "FORCE" not in kinds
    if kind == "SET TRANSACTION":
        return "WRITE" not in kinds
    if kinds[:3] != ["ALTER", "SESSION", "SET"]:
        return False
    settings = [kinds[at - 1] for at, each in enumerate(kinds) if each == "="]
    return bool(settings) and kinds[-1] is END and all(_bears_on_us(each) for each in settings)


def _bears_on_us(setting: str) -> bool:
    return setting.startswith(_SETTINGS)
