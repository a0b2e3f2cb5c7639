"""Rules about what attackers write, and what lets them in."""

import operator
import re
from collections.abc import Iterator

from app.audit.reading import filters, tables_of
from app.audit.registry import EVERYWHERE, Hits, Text, hit, hit_in_comment, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_DANGEROUS = (
    "SLEEP", "BENCHMARK", "LOAD_FILE", "EXTRACTVALUE", "UPDATEXML", "GET_LOCK", "RELEASE_LOCK",
    "SYS_EXEC", "SYS_EVAL", "DBMS_PIPE.RECEIVE_MESSAGE", "DBMS_LOCK.SLEEP", "DBMS_SESSION.SLEEP",
    "UTL_HTTP.REQUEST", "UTL_INADDR.GET_HOST_ADDRESS", "UTL_INADDR.GET_HOST_NAME",
    "DBMS_LDAP.INIT", "HTTPURITYPE", "CTXSYS.DRITHSX.SN",
)  # fmt: skip
_CALLED = N_("{function} is a tool of attackers")


@rule(
    Severity.WARNING,
    on=(only(tree.FunctionCall, *_DANGEROUS),),
    assuming=("functions",),
    dialects=EVERYWHERE,
    parameters={"functions": _DANGEROUS},
    bad=["SELECT id FROM account WHERE id = 7 AND SLEEP(5)",
         "SELECT LOAD_FILE('/etc/passwd')",
         "SELECT id FROM account WHERE id = 7 OR BENCHMARK(9000000, MD5('a'))",
         "-- dialect: oracle\n"
         "SELECT id FROM account WHERE UTL_INADDR.GET_HOST_NAME('10.0.0.1') IS NULL"],
    good=["SELECT id FROM account WHERE id = 7",
          "DO RELEASE_LOCK('migration')", "DO SLEEP(1)",
          "SELECT sleep FROM animal WHERE id = 7",
          "-- dialect: oracle\nSELECT sleep FROM animal WHERE id = 7",
          "-- dialect: oracle\nSELECT EXTRACTVALUE(doc, '/a/b') FROM animal WHERE id = 7"],
    sources=["SQLE dml_check_sql_injection_func", "SOAR SEC.004"],
)  # fmt: skip
def query_injection_functions(node: tree.FunctionCall, scope: Scope) -> Hits:
    """A query calls a function that attackers use.

    Why: SLEEP and BENCHMARK ask yes or no by time, EXTRACTVALUE by errors, LOAD_FILE and UTL_HTTP
    carry data away; in a program they are hardly ever wanted. DO, which returns nothing, is left
    alone.

    Instead: take it out; find out who wrote it where nobody of yours did.
    """
    here = node.name in scope.words("functions") and not isinstance(node.parent, tree.Do)
    if here and not (scope.dialect is Dialect.ORACLE and node.name in _HARMLESS_IN_ORACLE):
        yield hit(node, _CALLED, function=node.name, about=node.name)


_HARMLESS_IN_ORACLE = frozenset({"EXTRACTVALUE", "UPDATEXML", "SLEEP", "BENCHMARK"})


@query_injection_functions.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds, named = tokens.kinds, set(scope.words("functions"))
    for at in range(len(tokens) - 1):
        if kinds[at + 1] not in {"(", "."} or kinds[at - 1 if at else 0] == ".":
            continue
        last = at
        while kinds[last + 1] == "." and kinds[last + 2][:1].isalpha():
            last += 2
        if kinds[last + 1] == "(" and (name := "".join(kinds[at : last + 1])) in named:
            yield hit(at, _CALLED, last=last, function=name, about=name)


@rule(
    Severity.WARNING,
    on=(tree.LoadData, tree.Into),
    bad=["LOAD DATA INFILE '/tmp/account.csv' INTO TABLE account",
         "SELECT id, name FROM account WHERE id < 9 INTO OUTFILE '/tmp/account.csv'"],
    good=["SELECT COUNT(*) FROM account WHERE id < 9 INTO @many",
          "INSERT INTO account (id, name) VALUES (7, 'Li')"],
    sources=["SOAR RES.008"],
)  # fmt: skip
def security_file_load_or_dump(node: tree.LoadData | tree.Into, scope: Scope) -> Hits:
    """Files of the server or the client are read or written.

    Why: it needs FILE, by which everything is read that the server may read, and rows leave the
    database where no right holds any more; with LOCAL a server may ask the client for any file.

    Instead: mysqldump or an import of your tools, by an account made for it.
    """
    if isinstance(node, tree.LoadData):
        yield hit(node, N_("A file is loaded into {table}"), table=node.table.dotted,
                  about=node.table.dotted)  # fmt: skip
    elif node.kind in {"OUTFILE", "DUMPFILE"}:
        yield hit(node, N_("Rows are written into a file of the server"))


_OBFUSCATED = re.compile(r"\w/\*\*/\w|/\*!\d*\s*UNION\b", re.I)
_VERBS = re.compile(rb"\s*(?:SELECT|INSERT|UPDATE|DELETE|DROP|CREATE|ALTER|GRANT|SET|CALL)\s", re.I)
_HEX = re.compile(r"0x([0-9a-f]{8,})|x'([0-9a-f]{8,})'", re.I)
_DICTIONARY = {"information_schema", "mysql", "performance_schema", "sys"}


@rule(
    Severity.ERROR,
    on=(Text, tree.SetOperation, only(tree.Logical, "OR"), tree.VariableAssignment),
    mentioning=["/*"],
    bad=["SELECT id FROM account WHERE name = '' OR '1'='1' -- ' AND pin = 'x'\n;",
         "SELECT id, name FROM account WHERE id = 7 UNION SELECT NULL, NULL, NULL",
         "SELECT id FROM account WHERE id = 7 UNION ALL SELECT table_name"
         " FROM information_schema.tables",
         "SELECT/**/id/**/FROM account WHERE id = 7",
         "SET @q = 0x44524f50205441424c45206163636f756e74"],
    good=["SELECT id FROM account WHERE 1 = 1 AND name = 'Li'",
          "SELECT id FROM account WHERE id = 7 OR deputy = 7 -- both",
          "SELECT id, name FROM account WHERE id < 9 UNION ALL SELECT 0, 'nobody'",
          "SELECT id FROM account UNION SELECT NULL",
          "SELECT TABLE_NAME FROM information_schema.TABLES UNION ALL"
          " SELECT TABLE_NAME FROM information_schema.VIEWS",
          "INSERT INTO picture (id, bytes) VALUES (1, 0x44524f50205441424c45206163636f756e74)",
          "SELECT /* which */ id FROM account WHERE id = 7",
          "/*!50503 SELECT CONCAT('engine: ', @@default_storage_engine) */"],
    sources=["OWASP: SQL injection", "CWE-89"],
)  # fmt: skip
def security_injection_traces(node: tree.Node | None, scope: Scope) -> Hits:
    """The statement bears the marks of an injection.

    Why: OR with a comparison that is always true before a comment that cuts the rest off, a UNION
    with rows of NULL or with the dictionary, words joined by empty comments, statements as hex: no
    program writes that, but attackers and their tools do.

    Instead: bind parameters; look in the logs for what else came from there.
    """
    match node:
        case None:
            yield from _obfuscation(scope)
        case tree.SetOperation():
            yield from _foreign_branches(node)
        case tree.Logical(op="OR"):
            yield from _cut_off(node, scope)
        case tree.VariableAssignment(value=tree.Literal(kind="number" | "hex") as value):
            if scope.told(_hides_a_statement, value):
                yield hit(value, N_("A statement is hidden in these digits"))


def _hides_a_statement(value: str) -> bool:
    found = _HEX.fullmatch(value)
    digits = (found[1] or found[2]) if found else ""
    return len(digits) % 2 == 0 and _VERBS.match(bytes.fromhex(digits)) is not None


def _obfuscation(scope: Scope) -> Hits:
    found = _OBFUSCATED.search(scope.text) if "/*" in scope.code else None
    if found and not scope.is_quoted(found.start()):
        yield hit_in_comment(found.span(), N_("Comments hide what the words are"))


def _foreign_branches(node: tree.SetOperation) -> Hits:
    """Branches that are nothing but NULL, or that read the dictionary where the first does not."""
    head, *others = node.branches
    if not isinstance(head, tree.Select) or _reads_dictionary(head) or head.tables is None:
        return
    for branch in others:
        if not isinstance(branch, tree.Select):
            continue
        nulls = [isinstance(i.value, tree.Literal) and i.value.kind == "null" for i in branch.items]
        if branch.tables is None and len(nulls) > 1 and all(nulls):
            yield hit(branch, N_("A row of NULL tries out how many columns there are"))
        elif _reads_dictionary(branch):
            yield hit(branch, N_("The names of tables are shown as if they were rows"))


def _reads_dictionary(select: tree.Select) -> bool:
    return any(
        isinstance(table, tree.TableName) and table.name.qualifier.lower() in _DICTIONARY
        for table in tables_of(select.tables)
    )


def _cut_off(node: tree.Logical, scope: Scope) -> Hits:
    """A comparison of two equal literals behind OR, and a comment that holds a quote behind it."""
    last = node.operands[-1]
    if not isinstance(last, tree.Comparison) or last.op != "=" or not filters(node):
        return
    left, right = last.left, last.right
    if not (isinstance(left, tree.Literal) and isinstance(right, tree.Literal)):
        return
    if scope.told(operator.eq, left, right):
        behind = scope.comment_behind(last.last)
        if behind is not None and (behind.strip("-# ") in {"", "'", '"'} or "'" in behind):
            yield hit(last, N_("A comment cuts the rest off behind what is always true"))


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    bad=["CREATE PROCEDURE find(IN name VARCHAR(20)) BEGIN"
         " SET @q = CONCAT('SELECT id FROM account WHERE name = ''', name, '''');"
         " PREPARE s FROM @q; EXECUTE s; END",
         "-- dialect: mariadb\nCREATE PROCEDURE find(IN name VARCHAR(20))"
         " EXECUTE IMMEDIATE CONCAT('SELECT id FROM ', name)"],
    good=["CREATE PROCEDURE find(IN name VARCHAR(20)) BEGIN"
          " SET @q = CONCAT('SELECT id FROM account WHERE name = ', QUOTE(name));"
          " PREPARE s FROM @q; EXECUTE s; END",
          "CREATE PROCEDURE find(IN most INT) BEGIN"
          " SET @q = CONCAT('SELECT id FROM account LIMIT ', most); PREPARE s FROM @q; END",
          "CREATE PROCEDURE find(IN name VARCHAR(20)) BEGIN"
          " PREPARE s FROM 'SELECT id FROM account WHERE name = ?'; SET @n = name;"
          " EXECUTE s USING @n; END"],
    sources=["CWE-89", "OWASP: SQL injection in stored procedures"],
)  # fmt: skip
def security_dynamic_sql(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A parameter is put into the text of a statement that is then executed.

    Why: whoever gives the parameter writes the statement, with the rights of whoever made the
    routine. Numbers do no such harm, and QUOTE() makes a string of whatever comes.

    Instead: PREPARE with ? and EXECUTE … USING; for names, look them up in a list first.
    """
    texts = {
        p.name.name.lower() for p in node.parameters if p.mode != "OUT" and p.type.name in _TEXTS
    }
    if not texts or node.body is None:
        return
    prepared = {
        source.name.lower()
        for each in _walk(node.body)
        if isinstance(each, tree.Prepare) and isinstance(source := each.source, tree.Variable)
    }
    for each in _walk(node.body):
        match each:
            case tree.VariableAssignment(target=tree.Variable(name=name), value=value):
                dangerous = name.lower() in prepared
            case tree.Prepare(source=value):
                dangerous = True
            case _:
                continue
        if dangerous and value is not None and (found := _unquoted(value, texts)):
            yield hit(found, N_("{parameter} becomes part of a statement"),
                      parameter=found.name.name, about=node.name.dotted)  # fmt: skip


_TEXTS = frozenset("CHAR VARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT".split())


def _walk(start: tree.Node) -> Iterator[tree.Node]:
    todo = [start]
    while todo:
        node = todo.pop()
        yield node
        todo += tree.children(node)


def _unquoted(value: tree.Expression, texts: set[str]) -> tree.Column | None:
    """The parameter that CONCAT puts into a text without QUOTE()."""
    if not isinstance(value, tree.FunctionCall) or value.name not in {"CONCAT", "CONCAT_WS"}:
        return None
    for argument in value.arguments:
        if isinstance(argument, tree.Column) and argument.name.dotted.lower() in texts:
            return argument
        if isinstance(argument, tree.FunctionCall) and (found := _unquoted(argument, texts)):
            return found
    return None
