"""Plant secrets that exist nowhere else, and look for them wherever they must not be.

planted = Planted()
secrets.put("instance/8a/password", planted.secret("password"))
…                                   # connect, fail, crash
planted.absent_below(folder)        # files, whatever is in them
planted.absent_in(caplog.text, error, pickle.dumps(state))
planted.absent_in_processes()       # command lines and environments of this process's children
"""

import base64
import os
import pickle
import secrets
import traceback
from pathlib import Path
from urllib.parse import quote


class Planted:
    """Makes secrets, and asserts that they are not where somebody could read them."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def secret(self, name: str) -> str:
        """A new secret; `name` is what a failing test calls it. It holds what needs escaping."""
        made = f"Pl@nted-{secrets.token_hex(8)}'é"
        self._secrets[name] = made
        return made

    def learn(self, name: str, secret: str) -> str:
        """Look for a secret that somebody else made, too."""
        assert len(secret) >= 16, "a short one is found by chance"
        self._secrets[name] = secret
        return secret

    def absent_in(self, *things: object) -> None:
        """No secret is in these texts, bytes, errors (with their traces), or pickles of objects."""
        for thing in things:
            self._absent(_bytes(thing), f"in {type(thing).__name__}")

    def absent_below(self, folder: Path) -> None:
        """No secret is in any file below `folder`, or in the name of one."""
        for path in sorted(folder.rglob("*")):
            self._absent(str(path).encode("utf-8", "surrogateescape"), f"in the name {path}")
            if path.is_file():
                self._absent(path.read_bytes(), f"in {path}")

    def absent_in_processes(self) -> None:
        """No secret is on the command line or in the environment of a process below this one."""
        for pid in [os.getpid(), *_children(os.getpid())]:
            for what in ("cmdline", "environ"):
                try:
                    content = Path(f"/proc/{pid}/{what}").read_bytes()
                except OSError:
                    continue  # ended meanwhile, or no /proc here
                self._absent(content, f"in the {what} of process {pid}")

    def _absent(self, content: bytes, where: str) -> None:
        for name, secret in self._secrets.items():
            for form in _forms(secret):
                assert form not in content, f"the planted {name} is {where}"


def _forms(secret: str) -> set[bytes]:
    """The ways a secret may be written: plain, in other encodings, escaped, or in part."""
    core = secret[:-2]  # without what needs escaping
    plain = secret.encode()
    return {
        core.encode(),
        core.encode("utf-16-le"),
        base64.b64encode(plain)[:-4],
        quote(core).encode(),
        core.encode().hex().encode(),
    }


def _bytes(thing: object) -> bytes:
    if isinstance(thing, bytes):
        return thing
    if isinstance(thing, str):
        return thing.encode("utf-8", "surrogatepass")
    if isinstance(thing, BaseException):
        shown = traceback.TracebackException.from_exception(thing, capture_locals=False)
        return "".join([*shown.format(), repr(thing), repr(thing.args)]).encode(
            "utf-8", "surrogatepass"
        ) + pickle.dumps(thing)
    return repr(thing).encode("utf-8", "surrogatepass") + pickle.dumps(thing)


def _children(pid: int) -> list[int]:
    """All processes below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_children(child)]
    return found
