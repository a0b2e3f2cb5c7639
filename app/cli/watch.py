"""`mohist collect`, `metrics`, `history` and `alerts`: what is measured and told."""

import argparse
from typing import TextIO

from app.cli.parts import TROUBLE, long_call, share_told, signed_journal, store_named, warden_for
from app.domain.errors import Cancelled
from app.flows.arguments import FORMATS
from app.flows.streams import make_writable, stop_on_ctrl_c, writing
from app.i18n import _


def collect(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Watch the instances of the inventory, without a window."""
    from app.flows.watch.collecting import collect
    from app.flows.who_is_here import warden_of_service

    warden = warden_of_service(signed_journal(arguments))
    return collect(arguments, store_named(arguments), warden, out, err)


def export_history(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write what was measured into a table."""
    from app.flows.watch.history_commands import export

    return long_call(export, arguments, out, err)


def import_history(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Take what a Prometheus knows."""
    from app.flows.watch.history_commands import import_from_prometheus

    return long_call(import_from_prometheus, arguments, out, err)


def metrics(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """List what is watched."""
    from app.flows.list_metrics import list_metrics

    make_writable(out, utf8=arguments.format != FORMATS[0])
    with writing(out):
        troubles = list_metrics(arguments.engine, arguments.format, out)
    err.writelines(f"mohist: {trouble} {trouble.hint}".rstrip() + "\n" for trouble in troubles)
    return TROUBLE if troubles else 0


def check_metrics(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Check a user's own metrics."""
    from app.flows.list_metrics import check_metrics

    with writing(out):
        check_metrics(arguments.files, out)
    return 0


def alerts(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Do what `alerts` was told to."""
    from app.flows.watch.alert_commands import COMMANDS, Console

    if getattr(arguments, "format", "json") == "json":
        make_writable(out, utf8=True)
    with stop_on_ctrl_c() as stopped, writing(out):
        tell = share_told(err, _("{percent} % done"))
        try:
            return COMMANDS[arguments.alerts](
                arguments,
                Console(
                    store_named(arguments), lambda: warden_for(arguments), out, err, stopped, tell
                ),
            )
        except Cancelled:
            raise KeyboardInterrupt from None
