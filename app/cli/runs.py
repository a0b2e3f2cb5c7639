"""`mohist runs`: audits that were kept, and two of them beside each other."""

import argparse
from typing import TYPE_CHECKING, TextIO

from app.cli.parts import FOUND, TROUBLE
from app.flows.streams import make_writable, writing
from app.paths import data_folder

if TYPE_CHECKING:
    from app.store.runs import RunStore


def list_runs(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """List them with a trend; one that is damaged is told, and the others are listed."""
    from app.flows.list_runs import show_json, show_text

    listed = _store().listed()
    json = arguments.format == "json"
    make_writable(out, utf8=json)
    with writing(out):
        (show_json if json else show_text)(listed.runs, arguments.last, out)
    err.writelines(f"mohist: {trouble} {trouble.hint}\n" for trouble in listed.troubles)
    return TROUBLE if listed.troubles else 0


def compare(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Tell what is new, gone and still there; the exit code is 1 where something is new."""
    from app.flows.compare_runs import chosen, compared, show_json, show_text

    store = _store()
    numbers = chosen(store, arguments.before, arguments.after)
    (before, was), (after, found) = map(store.of, numbers)
    became = compared(was, found)
    json = arguments.format == "json"
    make_writable(out, utf8=json)
    with writing(out):
        (show_json if json else show_text)(before, after, became, out)
    return FOUND if became.new else 0


def _store() -> "RunStore":
    from app.store.runs import RunStore

    return RunStore(data_folder() / "runs")
