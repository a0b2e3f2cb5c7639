"""From what a server said, or what somebody pasted, to a plan: which form it is, and its reader."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.domain.plan import Form, Plan, PlanNode, with_depth
from app.i18n import _
from app.plans.blocks import planning, read_blocks
from app.plans.mysql_json_2 import read_json_2
from app.plans.mysql_tree import is_tree, read_tree
from app.plans.oracle_text import is_xplan, read_xplan
from app.plans.tabular import is_table, read_table

MOST = 20_000_000
"""Characters of a plan that are read."""
DEEPEST = 300
"""Steps below each other; a join of 61 tables has some 120."""


def read_plan(text: str, dialect: Dialect | None = None) -> Plan:
    """The plan in `text`, in any of the forms. Raises BadInput where there is none.

    The dialect is guessed from the form where nobody says; statement, digest and version are the
    caller's to fill in.
    """
    if len(text) > MOST:
        raise BadInput(_("This is too long for a plan."))
    try:
        plan = _read(text.lstrip("\ufeff"), dialect)
    except RecursionError:
        plan = None
    if plan is None or any(depth > DEEPEST for depth, _node in with_depth(plan.root)):
        raise BadInput(_("This plan is nested too deeply."))
    return plan


def _read(text: str, dialect: Dialect | None) -> Plan:
    start = text.find("{")
    if start >= 0 and not text[:start].strip(" \t\r\n|+-*[EXPLAINexplain:\"'"):
        return _of_json(text, text[start:], dialect)
    for fits, read, form, spoken in _TEXTS:
        if fits(text):
            root = read(text)
            return Plan(root, form, text, dialect or spoken, analyzed=_has_run(root))
    raise BadInput(
        _("This is not a plan."),
        hint=_(
            "The console reads EXPLAIN and ANALYZE of MySQL and MariaDB as JSON, as a tree or as"
            " a table, and DBMS_XPLAN of Oracle."
        ),
    )


_TEXTS: tuple[
    tuple[Callable[[str], bool], Callable[[str], PlanNode], Form, Dialect], ...
] = (
    (is_tree, read_tree, Form.MYSQL_TREE, Dialect.MYSQL),
    (is_xplan, read_xplan, Form.ORACLE_TEXT, Dialect.ORACLE),
    (is_table, read_table, Form.TABLE, Dialect.MYSQL),
)  # fmt: skip


def _of_json(text: str, document: str, dialect: Dialect | None) -> Plan:
    try:
        said, _end = json.JSONDecoder(strict=False).raw_decode(document)
    except ValueError as error:
        raise BadInput(_("This plan is no whole JSON: {reason}").format(reason=error)) from error
    if not isinstance(said, dict):
        raise BadInput(_("There is no plan in it."))
    if "query_block" in said:
        return _of_blocks(text, said, dialect)
    if "query_plan" in said or "operation" in said:
        root = read_json_2(said)
        plan = Plan(root, Form.MYSQL_JSON_2, text, dialect or Dialect.MYSQL)
        return replace(plan, analyzed=_has_run(root))
    raise BadInput(_("There is no plan in it."))


def _of_blocks(text: str, said: Mapping[str, Any], dialect: Dialect | None) -> Plan:
    mysql = dialect is Dialect.MYSQL or (dialect is None and "cost_info" in text)
    root = read_blocks(said)
    return Plan(
        root,
        Form.MYSQL_JSON if mysql else Form.MARIADB_JSON,
        text,
        dialect or (Dialect.MYSQL if mysql else Dialect.MARIADB),
        analyzed=_has_run(root),
        planning=planning(said),
    )


def _has_run(root: PlanNode) -> bool:
    return any(node.actual_rows is not None or node.loops is not None for node in root.walk())
