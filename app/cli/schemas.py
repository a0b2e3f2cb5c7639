"""`mohist schema-diff`: two schemas beside each other."""

import argparse
from typing import TextIO

from app.cli.parts import FOUND, share_told, store_named, warden_for
from app.domain.errors import Cancelled
from app.domain.stop import Stop
from app.flows.streams import make_writable, stop_on_ctrl_c, writing
from app.i18n import _


def schema_diff(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Compare two schemas, and write the script between them."""
    from app.flows.schemas.diff_command import schema_diff

    make_writable(out, utf8=arguments.format != "text")
    with stop_on_ctrl_c() as stopped, writing(out):
        show, stop = share_told(err, _("{percent} % read")), Stop()

        def tell(share: float) -> None:
            if stopped():  # a server is asked for one object after another
                stop.set()
            show(share)

        try:
            differs = schema_diff(
                arguments, store_named(arguments), lambda: warden_for(arguments), out, stop, tell
            )
        except Cancelled:
            raise KeyboardInterrupt from None
    return FOUND if differs else 0
