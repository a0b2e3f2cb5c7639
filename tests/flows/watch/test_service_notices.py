"""A collector's channels: from its settings, with secrets that systemd handed over."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import BadUsage, ConsoleError
from app.domain.monitoring.rule import HEALTH, Subject
from app.flows.watch.service_notices import ServiceNotices, try_channels
from app.flows.watch.service_secrets import ServiceSecrets
from app.integrations.notify.channel import Service, WebhookChannel
from app.integrations.notify.channels_file import NAME, write_channels
from app.monitor.catalogue import load
from app.paths import settings_folder
from app.store.settings import Settings
from tests.flows.watch.test_notifying import alert
from tests.integrations.notify.listening import HttpServer, json_answer

OPS = WebhookChannel("c1", "Ops group", Service.FEISHU, signed=True)


@pytest.fixture
def server() -> Iterator[HttpServer]:
    made = HttpServer(json_answer('{"code":0}'))
    yield made
    made.close()


def handed(folder: Path, server: HttpServer) -> Path:
    folder.mkdir()
    (folder / "channel-Ops group.url").write_text(f"{server.url}/hook/1\n")
    (folder / "channel-c1.sign").write_text("SEC\n")
    for each in folder.iterdir():
        each.chmod(0o600)
    return folder


def test_each_channel_is_tried(
    tmp_path: Path, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    secrets = ServiceSecrets(handed(tmp_path / "handed", server), tmp_path, Settings())
    with pytest.raises(BadUsage, match="There are no channels"):
        try_channels(secrets, "watch-1", io.StringIO())
    write_channels(settings_folder() / NAME, [OPS])
    out = io.StringIO()
    assert try_channels(secrets, "watch-1", out) == 0
    assert out.getvalue() == "Ops group  The test arrived.\n"
    assert "This alert is a test" in server.posts[0].body.decode()
    server.answers = [json_answer('{"code":19021,"msg":"sign match fail"}')]
    write_channels(settings_folder() / NAME, [OPS, replace(OPS, id="c2", name="Other")])
    out = io.StringIO()
    assert try_channels(secrets, "watch-1", out) == 1
    first, second = out.getvalue().splitlines()
    assert first.startswith("Ops group  Feishu does not take it: sign match fail (code 19021).")
    assert second.startswith("Other  The address of Other is not known here.")
    secrets.close()


def test_it_is_told_with_the_files_of_the_service(
    tmp_path: Path, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.flows.watch.notifying.WINDOW", 0.05)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = handed(tmp_path / "handed", server)
    told: list[Exception] = []
    secrets = ServiceSecrets(folder, tmp_path / "data", Settings())
    notices = ServiceNotices(secrets, told.append, load(None), "watch-1")
    try:
        write_channels(settings_folder() / NAME, [OPS], ["nonsense"])
        notices.take([Subject("i1", "orders-1", "mysql")])
        assert "Channel 2" in str(told.pop())
        notices.outlet.publish(replace(alert(rule=HEALTH), by="watch-1"))
        assert server.came.wait(5)
        assert '"sign":' in server.posts[0].body.decode()
        assert "orders-1: Does not answer" in server.posts[0].body.decode()
        (settings_folder() / NAME).write_text("{")
        notices.take([])
        assert isinstance(told.pop(), ConsoleError)
        assert "c1" in notices.outlet.state  # told still
        assert told == []
    finally:
        notices.close()
        secrets.close()
