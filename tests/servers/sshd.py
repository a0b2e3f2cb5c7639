"""OpenSSH's own server and agent, with keys made for the occasion."""

import os
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.servers.mysql_family import system_user
from tests.servers.process import ServerProcess

_ELSEWHERE = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
_PRIVILEGES = Path("/run/sshd")  # sshd of root wants it, empty


def missing() -> str:
    """Return why sshd cannot be started on this machine, or nothing."""
    gone = [
        name
        for name in ("sshd", "ssh-keygen", "ssh-agent")
        if shutil.which(name, path=_ELSEWHERE) is None
    ]
    return f"OpenSSH's server is not installed: no {' and no '.join(gone)}" if gone else ""


class Sshd(ServerProcess):
    """An sshd that lets in `user` with `key`, or with `locked_key` and its `passphrase`.

    It forwards TCP, and gives no shell worth having. `known_hosts` is a file that knows it.
    There are no passwords: those of real accounts are not ours to set.
    """

    kind = "sshd"
    passphrase = "open sesame"

    def __init__(self) -> None:
        super().__init__()
        self.user = system_user()
        self.key = self.folder / "client_key"
        self.locked_key = self.folder / "locked_key"
        self.known_hosts = self.folder / "known_hosts"
        self._host_key = self.folder / "host_key"

    @property
    def host_key(self) -> str:
        """The public part of the host key, like `ssh-ed25519 AAAA…`."""
        return " ".join(self._host_key.with_suffix(".pub").read_text().split()[:2])

    def prepare(self) -> None:
        make_key(self.key)
        make_key(self.locked_key, self.passphrase)
        public = [key.with_suffix(".pub").read_text() for key in (self.key, self.locked_key)]
        (self.folder / "authorized_keys").write_text("".join(public))
        make_key(self._host_key)
        if os.getuid() == 0:
            _PRIVILEGES.mkdir(mode=0o755, exist_ok=True)

    def arguments(self) -> list[str]:
        self.known_hosts.write_text(f"[{self.host}]:{self.port} {self.host_key}\n")
        config = {
            "Port": self.port,
            "ListenAddress": self.host,
            "HostKey": self._host_key,
            "AuthorizedKeysFile": self.folder / "authorized_keys",
            "PidFile": self.folder / "pid",
            "StrictModes": "no",
            "UsePAM": "no",
            "PermitRootLogin": "prohibit-password",
            "PasswordAuthentication": "no",
            "KbdInteractiveAuthentication": "no",
            "AllowTcpForwarding": "yes",
            "LogLevel": "VERBOSE",
        }
        lines = [f"{name} {value}" for name, value in config.items()]
        path = self.folder / "sshd_config"
        path.write_text("\n".join(lines) + "\n")
        program = shutil.which("sshd", path=_ELSEWHERE)
        assert program, "sshd wants to be called by its whole path"
        return [program, "-D", "-e", "-f", str(path)]

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection((self.host, self.port), 1) as peer:
            return peer.recv(4) == b"SSH-"
        return False

    def change_host_key(self) -> None:
        """Come back with another host key, as a stranger in its place would have."""
        self.stop()
        for file in self._host_key, self._host_key.with_suffix(".pub"):
            file.unlink()
        make_key(self._host_key)
        known = self.known_hosts.read_text()
        self.start()
        self.known_hosts.write_text(known)

    def kill(self) -> None:
        """End it with all its connections, which are processes of their own."""
        serving = _descendants(self.pid) if self.running else []
        super().kill()
        for pid in serving:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    stop = kill


class SshAgent(ServerProcess):
    """An ssh-agent; `socket` is what SSH_AUTH_SOCK must say."""

    kind = "agent"

    @property
    def socket(self) -> Path:
        return self.folder / "agent"

    def arguments(self) -> list[str]:
        self.socket.unlink(missing_ok=True)
        return ["ssh-agent", "-D", "-a", str(self.socket)]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as peer:
            return peer.connect_ex(str(self.socket)) == 0

    def add(self, key: Path) -> None:
        """Have it keep a key that has no passphrase."""
        environment = os.environ | {"SSH_AUTH_SOCK": str(self.socket)}
        subprocess.run(["ssh-add", "-q", str(key)], check=True, env=environment)


def make_key(path: Path, passphrase: str = "") -> None:
    """Make a key and, beside it, its public part in `.pub`."""
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-C", "mohist-test"]
    subprocess.run([*words, "-N", passphrase, "-f", str(path)], check=True)


def _descendants(pid: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        below = [int(child) for child in children]
        return below + [one for child in below for one in _descendants(child)]
    return []
