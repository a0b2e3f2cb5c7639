"""Rules about the style of names: upper and lower case, prefixes, number."""

import re

from app.audit import definitions
from app.audit.named import NAMING, NAMING_TABLES, named, newly_named, stored
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_STYLE = re.compile(r"[a-z][A-Z]|__|\A_|_\Z|\A\d")
_YEAR = re.compile(
    r"(?:\A|_)(?:19|20)\d\d(?:_?(?:0[1-9]|1[0-2]))?(?:\Z|_)|(?<=[a-z])(?:19|20)\d\d\Z"
)
_NOT_PLURAL = frozenset(
    """address access business process class status alias bus gas canvas campus census corpus bonus
    virus focus basis analysis axis crisis thesis diagnosis synopsis series species news os dns
    https rss sms css js aws gps pos plus minus radius sys this has is was yes previous various
    express progress success loss boss cross press pass glass mass less excess progress ids
    always perhaps us as tls vs los""".split()
)
"""Words that end in s and are no plural, or that no singular can stand for."""


@rule(
    Severity.WARNING,
    on=each(NAMING, "NOT UPPER"),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        '-- dialect: oracle\nCREATE TABLE "item" (id NUMBER PRIMARY KEY)',
        "CREATE TABLE item (ID INT PRIMARY KEY)",
        "ALTER TABLE ITEM ADD COLUMN Name INT",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE ITEM (ID INT PRIMARY KEY, PRICE_2 INT)",
        "DROP TABLE item",
    ],
    sources=["goInception er_identifier_upper", "Bytebase NAMING_IDENTIFIER_CASE (upper)"],
)
def naming_identifier_upper(node: tree.Node, scope: Scope) -> Hits:
    """A name is not in upper case.

    Why: who moves to Oracle, or programs for both, finds every name in upper case there. House
    rule: not part of the default profile; it is the contrary of naming-identifier-lower.

    Instead: write new names in capitals throughout.
    """
    for name, word in newly_named(node):
        if stored(name, scope) != word.upper():
            yield hit(name, N_("{name} is not in upper case"), name=word, about=name.dotted)


@rule(
    Severity.WARNING,
    on=each(NAMING, "NOT LOWER"),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE Item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE Item (id INT PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN unitPrice INT",
        "RENAME TABLE item TO ITEM",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, `名称` INT)",
        "ALTER TABLE Item MODIFY unitPrice INT",
    ],
    sources=["goInception er_identifier_lower, er_id_is_uper"],
)
def naming_identifier_lower(node: tree.Node, scope: Scope) -> Hits:
    """A name is not in lower case.

    Why: whether Item and item are one table depends on lower_case_table_names, which is 0 on
    Linux, 1 on Windows and 2 on macOS, and cannot be changed after MySQL 8.0 is set up. House rule:
    not part of the default profile.

    Instead: lower case throughout, with underscores between words.
    """
    for name, word in newly_named(node):
        if word != word.lower():
            yield hit(name, N_("{name} is not in lower case"), name=word, about=name.dotted)


@rule(
    Severity.NOTICE,
    on=each(NAMING, "ODD"),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        '-- dialect: oracle\nCREATE TABLE "Item" (id NUMBER PRIMARY KEY)',
        "CREATE TABLE Item (id INT PRIMARY KEY)",
        "CREATE INDEX idx_unitPrice ON item (price)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE Item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE ITEM (ID INT PRIMARY KEY, price INT)",
        "CREATE TABLE `名称` (id INT PRIMARY KEY)",
    ],
    sources=["SQLE ddl_check_object_name_is_upper_and_lower_letter_mixed", "SQLE SQLE00046"],
)
def naming_identifier_mixed_case(node: tree.Node, scope: Scope) -> Hits:
    """A name mixes upper and lower case.

    Why: on one server Item and item are two tables and on another one, so that what runs on the
    developer's machine fails in production. House rule: not part of the default profile.

    Instead: one case throughout, with underscores between words.
    """
    for name, word in newly_named(node):
        if stored(name, scope) not in {word.lower(), word.upper()}:
            yield hit(name, N_("{name} mixes upper and lower case"), name=word, about=name.dotted)


@rule(
    Severity.NOTICE,
    on=each(NAMING, "ODD"),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE order__line (id NUMBER PRIMARY KEY)",
        "CREATE TABLE orderLine (id INT PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN unit__price INT",
        "ALTER TABLE item ADD COLUMN `2nd_price` INT, ADD COLUMN note_ INT",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE order_line (id NUMBER PRIMARY KEY)",
        "CREATE TABLE order_line (id INT PRIMARY KEY, price2 INT)",
        "CREATE TABLE ORDER_LINE (ID INT PRIMARY KEY)",
        "SELECT unitPrice AS orderLine FROM item WHERE id = 1",
    ],
    sources=["SOAR STA.004"],
)
def naming_style(node: tree.Node, scope: Scope) -> Hits:
    """A name is in camel case, or its underscores or digits stand where they are misread.

    Why: camel case is lost where a server folds names, two underscores in a row look like one,
    and a name that begins with a digit is read as a number by some tools. House rule: not part of
    the default profile.

    Instead: words with one underscore between them, beginning and ending with a letter or digit.
    """
    for name, word in newly_named(node):
        if _STYLE.search(word):
            yield hit(name, N_("{name} does not follow the style of words_with_underscores"),
                      name=word, about=name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable, tree.CreateView, tree.CreateDatabase, tree.RenameTo, tree.RenamePair),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"allowed": ()},
    bad=[
        "-- dialect: oracle\nCREATE TABLE orders (id NUMBER PRIMARY KEY)",
        "CREATE TABLE orders (id INT PRIMARY KEY)",
        "RENAME TABLE company TO companies",
        "CREATE VIEW open_boxes AS SELECT 1",
        "-- dialect: oracle\nCREATE TABLE items (id NUMBER PRIMARY KEY)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE order_status (id NUMBER PRIMARY KEY)",
        "CREATE TABLE order_status (id INT PRIMARY KEY)",
        "CREATE TABLE address (id INT PRIMARY KEY)",
        "CREATE TABLE news (id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, points INT)",
        "-- allowed: orders\nCREATE TABLE orders (id INT PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
    ],
    sources=["SOAR KWR.003"],
)
def naming_plural(node: tree.Node, scope: Scope) -> Hits:
    """A table is called by a plural.

    Why: singular and plural side by side (order, order_items, customers) have to be looked up each
    time, and the class of a program is called after one row. House rule: not part of the default
    profile. Words such as status, address, news and analysis are known to be none; name others, or
    plurals that may stay, in the parameter `allowed`.

    Instead: the singular.
    """
    for name, word in newly_named(node):
        called = word.lower()
        if _is_plural(last := called.rpartition("_")[2]):
            allowed = {word.lower() for word in scope.words("allowed")}
            if last not in allowed and called not in allowed:
                yield hit(name, N_("{name} is a plural"), name=word, about=name.dotted)


def _is_plural(word: str) -> bool:
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "ous")):
        return False
    return len(word) >= 4 and word not in _NOT_PLURAL


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"names": ("id",)},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "CREATE TABLE item (ID INT, name VARCHAR(9), PRIMARY KEY (ID))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (item_id NUMBER PRIMARY KEY)",
        "CREATE TABLE item (item_id INT PRIMARY KEY)",
        "CREATE TABLE item (id INT, code CHAR(8) PRIMARY KEY)",
        "CREATE TEMPORARY TABLE few (id INT PRIMARY KEY)",
        "-- dialect: oracle\nCREATE TABLE item (item_id NUMBER PRIMARY KEY)",
    ],
    sources=["sqlcheck 1004"],
)
def naming_generic_id(node: tree.CreateTable, scope: Scope) -> Hits:
    """A primary key is simply called id.

    Why: in a join of several tables each has an id, columns must be renamed and USING cannot be
    said; a wrong alias still finds a column and gives wrong rows. House rule: not part of the
    default profile, for most frameworks expect just that name.

    Instead: item_id. The parameter `names` lists what is too general.
    """
    names, generic = definitions.names_of(node), {name.lower() for name in scope.words("names")}
    if generic.isdisjoint(names) or definitions.is_passing(node, scope):
        return
    for column, name in zip(definitions.columns_of(node), names, strict=True):
        if name in generic and definitions.is_key_column(column):
            yield hit(column.name, N_("The primary key of {table} is simply called {name}"),
                      table=node.name.dotted, name=column.name.name,
                      about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=each((*NAMING_TABLES, tree.ColumnDefinition, tree.RenameColumn), "DIGIT"),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE TABLE sales_2024 (id NUMBER PRIMARY KEY)",
        "CREATE TABLE sales_2024 (id INT PRIMARY KEY)",
        "CREATE TABLE log_202401 (id INT PRIMARY KEY)",
        "ALTER TABLE budget ADD COLUMN amount2025 INT",
        "-- dialect: oracle\nCREATE TABLE sales_2024 (id NUMBER PRIMARY KEY)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE sales (id NUMBER PRIMARY KEY)",
        "CREATE TABLE sales (id INT PRIMARY KEY, year YEAR)",
        "CREATE TABLE iso_8601_log (id INT PRIMARY KEY, address2 INT, sha256 INT)",
        "CREATE TABLE part_12024 (id INT PRIMARY KEY)",
        "ALTER TABLE budget DROP COLUMN amount2025",
        "-- dialect: oracle\nCREATE TABLE sales (id NUMBER PRIMARY KEY)",
    ],
    sources=["sqlcheck 1007"],
)
def naming_metadata_in_name(node: tree.Node, scope: Scope) -> Hits:
    """A year or month is part of a name.

    Why: it is data: each new year needs new DDL and new programs, and what spans two years needs
    UNION over tables or a list of columns. House rule: not part of the default profile.

    Instead: a column for the year, and partitions where old rows have to go quickly.
    """
    for name, word in newly_named(node):
        if _YEAR.search(word.lower()):
            yield hit(name, N_("{name} holds a year or month"), name=word, about=name.dotted)


@rule(
    Severity.WARNING,
    on=NAMING_TABLES,
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"prefix": ""},
    bad=[
        "-- dialect: oracle\n-- prefix: t_\nCREATE TABLE item (id NUMBER PRIMARY KEY)",
        "-- prefix: t_\nCREATE TABLE item (id INT PRIMARY KEY)",
        "-- prefix: t_\nALTER TABLE t_item RENAME TO item",
    ],
    good=[
        "-- dialect: oracle\n-- prefix: t_\nCREATE TABLE t_item (id NUMBER PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY)",
        "-- prefix: t_\nCREATE TABLE T_item (id INT PRIMARY KEY)",
        "-- prefix: t_\nCREATE TEMPORARY TABLE few (id INT)",
    ],
    sources=["goInception er_table_prefix", "Yearning DDLTablePrefix"],
)
def naming_table_prefix(node: tree.Node, scope: Scope) -> Hits:
    """The name of a table does not begin as agreed.

    Why: the house tells the tables of its products apart by their first letters. It says nothing
    until the parameter `prefix` is given. House rule: not part of the default profile.

    Instead: begin with the parameter `prefix`, upper or lower case. Temporary tables are not
    reported.
    """
    prefix = scope.text_setting("prefix")
    if not getattr(node, "temporary", False):
        yield from _prefixed(node, prefix)


@rule(
    Severity.WARNING,
    on=(only(tree.CreateTable, "TEMPORARY"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"prefix": "tmp_"},
    bad=[
        "-- dialect: oracle\nCREATE GLOBAL TEMPORARY TABLE few (id NUMBER)",
        "CREATE TEMPORARY TABLE few (id INT)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE few (id NUMBER PRIMARY KEY)",
        "CREATE TEMPORARY TABLE TMP_few (id INT)",
        "CREATE TABLE few (id INT PRIMARY KEY)",
    ],
    sources=["goInception er_temp_table_tmp_prefix", "SQLE SQLE00042"],
)
def naming_temp_table_prefix(node: tree.CreateTable, scope: Scope) -> Hits:
    """The name of a temporary table does not begin as agreed.

    Why: a temporary table hides one of the same name, so that a statement meant for the one
    empties the other; a prefix keeps them apart. House rule: not part of the default profile.

    Instead: begin with the parameter `prefix`, upper or lower case.
    """
    if node.temporary:
        yield from _prefixed(node, scope.text_setting("prefix"))


def _prefixed(node: tree.Node, prefix: str) -> Hits:
    for name, word in named(node):
        if not word.lower().startswith(prefix.lower()):
            yield hit(name, N_("{name} does not begin with {prefix}"), name=word, prefix=prefix,
                      about=name.dotted)  # fmt: skip
