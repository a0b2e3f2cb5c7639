"""A server of the tests: a process on a free loopback port, with all it writes in one folder.

The folder lies in memory where the machine has room there, and its path is short: the path of a
Unix socket may not exceed 107 bytes. A guard, a shell that waits at the end of a pipe, ends the
server and removes the folder when the test run dies before it could.
"""

import contextlib
import fcntl
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "mohist-tests"
"""Where what is dear to make is kept between test runs: data folders, the MySQL of Debian sid."""

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30  # bytes that must be free in memory; containers give 64 MiB by default
_START = 60.0  # seconds
_STOP = 20.0  # seconds until an orderly stop is no longer waited for
_TRIES = 3
_PORTS = range(10_240, 32_768)
_BLOCK = 256  # ports of one process
_GUARD = 'read -r word || { kill -9 "$0"; rm -rf "$1"; }'


class NotStarted(Exception):
    """A server ended, or said nothing, instead of answering. Holds the end of its log."""


def short_folder(kind: str) -> Path:
    """Return a new folder with a short path, in memory where there is room."""
    parent = None
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        parent = _MEMORY
    return Path(tempfile.mkdtemp(prefix=f"mohist-{kind}-", dir=parent))


def free_port() -> int:
    """Return a port nobody listens on, and that no other process of the tests is given.

    It lies below those the kernel gives to outgoing connections, so that no client takes it
    while a server restarts.
    """
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port := next(_ports)))
            return port


def _ports_of_this_process() -> Iterator[int]:
    """Go round and round in a block of ports that is locked as long as the process lives.

    Drawn by lot among all ports, one that a server was to listen on later was given twice now and
    then: to another process, or to a cluster's second door.
    """
    folder = CACHE / "ports"
    folder.mkdir(parents=True, exist_ok=True)
    firsts = list(_PORTS[::_BLOCK])
    random.shuffle(firsts)
    for first in firsts:
        lock = (folder / str(first)).open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        _locked.append(lock)
        yield from itertools.cycle(range(first, first + _BLOCK))
    raise NotStarted(f"Other processes hold all ports; their locks lie in {folder}.")


_locked: list[BinaryIO] = []
_ports = _ports_of_this_process()


class ServerProcess:
    """One server. `start` it, or use it in a `with`; `close` ends it and removes its folder."""

    kind = "server"
    host = "127.0.0.1"

    def __init__(self) -> None:
        self.folder = short_folder(self.kind)
        self.choose_ports()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._prepared = False

    # What a kind of server says of itself.

    def choose_ports(self) -> None:
        """Take the port to listen on, and others where it has more doors."""
        self.port = free_port()

    def prepare(self) -> None:
        """Fill the folder before the first start."""

    def arguments(self) -> list[str]:
        """Return the command line."""
        raise NotImplementedError

    def environment(self) -> dict[str, str] | None:
        """Return the environment; that of the tests where None."""
        return None

    def answers(self) -> bool:
        """Tell whether it serves already."""
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 1):
            return True
        return False

    # What all of them can.

    @property
    def pid(self) -> int:
        """The process id while it runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Tell whether the process lives, frozen or not."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """All it has written to its log and its standard output."""
        files = sorted(self.folder.glob("*.log"))
        return "".join(file.read_text(errors="replace") for file in files)

    def start(self) -> Self:
        """Start it, and return when it answers."""
        again = self._prepared
        if not again:
            self.prepare()
            self._prepared = True
        for attempt in range(_TRIES):
            self._launch()
            if self._wait_until_it_answers():
                return self
            if again or attempt == _TRIES - 1:
                break
            self.choose_ports()  # another program may have been quicker
        said = self.log[-3000:]
        self.close()
        raise NotStarted(f"{self.kind} did not start. The end of its log:\n{said}")

    def stop(self) -> None:
        """Ask it to end, and wait for that; `start` brings it back with its data."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP)
        self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._guard is not None:
            self._guard.communicate(b"ended\n")
            self._guard = None

    def restart(self) -> None:
        """Stop it and start it again on the same port."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Let it hang: connections are accepted by the kernel, and nothing is answered.

        On busy cores one thread may run on for a while when the signal was sent.
        """
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        threads = Path(f"/proc/{self._process.pid}/task")
        if threads.exists():
            self.wait_until(lambda: all(_stands_still(thread) for thread in threads.iterdir()))

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it at once and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _launch(self) -> None:
        self.kill()
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                self.arguments(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment(),
                cwd=self.folder,
                start_new_session=True,
            )
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_until(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        """Wait for a condition of the server's own; an error when it does not come about."""
        until = time.monotonic() + seconds
        while not condition():
            if not self.running or time.monotonic() > until:
                raise NotStarted(
                    f"{self.kind}: {condition} did not come. Its log:\n{self.log[-3000:]}"
                )
            time.sleep(0.01)

    def _wait_until_it_answers(self) -> bool:
        """Return False when it ended instead, or took too long."""
        assert self._process is not None
        until = time.monotonic() + _START
        while time.monotonic() < until:
            if self.answers():
                return self._process.poll() is None
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.01)
                return False
        return False


def _stands_still(thread: Path) -> bool:
    """Its state stands behind its name, which is in brackets and may hold anything (proc(5))."""
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0] in "TtZX"
    except OSError:
        return True  # it has ended
