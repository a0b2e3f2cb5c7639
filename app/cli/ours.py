"""`mohist journal` and `mohist inventory`: what the console itself keeps."""

import argparse
from typing import TextIO

from app.cli.parts import TROUBLE, share_told, signed_journal, store_named, warden_for
from app.flows.streams import writing
from app.i18n import _
from app.paths import data_folder


def journal(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Show or verify the journal."""
    from app.flows.journal_commands import COMMANDS

    return COMMANDS[arguments.journal](arguments, data_folder() / "journal", out)


def set_journal_aside(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Begin a new journal, the old kept beside it."""
    from app.flows.keep_journal import set_journal_aside
    from app.flows.show_journal import show_kept

    journal = signed_journal(arguments)
    kept = set_journal_aside(journal, warden_for(arguments, journal))
    with writing(out):
        show_kept(kept, out)
    return 0


def export_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the inventory into a file."""
    from app.flows.exchange_inventory import export, opened

    warden, kind = warden_for(arguments), arguments.kind
    with opened(store_named(arguments)) as store:
        export(store.load(), arguments.file, warden, kind, bom=not arguments.no_bom)
    return 0


def import_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Take records from a file."""
    from app.flows.exchange_inventory import import_file, opened_to_change

    with opened_to_change(warden_for(arguments), store_named(arguments)) as store, writing(out):
        whole = import_file(
            store, arguments.file, arguments.source, arguments.kind, out,
            dry=arguments.dry_run, tell=share_told(err, _("{percent} % read")),
        )  # fmt: skip
    return 0 if whole else TROUBLE


def salvage_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write what can be read of a damaged inventory."""
    from app.flows.exchange_inventory import salvage

    with writing(out):
        whole = salvage(arguments.file, store_named(arguments), warden_for(arguments), out)
    return 0 if whole else TROUBLE


def restore_inventory(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Put a copy in its place."""
    from app.flows.exchange_inventory import restore_copy

    with writing(out):
        restore_copy(arguments.file, store_named(arguments), lambda: warden_for(arguments), out)
    return 0
