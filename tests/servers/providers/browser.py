"""Chromium without a screen, told what to do through a pipe (Chrome DevTools Protocol)."""

import json
import os
import select
import shutil
import subprocess
import time
from typing import Any, Self

from tests.servers.process import short_folder

_PATIENCE = 20.0


def missing() -> str:
    """Return why there is none, or nothing."""
    return "" if _program() else "there is no chromium"


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


class Browser:
    """One browser; each `open` is a page of its own. It trusts every certificate.

    One thread at a time uses it. `text` waits for words on the page opened last.
    """

    def __init__(self) -> None:
        self.folder = short_folder("browser")
        program = _program()
        assert program
        theirs, self._out = os.pipe()
        self._in, ours = os.pipe()
        # dash cannot name a descriptor of two digits otherwise
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3</dev/fd/{theirs} 4>/dev/fd/{ours}', "sh", program,
             "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--no-first-run",
             "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
             "--disable-background-networking", "--disable-component-update", "--no-proxy-server",
             "--ignore-certificate-errors", f"--user-data-dir={self.folder}", "about:blank"],
            pass_fds=(theirs, ours), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(self.folder)},
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        os.close(ours)
        self._read = b""
        self._number = 0
        self._target = self._session = ""
        self._ask("Browser.getVersion")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, address: str) -> bool:
        """Go to an address on a fresh page; it is not waited for."""
        self._target = self._ask("Target.createTarget", url=address)["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=self._target, flatten=True)[
            "sessionId"
        ]
        return True

    def text(self, wanted: str = "") -> str:
        """Return what stands on the page, once it holds what is wanted."""
        until = time.monotonic() + _PATIENCE
        said = ""
        while time.monotonic() < until:
            said = str(self.evaluate("document.body ? document.body.innerText : ''"))
            if wanted in said:
                return said
            time.sleep(0.02)
        raise AssertionError(f"{wanted!r} did not come; the page says {said!r}")

    def evaluate(self, script: str) -> Any:
        """Return what a script gives on the page opened last."""
        answer = self._ask(
            "Runtime.evaluate", session=self._session, expression=script, returnByValue=True,
            awaitPromise=True,
        )  # fmt: skip
        return answer.get("result", {}).get("value")

    def close_page(self) -> None:
        """As a user who has had enough."""
        self._ask("Target.closeTarget", targetId=self._target)

    def close(self) -> None:
        """End it."""
        os.close(self._out)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ask(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            while b"\0" in self._read:
                one, _nul, self._read = self._read.partition(b"\0")
                answer: dict[str, Any] = json.loads(one)
                if answer.get("id") == self._number:
                    result: dict[str, Any] = answer.get("result", {})
                    return result
            if select.select([self._in], [], [], 0.5)[0]:
                got = os.read(self._in, 1 << 16)
                assert got, "the browser ended"
                self._read += got
        raise AssertionError(f"the browser does not answer {method}")
