"""Commands that log in at an instance: `mohist snapshot`, `definitions`, `export`."""

import argparse
from typing import TextIO

from app.cli.parts import share_told, store_named, warden_for
from app.domain.errors import Cancelled
from app.domain.stop import Stop
from app.flows.streams import stop_on_ctrl_c, writing
from app.i18n import _


def snapshot(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write what an instance knows of its schemas into a file."""
    from app.flows.at_instance import session_at
    from app.flows.save_report import check_writable
    from app.flows.snapshot import take, write

    check_writable(arguments.output)
    warden, stop = warden_for(arguments), Stop()
    show = share_told(err, _("{percent} % done"))
    with stop_on_ctrl_c(stop.set), writing(out):
        try:
            with session_at(
                arguments.instance, store_named(arguments), warden, stop, arguments.secrets
            ) as session:
                taken = take(session, arguments.schema, lambda done, of: show(done / max(of, 1)))
        except Cancelled:
            raise KeyboardInterrupt from None
        out.write(write(taken, arguments.output) + "\n")
    return 0


def definitions(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the objects of an instance into scripts."""
    from app.flows.at_instance import session_at
    from app.flows.definitions import write_definitions

    warden, stop, place = warden_for(arguments), Stop(), store_named(arguments)
    with stop_on_ctrl_c(stop.set), writing(out):
        try:
            with session_at(arguments.instance, place, warden, stop, arguments.secrets) as session:
                said = write_definitions(
                    session, arguments.output, arguments.schema, digests=arguments.digests,
                    running=arguments.running, tell=share_told(err, _("{percent} % done")),
                )  # fmt: skip
        except Cancelled:
            raise KeyboardInterrupt from None
        out.write(said + "\n")
    return 0


def export(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the rows of a statement into a file."""
    from app.flows.console.export_command import export_rows

    warden, stop = warden_for(arguments), Stop()
    with stop_on_ctrl_c(stop.set), writing(out):
        try:
            export_rows(arguments, store_named(arguments), warden, stop, out, err)
        except Cancelled:
            raise KeyboardInterrupt from None
    return 0
