"""What several commands need: who gives them, the inventory, progress, exit codes."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TextIO

from app.domain.errors import Cancelled
from app.flows.streams import is_terminal, stop_on_ctrl_c, writing
from app.i18n import _
from app.paths import data_folder

if TYPE_CHECKING:
    from app.flows.events import Event
    from app.flows.rights import Warden
    from app.store.journal import Journal

FOUND, TROUBLE, STOPPED, NOBODY_READS = 1, 2, 130, 141


def warden_for(arguments: argparse.Namespace, journal: "Journal | None" = None) -> "Warden":
    """Of whoever gives the command."""
    from app.flows.who_is_here import warden_of_commands

    return warden_of_commands(journal or signed_journal(arguments), store_named(arguments))


def signed_journal(arguments: argparse.Namespace) -> "Journal":
    """The journal to write into; what signs it ends with the command."""
    from app.flows.command_journal import journal_of_commands

    leaving: ExitStack = arguments.leaving
    return leaving.enter_context(journal_of_commands(data_folder()))


def store_named(arguments: argparse.Namespace) -> str:
    """Another inventory for this run, where one was named."""
    found: str = getattr(arguments, "store", "")
    return found


def share_told(err: TextIO, text: str) -> Callable[[float], object]:
    """Shows on a terminal which share of a long work is done."""
    if not is_terminal(err):
        return lambda _share: None

    def tell(share: float) -> None:
        err.write("\r\033[K" + ("" if share >= 1 else text.format(
            percent=int(share * 100)
        )))  # fmt: skip
        err.flush()

    return tell


@contextmanager
def audit_shown(err: TextIO) -> "Iterator[Callable[[Event], None]]":
    """Gives what draws events of an audit on a terminal, and nowhere else."""
    if not is_terminal(err):
        yield lambda event: None
        return
    from app.flows.progress_bar import ProgressBar

    bar = ProgressBar(err)
    try:
        yield bar.take
    finally:
        bar.clear()


def long_call(
    call: Callable[..., None], arguments: argparse.Namespace, out: TextIO, err: TextIO
) -> int:
    """Do what Ctrl+C ends in good order, and tell how much of it is done."""
    with stop_on_ctrl_c() as stopped, writing(out):
        tell = share_told(err, _("{percent} % done"))
        try:
            call(arguments, store_named(arguments), out, stopped, tell)
        except Cancelled:
            raise KeyboardInterrupt from None
    return 0
