"""A line that breaks in the midst of a sample, and a server that says nothing more."""

import time
from collections.abc import Callable

import pytest

from app.domain.errors import SessionLost
from app.engines.oracle.sampling import sampler
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day
from tests.engines.oracle.sampling.test_sampler import EVERYTHING
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.server import OracleServer

Proxies = Callable[..., FaultProxy]


@pytest.mark.parametrize("size", [1, 30, 300, 1500])
def test_an_answer_cut_anywhere(
    dictionary: Dictionary, database: OracleServer, open_session: Opens, fault_proxy: Proxies,
    size: int,
) -> None:  # fmt: skip
    day.begin(dictionary)
    proxy = fault_proxy(database.port)
    session = open_session(port=proxy.port)
    proxy.cut_after = size
    begun = time.monotonic()
    with pytest.raises(SessionLost) as lost:
        session.sample(EVERYTHING)
    assert time.monotonic() - begun < 1
    assert lost.value.hint


def test_a_silent_server_is_given_up_in_time(
    dictionary: Dictionary, database: OracleServer, open_session: Opens, fault_proxy: Proxies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    day.begin(dictionary)
    monkeypatch.setattr(sampler, "LONGEST", 0.3)
    proxy = fault_proxy(database.port)
    session = open_session(port=proxy.port, statement_timeout=0.3)
    session.sample(EVERYTHING)
    proxy.black_hole = True
    begun = time.monotonic()
    with pytest.raises(SessionLost):
        session.sample(EVERYTHING)
    assert time.monotonic() - begun < 2
