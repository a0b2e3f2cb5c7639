"""Rules about the run itself: what the server will refuse, break off, or keep no way back from.

Most need a snapshot of the server; the examples speak of that of `resources/facts/example.json`
(see `sizes`).
"""

from app.audit.described import conjuncts
from app.audit.estimating import estimated
from app.audit.facts.asking import altered, changed_rows, one_table, shown_rows
from app.audit.reading import called, columns_in
from app.audit.registry import Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature

_LEAST_PACKET = 1024  # bytes; no server can be told to take less
_ON = {"ON", "1", "YES"}
_OFF = {"OFF", "0", "NO"}


def _first_change(scope: Scope) -> bool:
    """Whether this is the file's first statement that changes rows."""
    if nature(scope.kind) is not Nature.DML or scope.is_cut or scope.memory.get("said"):
        return False
    scope.memory["said"] = True
    return True


@rule(
    Severity.ERROR,
    on=(Text,),
    level=Level.STATISTICS,
    in_default=False,
    bad=["-- variable: log_bin = OFF\nDELETE FROM shop.orders WHERE id = 7",
         "-- variable: binlog_format = STATEMENT\nDELETE FROM shop.orders WHERE id = 7",
         "-- variable: binlog_row_image = MINIMAL\nDELETE FROM shop.orders WHERE id = 7"],
    good=["DELETE FROM shop.orders WHERE id = 7",
          "-- variable: log_bin = OFF\nSELECT id FROM shop.orders WHERE id = 7"],
    sources=["goInception er_binlog_format_statement, binlog-off, er_not_found_master_status"],
)  # fmt: skip
def execute_backup_impossible(_node: None, scope: Scope) -> Hits:
    """The binary log of the server does not hold what a rollback would need.

    Why: tools that write the way back read the old rows from the log; without it, in STATEMENT or
    MIXED format or with less than full rows they find none.

    Instead: log_bin, binlog_format = ROW and binlog_row_image = FULL; else save the rows yourself.
    """
    if not _first_change(scope):
        return
    for variable, right in _NEEDED:
        value = scope.facts.variable(variable).upper()
        if value and value not in right:
            yield hit(0, N_("{variable} is {value}: no old rows can be read from the log"),
                      variable=variable, value=value)  # fmt: skip
            return


_NEEDED = (("log_bin", _ON), ("binlog_format", {"ROW"}), ("binlog_row_image", {"FULL", "NOBLOB"}))


@rule(
    Severity.ERROR,
    on=(Text,),
    level=Level.STATISTICS,
    in_default=False,
    bad=["-- variable: binlog_transaction_compression = ON\nDELETE FROM shop.orders WHERE id = 7",
         "-- variable: encrypt_binlog = ON\nDELETE FROM shop.orders WHERE id = 7"],
    good=["DELETE FROM shop.orders WHERE id = 7",
          "-- variable: binlog_encryption = OFF\nDELETE FROM shop.orders WHERE id = 7"],
    sources=["goInception er_binlog_corrupted, er_slave_corrupt_event"],
)  # fmt: skip
def execute_backup_log_error(_node: None, scope: Scope) -> Hits:
    """The binary log is written in a way many tools cannot read.

    Why: where it is compressed or encrypted, tools that write the way back stop with a corrupt
    event, after the change was made.

    Instead: try the tool on this server first, or save the rows yourself.
    """
    if not _first_change(scope):
        return
    for variable in _UNREADABLE:
        if scope.facts.variable(variable).upper() in _ON:
            yield hit(0, N_("{variable} is on: many tools cannot read the log"),
                      variable=variable)  # fmt: skip
            return


_UNREADABLE = (
    "binlog_transaction_compression", "binlog_encryption", "log_bin_compress", "encrypt_binlog",
)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(Text,),
    dialects=(Dialect.MARIADB,),
    in_default=False,
    bad=["-- dialect: mariadb\nDELETE FROM account WHERE id = 7"],
    good=["-- dialect: mariadb\nSELECT id FROM account WHERE id = 7"],
    sources=["goInception er_mariadb_rollback_warn"],
)  # fmt: skip
def execute_backup_approximate(_node: None, scope: Scope) -> Hits:
    """What is written as the way back may hold rows of other sessions.

    Why: MariaDB's log does not say of a transaction which session made it, so tools take whatever
    changed in that table meanwhile. It is said once a file.

    Instead: run the change while nobody else writes the table, or look through the way back.
    """
    if _first_change(scope):
        yield hit(0, N_("The way back may hold changes of other sessions"))


@rule(
    Severity.WARNING,
    on=(Text,),
    longer_than="max_bytes",
    in_default=False,
    parameters={"max_bytes": 65_535},
    bad=["-- max_bytes: 30\nDELETE FROM account WHERE id IN (7, 8)"],
    good=["DELETE FROM account WHERE id IN (7, 8)",
          "-- max_bytes: 30\nSELECT id FROM account WHERE id IN (7, 8, 9)"],
    sources=["goInception er_data_too_long"],
)  # fmt: skip
def execute_backup_text_cut(_node: None, scope: Scope) -> Hits:
    """A change is longer than what stores of the way back keep of its text.

    Why: they keep it in a TEXT column of 64 KB; what is longer is cut off, or the store refuses it
    and the way back with it.

    Instead: several statements. The parameter `max_bytes` is what the store keeps.
    """
    if nature(scope.kind) not in {Nature.DML, Nature.DDL}:
        return
    length, most = len(scope.text.encode()), scope.number("max_bytes")
    if length > most:
        yield hit(0, N_("The statement has {length} bytes; {most} are kept of it"),
                  length=f"{length:,}", most=f"{most:,}")  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.AlterTable, tree.CreateIndex, tree.DropIndex, tree.Update, tree.Delete, tree.Query),
    level=Level.STATISTICS,
    parameters={"rows": 1_000_000},
    bad=["-- variable: max_statement_time = 30\nALTER TABLE shop.orders ADD KEY (note(20))",
         "-- variable: max_statement_time = 30\nUPDATE shop.orders SET note = '' WHERE note = 'x'",
         "-- variable: max_execution_time = 1000\nSELECT id FROM shop.orders WHERE note = 'x'"],
    good=["ALTER TABLE shop.orders ADD KEY (note(20))",
          "-- variable: max_statement_time = 30\nUPDATE shop.orders SET note = '' WHERE id = 7",
          "-- variable: max_statement_time = 0\nALTER TABLE shop.orders ADD KEY (note(20))",
          "-- variable: max_execution_time = 1000\nALTER TABLE shop.orders ADD KEY (note(20))"],
    sources=["goInception killed"],
)  # fmt: skip
def execute_killed(node: tree.Statement, scope: Scope) -> Hits:
    """The server will end the statement before it is done.

    Why: max_statement_time (MariaDB) ends whatever runs longer, max_execution_time (MySQL) queries;
    what was done until then is taken back, which takes as long again. It is said of what goes over
    more rows than the parameter `rows`.

    Instead: raise the limit for the session, or work in portions.
    """
    if node.parent is not None or (limit := _limit(node, scope)) is None:
        return
    if isinstance(node, tree.Update | tree.Delete):
        found = changed_rows(node, scope)
        rows = found.rows if found else 0
    elif isinstance(node, tree.Query):
        rows = _read_rows(node, scope)
    else:
        facts = altered(node, scope)
        rows = (facts.rows if facts else 0) or 0
    if rows > scope.number("rows"):
        yield hit(node, N_("{variable} is {value}, and this goes over {rows} rows"),
                  variable=limit[0], value=limit[1], rows=shown_rows(rows))  # fmt: skip


def _limit(node: tree.Statement, scope: Scope) -> tuple[str, str] | None:
    names = ["max_statement_time"]
    if isinstance(node, tree.Query):
        names.append("max_execution_time")
    for name in names:
        value = scope.facts.variable(name)
        if value and value.strip("0."):
            return name, value
    return None


def _read_rows(node: tree.Query, scope: Scope) -> int:
    table = one_table(node.body.tables) if isinstance(node.body, tree.Select) else None
    facts = scope.table_facts(table.name) if table else None
    if table is None or facts is None or not isinstance(node.body, tree.Select):
        return 0
    found = estimated(facts, called(table), node.body.where)
    return found.rows if found else 0


_COMPANIONS = ("_{}_gho", "_{}_ghc", "_{}_new", "__{}_new", "~{}_gho")


@rule(
    Severity.ERROR,
    on=(tree.AlterTable, tree.CreateIndex, tree.DropIndex),
    level=Level.SCHEMA,
    bad=["CREATE TABLE _orders_gho LIKE orders; ALTER TABLE orders ADD n INT"],
    good=["ALTER TABLE orders ADD n INT",
          "CREATE TABLE _orders_gho LIKE orders; ALTER TABLE _orders_gho ADD n INT",
          "CREATE TABLE _orders_new LIKE orders; DROP TABLE _orders_new;"
          " ALTER TABLE orders ADD n INT"],
    sources=["goInception ghost-socket-in-use, er_osc_kill_failed"],
)  # fmt: skip
def execute_osc_busy(
    node: tree.AlterTable | tree.CreateIndex | tree.DropIndex, scope: Scope
) -> Hits:
    """A tool is changing this table, or left its copy behind.

    Why: gh-ost and pt-online-schema-change copy the table and exchange the copy in the end; DDL on
    the table meanwhile is lost with it, or breaks the tool.

    Instead: wait until it is done; drop what an aborted run left behind.
    """
    table = node.name if isinstance(node, tree.AlterTable) else node.table
    if table is None:
        return
    copies = [pattern.replace("{}", table.name) for pattern in _COMPANIONS]
    for name in copies if scope.schema.knows_any(copies) else ():
        copy = tree.Name(table.first, table.last, (*table.parts[:-1], name))
        if scope.schema.table(copy) is not None:
            yield hit(table, N_("{copy} is there: a tool is changing {table}, or was"),
                      copy=copy.name, table=table.dotted, about=table.dotted)  # fmt: skip
            return


@rule(
    Severity.ERROR,
    on=(Text,),
    looks_for=lambda text, _code: len(text) >= _LEAST_PACKET // 4,
    level=Level.STATISTICS,
    bad=["-- variable: max_allowed_packet = 1024\nINSERT INTO shop.archive (id, note) VALUES (1, '"
         + "x" * 1024 + "')"],
    good=["INSERT INTO shop.archive (id, note) VALUES (1, 'x')",
          "-- variable: max_allowed_packet = 67108864\nSELECT id FROM shop.orders WHERE id = 7"],
    sources=["goInception unknown-result", "MySQL errors 1153 and 2006"],
)  # fmt: skip
def execute_result_unknown(_node: None, scope: Scope) -> Hits:
    """The statement is larger than the packets the server takes.

    Why: the server cuts the connection, and the client cannot tell whether anything was done.

    Instead: several statements, or a larger max_allowed_packet on both sides.
    """
    most = scope.facts.variable("max_allowed_packet")
    text = scope.text
    if most.isdecimal() and (len(text) if text.isascii() else len(text.encode())) >= int(most):
        yield hit(0, N_("The statement is larger than max_allowed_packet, {most} bytes"),
                  most=f"{int(most):,}")  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.LoadData, tree.CreateRoutine, tree.Update, tree.Delete),
    level=Level.STATISTICS,
    bad=["-- variable: sql_require_primary_key = ON\nCREATE TABLE shop.few (id INT)",
         "-- variable: local_infile = OFF\nLOAD DATA LOCAL INFILE 'a.csv' INTO TABLE shop.archive",
         "-- variable: log_bin_trust_function_creators = OFF\n"
         "CREATE FUNCTION shop.one() RETURNS INT RETURN 1",
         "-- variable: sql_safe_updates = ON\nDELETE FROM shop.orders WHERE note = 'x'"],
    good=["CREATE TABLE shop.few (id INT)",
          "-- variable: sql_require_primary_key = ON\nCREATE TABLE shop.few (id INT PRIMARY KEY)",
          "-- variable: local_infile = OFF\nLOAD DATA INFILE 'a.csv' INTO TABLE shop.archive",
          "-- variable: log_bin_trust_function_creators = OFF\n"
          "CREATE FUNCTION shop.one() RETURNS INT DETERMINISTIC RETURN 1",
          "-- variable: sql_safe_updates = ON\nDELETE FROM shop.orders WHERE customer_id = 7",
          "-- variable: sql_safe_updates = ON\nDELETE FROM shop.orders WHERE note = 'x' LIMIT 9"],
    sources=["goInception er_remote_exe_error", "MySQL errors 1175, 1418, 3750, 3948"],
)  # fmt: skip
def execute_server_error(node: tree.Statement, scope: Scope) -> Hits:
    """A setting of the server makes it refuse the statement.

    Why: sql_require_primary_key, local_infile, log_bin_trust_function_creators and sql_safe_updates
    each forbid something; the file stops there, half done. What an instance says of a statement
    itself is reported by statement-dry-run-fails.

    Instead: write it as the server wants it, or set the variable for the session on purpose.
    """
    if node.parent is not None:
        return
    for variable, value, refused in _REFUSALS:
        if scope.facts.variable(variable).upper() in value and refused(node, scope):
            yield hit(node, N_("{variable} is {value}, so the server refuses this"),
                      variable=variable, value=scope.facts.variable(variable))  # fmt: skip


def _has_no_key(node: tree.Statement, scope: Scope) -> bool:
    table = scope.schema.after(node) if isinstance(node, tree.CreateTable) else None
    return table is not None and table.known_indexes and not table.primary_key


def _is_local(node: tree.Statement, _scope: Scope) -> bool:
    return isinstance(node, tree.LoadData) and node.local


def _says_nothing(node: tree.Statement, _scope: Scope) -> bool:
    """Whether a function does not say that it changes nothing and always gives the same."""
    if not isinstance(node, tree.CreateRoutine) or node.kind != "FUNCTION" or node.body is None:
        return False
    return not {option.name for option in node.options} & {
        "DETERMINISTIC", "NO SQL", "READS SQL DATA",
    }  # fmt: skip


def _is_unsafe(node: tree.Statement, scope: Scope) -> bool:
    """Whether neither a key nor a LIMIT says which rows are meant."""
    if not isinstance(node, tree.Update | tree.Delete) or node.limit is not None:
        return False
    table = one_table(node.tables)
    facts = scope.table_facts(table.name) if table else None
    if facts is None:
        return False
    keys = {index.parts[0].column.lower() for index in facts.indexes if index.parts}
    columns = {c.name.name.lower() for part in conjuncts(node.where) for c in columns_in(part)}
    return not keys & columns


_REFUSALS = (
    ("sql_require_primary_key", _ON, _has_no_key),
    ("local_infile", _OFF, _is_local),
    ("log_bin_trust_function_creators", _OFF, _says_nothing),
    ("sql_safe_updates", _ON, _is_unsafe),
)


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, tree.AlterTable, tree.CreateIndex),
    level=Level.STATISTICS,
    in_default=False,
    bad=["CREATE TABLE shop.setting (name VARCHAR(50) PRIMARY KEY, value VARCHAR(200))",
         "ALTER TABLE shop.orders ADD COLUMN note VARCHAR(200)",
         "CREATE INDEX state ON shop.orders (state)"],
    good=["ALTER TABLE shop.orders ADD COLUMN note VARCHAR(200), ADD COLUMN n INT",
          "CREATE TABLE shop.setting (name VARCHAR(50) PRIMARY KEY)",
          "CREATE INDEX state ON shop.orders (note)",
          "ALTER TABLE shop.unheard_of ADD COLUMN note VARCHAR(200)"],
    sources=["SQLE sql_is_executed"],
)  # fmt: skip
def env_audit_executed_sql(
    node: tree.CreateTable | tree.AlterTable | tree.CreateIndex, scope: Scope
) -> Hits:
    """The server has all that the statement would make.

    Why: the file seems to have been run here already; what is reported about things that exist is
    then no mistake of its author, and to run it again fails.

    Instead: look whether it was run, and take it out of what is to be run.
    """
    if _is_done(node, scope):
        yield hit(node, N_("The server has all this already: was the file run here?"))


def _is_done(node: tree.Statement, scope: Scope) -> bool:
    match node:
        case tree.CreateTable(name=name, temporary=False, like=None, query=None):
            facts = scope.table_facts(name)
            wanted = {column.name.name.lower() for column in node.columns}
            return facts is not None and wanted == {c.name.lower() for c in facts.columns}
        case tree.AlterTable(name=name, actions=actions):
            facts = scope.table_facts(name)
            if facts is None or not all(isinstance(a, tree.AddColumn) for a in actions):
                return False
            there = {column.name.lower() for column in facts.columns}
            added = [c for a in actions if isinstance(a, tree.AddColumn) for c in a.columns]
            return bool(added) and all(
                isinstance(c, tree.ColumnDefinition) and c.name.name.lower() in there for c in added
            )
        case tree.CreateIndex(table=name, key=key):
            facts = scope.table_facts(name)
            columns = [part.column.name.lower() if part.column else "" for part in key.parts]
            return facts is not None and any(
                [part.column.lower() for part in index.parts] == columns for index in facts.indexes
            )
    return False
