"""`mohist rules`: what the audit looks for."""

import argparse
import difflib
import shutil
from typing import TextIO

from app.domain.errors import BadUsage
from app.flows.streams import make_writable, writing
from app.i18n import _


def list_rules(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """List all rules."""
    from app.audit.registry import catalogue
    from app.audit.report.rulebook import render_json, render_list

    json = arguments.format == "json"
    make_writable(out, utf8=json)
    render = render_json if json else render_list
    with writing(out):
        render(catalogue().values(), out)
    return 0


def show_rule(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Explain one."""
    from app.audit.registry import catalogue
    from app.audit.report.rulebook import render_one

    rules = catalogue()
    if arguments.rule not in rules:
        near = difflib.get_close_matches(arguments.rule, rules, n=3, cutoff=0.4)
        raise BadUsage(
            _("There is no rule {rule}.").format(rule=arguments.rule),
            hint=_("Did you mean: {rules}?").format(rules=", ".join(near))
            if near
            else _("mohist rules lists them all."),
        )
    with writing(out):
        render_one(rules[arguments.rule], out, min(100, shutil.get_terminal_size().columns))
    return 0
