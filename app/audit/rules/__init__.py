"""The rules, a module a family. Importing this package enters all of them in the catalogue."""

from app.audit.rules import (
    affected,
    auto_increment,
    changes,
    column_attributes,
    columns,
    conditions,
    conversions,
    ddl_losses,
    ddl_safety,
    existence,
    existence_parts,
    index_contents,
    indexes,
    joins,
    naming,
    naming_patterns,
    naming_refused,
    naming_style,
    online_ddl,
    queries,
    routines,
    selectivity,
    sizes,
    statements,
    suppressing,
    table_options,
    tables,
)

FAMILIES = (
    affected, auto_increment, changes, column_attributes, columns, conditions, conversions,
    ddl_losses, ddl_safety, existence, existence_parts, index_contents, indexes, joins, naming,
    naming_patterns, naming_refused, naming_style, online_ddl, queries, routines, selectivity,
    sizes, statements, suppressing, table_options, tables,
)  # fmt: skip
"""Every module of rules; a frozen program finds none by looking at a folder."""
