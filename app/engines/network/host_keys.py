"""Whether an SSH server is who it was the last time."""

import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.endpoint import Hop
from app.domain.errors import ConnectFailed, HostKeyUnknown
from app.i18n import _

if TYPE_CHECKING:
    import asyncssh


def users_file() -> Path:
    """Where OpenSSH keeps the keys of servers this user has met."""
    return Path.home() / ".ssh" / "known_hosts"


def _files(hop: Hop) -> list[Path]:
    wanted = [users_file()]
    if hop.known_hosts:
        wanted.insert(0, Path(hop.known_hosts).expanduser())
    return wanted


def known_keys(hop: Hop) -> Any:
    """What asyncssh checks a server's key against; with no file nobody is trusted."""
    there = [str(file) for file in _files(hop) if file.is_file()]
    return there or ([], [], [])


async def unknown_host(
    hop: Hop,
    tunnel: "asyncssh.SSHClientConnection | None",
    way: socket.socket | None,
    timeout: float,
) -> ConnectFailed:
    """Why a key was not accepted: never seen, or another than the one that is known.

    It is asked for by the same way as before: through the `tunnel`, or the proxy's socket `way`.
    """
    import asyncssh

    at = hop.host if hop.port == 22 else f"[{hop.host}]:{hop.port}"
    try:
        async with asyncio.timeout(timeout):
            key = await asyncssh.get_server_host_key(
                hop.host, hop.port, tunnel=tunnel or (), sock=way
            )
    except (asyncssh.Error, OSError):
        key = None
    fingerprint = key.get_fingerprint() if key is not None else "?"
    if _is_known(hop):
        return ConnectFailed(
            _("The SSH server {at} shows another key than it did before: {fingerprint}.").format(
                at=at, fingerprint=fingerprint
            ),
            hint=_("Somebody may sit in between. Ask whoever runs it; only if the change is meant,"
                   " take the old line out of {file}.").format(file=_files(hop)[0]),
        )  # fmt: skip
    line = f"{at} {key.export_public_key().decode().strip()}" if key is not None else ""
    return HostKeyUnknown(
        _("The SSH server {at} was never seen before. Its key is {fingerprint}.").format(
            at=at, fingerprint=fingerprint
        ),
        hint=_("Compare it with what whoever runs the server says, then accept it."),
        line=line,
        file=str(_files(hop)[0]),
    )


def _is_known(hop: Hop) -> bool:
    import asyncssh

    there: Sequence[str] = [str(file) for file in _files(hop) if file.is_file()]
    if not there:
        return False
    keys = asyncssh.match_known_hosts(list(there), hop.host, "", hop.port)
    return any(keys[:2])


def remember(unknown: HostKeyUnknown) -> None:
    """Take a key the user has accepted into the file of known ones; OSError where that fails."""
    file = Path(unknown.file)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = file.read_bytes() if file.exists() else b""
    with file.open("ab") as out:
        if before and not before.endswith(b"\n"):
            out.write(b"\n")
        out.write(unknown.line.encode() + b"\n")
