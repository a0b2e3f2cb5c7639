"""What systemd is told of a service of ours, where it started it."""

import os
import socket
from contextlib import suppress

_SOCKET = "NOTIFY_SOCKET"


def tell_systemd(*lines: str) -> None:
    """Send lines like `READY=1` or `STATUS=…` (see sd_notify(3)); nothing without a systemd."""
    address = os.environ.get(_SOCKET, "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
        said.connect(address)
        said.send("\n".join(lines).encode())
