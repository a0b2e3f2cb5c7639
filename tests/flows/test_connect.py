"""Logging in from many threads at once, in a program that has just begun."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, threading
from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint
from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.catalogue import engine_for
from app.flows.connect import connector

def log_in():
    barrier.wait()
    try:
        connect(Stop(), tell_nobody)
    except ConnectFailed:
        refused.append(1)

endpoint = Endpoint("1", "one", "{kind}", "127.0.0.1", 1, Access(connect_timeout=3))
connect, refused, barrier = connector(endpoint, lambda _id, _stop: ""), [], threading.Barrier(8)
threads = [threading.Thread(target=log_in) for _n in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(refused), *(driver in sys.modules for driver in engine_for("{kind}").drivers))
"""


@pytest.mark.parametrize("kind", ["mysql", "oracle", "redis"])
def test_drivers_bear_being_wanted_by_all_at_once(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{kind}", kind)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("8 True\n", 0), done.stderr
