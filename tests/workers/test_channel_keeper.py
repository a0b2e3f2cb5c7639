"""Channels behind the window: kept in a lane, tried in another, told by threads of their own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.auth.keychain import Keychain
from app.auth.secrets import Secrets
from app.auth.vault import Vault
from app.domain.errors import UnreadableInput
from app.domain.estate import Inventory
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.rule import HEALTH, Rule, Subject
from app.flows.secret_ids import secret_ids
from app.integrations.notify.channel import Service, WebhookChannel
from app.monitor.catalogue import load
from app.workers.channel_keeper import ChannelKeeper
from app.workers.secret_keeper import SecretKeeper
from tests.fakes import FakeJournal, warden
from tests.flows.watch.test_notifying import alert
from tests.integrations.notify.listening import Answer, HttpServer, json_answer

OPS = WebhookChannel("c1", "Ops", Service.SLACK)


class Stand:
    """A keeper with secrets of this run, and a service."""

    def __init__(self, folder: Path) -> None:
        self.journal = FakeJournal()
        self.path = folder / "channels.json"
        self.secrets = SecretKeeper(Secrets(Keychain(), Vault(folder / "vault")), lambda: "run")
        self.keeper = ChannelKeeper(
            self.path, folder / "notify", self.secrets, load(None), warden(self.journal)
        )
        self.server = HttpServer(json_answer("ok"))

    def close(self) -> None:
        self.keeper.close()
        self.secrets.close()
        self.server.close()


@pytest.fixture
def stand(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setattr("app.flows.watch.notifying.WINDOW", 0.05)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Stand(tmp_path)
    yield made
    made.close()


def test_what_is_saved_is_told_of_alerts(stand: Stand, qtbot: QtBot) -> None:
    keeper = stand.keeper
    with qtbot.waitSignal(keeper.changed):
        keeper.save(OPS, {"url": f"{stand.server.url}/services/1"})
    assert keeper.channels == (OPS,)
    assert "channel/c1/url" in secret_ids(Inventory(), "", keeper.channels)
    keeper.know([Subject("i1", "orders-1", "mysql")], [Rule(HEALTH, HEALTH)])
    keeper.take(Delivery(alerts=(alert(), alert("i2", by="a collector"))))
    assert stand.server.came.wait(5)
    body = stand.server.posts[0].body.decode()
    assert "orders-1: Does not answer" in body
    assert "i2" not in body
    qtbot.waitUntil(lambda: keeper.state["c1"].sent == 1)


def test_what_goes_wrong_is_said_once(stand: Stand, qtbot: QtBot) -> None:
    stand.server.answers = [json_answer("no_service", 404)]
    with qtbot.waitSignal(stand.keeper.changed):
        stand.keeper.save(OPS, {"url": stand.server.url})
    with qtbot.waitSignal(stand.keeper.failed) as said:
        stand.keeper.tell([alert()])
    assert "no_service" in str(said.args[0])
    assert "no_service" in str(stand.keeper.state["c1"].trouble)
    stand.server.answers = [json_answer("ok")]
    stand.keeper.retry("c1")
    qtbot.waitUntil(lambda: stand.keeper.state["c1"].sent == 1)


def test_one_that_is_not_kept_can_be_tried(stand: Stand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stand.keeper.test(OPS, {"url": stand.server.url}).succeeded):
        pass
    assert "This alert is a test" in stand.server.posts[0].body.decode()
    with qtbot.waitSignal(stand.keeper.test(OPS, {"url": "nonsense"}).failed) as said:
        pass
    assert "is no address" in str(said.args[0])
    assert stand.keeper.channels == ()


def test_a_test_that_hangs_is_broken_off_and_holds_up_nothing(stand: Stand, qtbot: QtBot) -> None:
    stand.server.answers = [Answer(hangs=True)]
    job = stand.keeper.test(OPS, {"url": stand.server.url})
    assert stand.server.came.wait(5)
    with qtbot.waitSignal(stand.keeper.changed):
        stand.keeper.save(replace(OPS, enabled=False), {"url": stand.server.url})
    with qtbot.waitSignal(job.finished, timeout=1000):
        job.cancel()


def test_a_channel_is_removed(stand: Stand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stand.keeper.changed):
        stand.keeper.save(OPS, {"url": "https://x.test/1"})
    with qtbot.waitSignal(stand.keeper.changed):
        stand.keeper.remove("c1")
    assert stand.keeper.channels == ()
    assert stand.secrets.reveal("channel/c1/url") is None


def test_a_damaged_file_is_said(stand: Stand, qtbot: QtBot) -> None:
    stand.path.write_text("{")
    with qtbot.waitSignal(stand.keeper.load().failed) as said:
        pass
    assert isinstance(said.args[0], UnreadableInput)
    stand.path.write_text('{"version": 1, "channels": ["nonsense"]}')
    with qtbot.waitSignal(stand.keeper.changed):
        stand.keeper.load()
    assert len(stand.keeper.troubles) == 1
