"""A session bus of our own, with a real keychain on it where a test wants one."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from app.auth.keychain import Keychain
from app.domain.errors import SecretUnavailable
from app.domain.stop import Stop

_BUS = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""  # no folders of services: nothing starts by itself


def missing() -> str:
    """Return why there can be none on this machine, or nothing."""
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        if not shutil.which(program):
            return f"{program} is not installed"
    return ""


class Desktop:
    """The bus, and the daemon of the keychain while it runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "run").mkdir(mode=0o700)
        (folder / "bus.conf").write_text(_BUS.format(folder=folder))
        command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--print-address=1",
                   "--nofork", "--nopidfile"]  # fmt: skip
        self._bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().decode().strip()
        self._daemon: subprocess.Popen[bytes] | None = None

    def start_keychain(self, password: bytes = b"open sesame") -> None:
        """Run gnome-keyring, unlocked, and wait until it is there."""
        daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=os.environ | {
                "HOME": str(self._folder),
                "XDG_RUNTIME_DIR": str(self._folder / "run"),
                "XDG_DATA_HOME": str(self._folder / "data"),
                "DBUS_SESSION_BUS_ADDRESS": self.address,
            },
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._daemon = daemon
        assert daemon.stdin is not None
        daemon.stdin.write(password)
        daemon.stdin.close()
        keychain = Keychain(seconds=20)
        until = time.monotonic() + 20
        try:
            while True:
                try:
                    return keychain.check(Stop())
                except SecretUnavailable:
                    assert time.monotonic() < until
        finally:
            keychain.close()

    def freeze_keychain(self) -> None:
        """Let it take questions and answer none."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def lock_keychain(self) -> None:
        """Lock it, as a screen saver does."""
        import secretstorage

        connection = secretstorage.dbus_init()
        secretstorage.get_default_collection(connection).lock()
        connection.close()

    def close(self) -> None:
        for process in (self._daemon, self._bus):
            if process is not None:
                process.kill()
                process.wait()
        assert self._bus.stdout is not None
        self._bus.stdout.close()
