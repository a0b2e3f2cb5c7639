"""Logging in from many threads at once, in a program that has just begun."""

import subprocess
import sys

import pytest

from app.domain.connecting import tell_nobody
from app.domain.errors import ConnectFailed, Refused
from app.domain.journal import Deed
from app.domain.people import Role
from app.domain.rights import Rights
from app.domain.stop import Stop
from app.flows.connect import connector
from app.flows.rights import made_in_rights
from tests.fakes import FakeJournal, endpoint, warden

PROGRAM = """
import sys, threading
from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint
from app.domain.errors import ConnectFailed
from app.domain.stop import Stop
from app.engines.catalogue import engine_for
from app.flows.connect import connector
from tests.fakes import warden

def log_in():
    barrier.wait()
    try:
        connect(Stop(), tell_nobody)
    except ConnectFailed:
        refused.append(1)

endpoint = Endpoint("1", "one", "{kind}", "127.0.0.1", 1, Access(connect_timeout=3))
connect = connector(endpoint, lambda _id, _stop: "", warden())
refused, barrier = [], threading.Barrier(8)
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


def test_nobody_is_let_in_who_may_not_look() -> None:
    journal = FakeJournal()
    nobody = warden(journal, Role.VIEWER, Rights())
    connect = connector(endpoint(), lambda _id, _stop: "", nobody)
    with pytest.raises(Refused):
        connect(Stop(), tell_nobody)
    assert [event.what for event in journal.events] == [Deed.REFUSED]
    nobody.become(nobody.user, made_in_rights())
    with pytest.raises(ConnectFailed):  # it is tried now, and there is no such server
        connect(Stop(), tell_nobody)
    assert [event.what for event in journal.events] == [Deed.REFUSED, Deed.CONNECTED]
