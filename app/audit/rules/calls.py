"""Rules about what a query asks of the server besides rows: functions, time and locks."""

from app.audit.registry import EVERYWHERE, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_UNWANTED = ("SHA", "SHA1", "SQRT", "MD5")


@rule(
    Severity.WARNING,
    on=(Text,),
    in_default=False,
    bad=["SELECT id FROM account WHERE region = 'north'"],
    good=["SELECT /*+ MAX_EXECUTION_TIME(1000) */ id FROM account WHERE region = 'north'",
          "-- dialect: mariadb\nSET STATEMENT max_statement_time = 1 FOR SELECT id FROM account",
          "SET SESSION max_execution_time = 1000; SELECT id FROM account WHERE region = 'north'",
          "SELECT 1", "DELETE FROM account WHERE id = 7"],
    sources=["Bytebase STATEMENT_MAX_EXECUTION_TIME"],
)  # fmt: skip
def query_max_execution_time(_node: None, scope: Scope) -> Hits:
    """A query has no limit of time.

    Why: one that goes wrong runs for hours, and holds back purge and DDL all the while.

    Instead: the hint MAX_EXECUTION_TIME, or the setting max_execution_time (max_statement_time in
    MariaDB) for the session.
    """
    if scope.kind in {"SET", "SELECT", "WITH"}:
        upper = scope.code.upper()
        if "MAX_EXECUTION_TIME" in upper or "MAX_STATEMENT_TIME" in upper:
            if scope.kind == "SET":
                scope.memory["limited"] = True
        elif scope.kind != "SET" and "FROM" in upper and "limited" not in scope.memory:
            yield _NO_LIMIT


_NO_LIMIT = hit(0, N_("The query has no limit of time"))


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, *_UNWANTED),),
    assuming=("functions",),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"functions": _UNWANTED},
    bad=["SELECT MD5(name) FROM account WHERE id = 7",
         "-- functions: UUID\nINSERT INTO account (id) VALUES (UUID())"],
    good=["SELECT SHA2(name, 256) FROM account WHERE id = 7",
          "SELECT md5 FROM file WHERE id = 7"],
    sources=["SQLE dml_check_needless_func", "SQLE SQLE00094",
             "Bytebase SYSTEM_FUNCTION_DISALLOWED_LIST"],
)  # fmt: skip
def query_function_deny_list(node: tree.FunctionCall, scope: Scope) -> Hits:
    """A function of the house's list is called.

    Why: such functions cost the server time that programs have in plenty, or are weak: MD5 and SHA1
    protect nothing. The parameter `functions` is the list.

    Instead: compute in the program; SHA2() where a hash is wanted.
    """
    if node.name in {word.upper() for word in scope.words("functions")}:
        yield hit(node, N_("{function} is on the list of functions not wanted"),
                  function=node.name, about=node.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, "SYSDATE"),),
    bad=["SELECT id FROM account WHERE made < SYSDATE()"],
    good=["SELECT id FROM account WHERE made < NOW()"],
    sources=["SQLE dml_not_recommend_sysdate", "SOAR FUN.004"],
)
def query_sysdate(node: tree.FunctionCall, scope: Scope) -> Hits:
    """SYSDATE() is not the time of the statement.

    Why: it is the time of the moment, another for every row, so that no index serves it, and with
    statement-based replication the replica has another.

    Instead: NOW().
    """
    if node.name == "SYSDATE" and scope.dialect is not Dialect.ORACLE:
        yield hit(node, N_("SYSDATE() is another time for every row"))


@rule(
    Severity.NOTICE,
    on=(tree.Locking,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE id = 7 FOR UPDATE"],
    good=["SELECT id FROM account WHERE id = 7", "SELECT id FROM account WHERE id = 7 FOR SHARE"],
    sources=["SQLE dml_check_select_for_update", "SQLE SQLE00099"],
)
def query_for_update(node: tree.Locking, scope: Scope) -> Hits:
    """A query locks the rows it reads.

    Why: the locks stay until the transaction ends, gaps included; who thinks in between makes all
    others wait.

    Instead: one UPDATE with the condition in it; NOWAIT or SKIP LOCKED where it must be.
    """
    if "UPDATE" in node.mode:
        yield hit(node, N_("The rows stay locked until the transaction ends"))
