"""From alerts to notices: gathered, told once, through restarts, and each channel for itself."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import files
from app.domain.errors import NotDelivered
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import HEALTH, Rule, Subject
from app.domain.stop import Stop
from app.flows.watch.notifying import WINDOW, Notifying
from app.flows.watch.threads import plain_thread
from app.integrations.notify.channel import Channel, Service, Wants, WebhookChannel, channel_secret
from app.integrations.notify.notice import Event, Notice
from app.monitor.catalogue import load
from tests.integrations.notify.listening import Answer, HttpServer, json_answer

T0 = 1_764_000_000.0
SLACK = WebhookChannel("c1", "Ops", Service.SLACK)


def alert(instance: str = "i1", rule: str = HEALTH, **said: object) -> Alert:
    made = Alert(
        f"{rule}:{instance}", rule, instance, rule, Severity.CRITICAL, AlertState.FIRING, T0, 0, 1,
        "It does not answer.", fired=T0,
    )  # fmt: skip
    return replace(made, **said)  # type: ignore[arg-type]


def cleared(of: Alert) -> Alert:
    return replace(of, state=AlertState.CLEARED, cleared=T0 + 60)


class Desk:
    """A `Notifying` with a clock of the test's, and all that was sent."""

    def __init__(self, folder: Path, *channels: Channel) -> None:
        self.folder, self.now = folder, T0
        self.channels = channels or (SLACK,)
        self.sent: list[tuple[str, Notice]] = []
        self.told: list[Exception] = []
        self.broken: dict[str, Exception] = {}
        self.held: dict[str, threading.Event] = {}
        self.came = threading.Condition()
        self.made: list[Notifying] = []
        self.start()

    def start(self, by: str = "") -> None:
        self.desk = Notifying(
            self.folder, lambda _id, _stop: "https://x.test", self.waiting_thread, self.fail,
            load(None), by, clock=lambda: self.now, send=self.send,
        )  # fmt: skip
        self.made.append(self.desk)
        self.desk.know(
            [Subject(f"i{n}", f"orders-{n}", "mysql") for n in range(9)],
            [Rule(HEALTH, HEALTH), Rule("mysql.threads_running", "mysql.threads_running")],
        )
        self.desk.use(self.channels)
        self.desk.look()

    def waiting_thread(self, name: str, call: Callable[[], None]) -> threading.Thread:
        """The desk itself is asked by the test; only couriers run."""
        return plain_thread(name, call if name != "notices" else lambda: None)

    def send(self, channel: Channel, notice: Notice, stop: Stop) -> None:
        if channel.id in self.held:
            stop.wait(20)
            stop.check()
        if channel.id in self.broken:
            raise self.broken[channel.id]
        with self.came:
            self.sent.append((channel.id, notice))
            self.came.notify_all()

    def fail(self, error: Exception) -> None:
        with self.came:
            self.told.append(error)
            self.came.notify_all()

    def say(self, *alerts: Alert, after: float = 0.0) -> None:
        self.now += after
        for each in alerts:
            self.desk.publish(each)
        self.desk.look()

    def gather(self) -> None:
        """The window passes."""
        self.say(after=WINDOW)

    def waits_for(self, count: int) -> list[Notice]:
        with self.came:
            assert self.came.wait_for(lambda: len(self.sent) >= count, 5)
            assert len(self.sent) == count
            return [notice for _channel, notice in self.sent]

    def close(self) -> None:
        for each in self.made:
            each.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "notify")
    yield made
    made.close()


def eventually(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not so():
        assert time.monotonic() < until
        threading.Event().wait(0.002)


def names(notice: Notice) -> list[str]:
    return [item.name for item in notice.items]


def test_many_that_do_not_answer_are_one_notice(desk: Desk) -> None:
    for n in range(1, 6):
        desk.say(alert(f"i{n}"), after=1)
    assert desk.sent == []
    desk.gather()
    (notice,) = desk.waits_for(1)
    assert names(notice) == [f"orders-{n}" for n in range(1, 6)]
    assert {item.title for item in notice.items} == {"Does not answer"}


def test_a_dead_node_is_one_notice_and_what_its_cluster_says_another(desk: Desk) -> None:
    dead = alert("i3")
    failed = [alert(name, "redis.cluster_state") for name in ("i1", "i2")]
    desk.say(dead)
    desk.say(*failed, after=3)
    desk.gather()
    found = sorted(names(notice) for notice in desk.waits_for(2))
    assert found == [["orders-1", "orders-2"], ["orders-3"]]
    desk.say(*map(cleared, [dead, *failed]), after=60)
    desk.gather()
    ends = desk.waits_for(4)[2:]
    assert sorted(map(names, ends)) == found
    assert {item.event for notice in ends for item in notice.items} == {Event.END}


def test_what_is_over_within_the_window_is_told_to_nobody(desk: Desk) -> None:
    desk.say(alert())
    desk.say(cleared(alert()), after=5)
    desk.gather()
    desk.say(alert("i2"))
    desk.gather()
    assert names(*desk.waits_for(1)) == ["orders-2"]


def test_begin_and_end_each_once_however_often_published(desk: Desk) -> None:
    for _time in range(3):
        desk.say(alert())
        desk.gather()
    for _time in range(3):
        desk.say(cleared(alert()))
        desk.gather()
    first, second = desk.waits_for(2)
    assert first.items[0].event is Event.BEGIN
    assert second.items[0].event is Event.END


def test_a_restart_tells_nothing_twice_and_the_end_of_what_was_told(desk: Desk) -> None:
    desk.say(alert(), alert("i2"))
    desk.gather()
    desk.waits_for(1)
    desk.desk.close()
    desk.start()
    desk.say(alert(), cleared(alert("i2")), cleared(alert("i3")))  # as the judge has them
    desk.gather()
    begun, ended = desk.waits_for(2)
    assert names(begun) == ["orders-1", "orders-2"]
    assert [(item.name, item.event) for item in ended.items] == [("orders-2", Event.END)]


def test_what_could_not_be_sent_is_sent_after_the_restart(desk: Desk) -> None:
    desk.broken["c1"] = NotDelivered("no line")
    desk.say(alert())
    desk.gather()
    with desk.came:
        assert desk.came.wait_for(lambda: desk.told, 5)
    desk.desk.close()
    desk.broken.clear()
    desk.start()
    assert names(*desk.waits_for(1)) == ["orders-1"]


def test_a_dead_channel_delays_nobody(desk: Desk) -> None:
    other = WebhookChannel("c2", "Other", Service.SLACK)
    desk.held["c2"] = threading.Event()
    desk.desk.use([other, SLACK])
    desk.say(alert())
    desk.gather()
    desk.waits_for(1)
    assert desk.desk.state["c2"].waiting == 1
    assert desk.sent[0][0] == "c1"


def test_each_channel_has_its_own_wants(desk: Desk) -> None:
    loud = WebhookChannel("c2", "All", Service.SLACK)
    critical = replace(SLACK, wants=Wants(least=Severity.CRITICAL))
    desk.desk.use([critical, loud])
    desk.say(alert(severity=Severity.WARNING))
    desk.gather()
    desk.waits_for(1)
    assert desk.sent[0][0] == "c2"
    desk.say(alert())
    desk.gather()
    desk.waits_for(3)
    events = {channel: notice.items[0].event for channel, notice in desk.sent[1:]}
    assert events == {"c1": Event.BEGIN, "c2": Event.RAISED}


def test_it_is_repeated_while_nobody_acknowledges_it(desk: Desk) -> None:
    desk.say(alert())
    desk.gather()
    desk.say(after=4 * 3600.0)
    desk.gather()
    assert desk.waits_for(2)[1].items[0].event is Event.STILL
    desk.say(alert(acknowledged=desk.now), after=4 * 3600.0)
    desk.gather()
    desk.waits_for(2)


def test_alerts_of_a_collector_are_told_by_the_collector(desk: Desk) -> None:
    desk.say(alert(by="watch-1"))
    desk.gather()
    desk.start("watch-1")
    desk.say(alert("i2"), alert("i3", by="watch-1"))
    desk.gather()
    assert names(*desk.waits_for(1)) == ["orders-3"]


def test_a_channel_that_is_taken_away_is_forgotten(desk: Desk) -> None:
    desk.say(alert())
    desk.gather()
    desk.waits_for(1)
    assert (desk.folder / "c1.json").exists()
    desk.desk.use([])
    desk.desk.look()
    assert not (desk.folder / "c1.json").exists()
    assert desk.desk.state == {}


def test_a_full_disk_is_told_and_what_is_new_still_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    desk.say(alert())
    desk.gather()
    desk.waits_for(1)
    assert "No space left on device" in str(desk.told[0])
    desk.say(alert("i2"))
    desk.gather()
    desk.waits_for(2)
    assert len(desk.told) == 1


def test_titles_come_from_the_rule_or_from_the_catalogue(desk: Desk) -> None:
    desk.say(alert(rule="mysql.threads_running"))
    desk.gather()
    assert desk.waits_for(1)[0].items[0].title == load(None).metrics["mysql.threads_running"].title


def test_the_whole_way_with_threads_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.flows.watch.notifying.WINDOW", 0.1)
    server, told = HttpServer(json_answer("ok")), list[Exception]()
    asked: list[str] = []

    def ask(secret_id: str, _stop: Stop) -> str:
        asked.append(secret_id)
        return f"{server.url}/services/T/B/x"

    desk = Notifying(tmp_path, ask, plain_thread, told.append)
    try:
        desk.publish(alert())
        desk.publish(alert("i2"))
        desk.use([SLACK])
        assert server.came.wait(5)
    finally:
        desk.close()
        server.close()
    assert "2 instances do not answer" in server.posts[0].body.decode()
    assert asked == [channel_secret("c1", "url")]
    assert told == []


def test_of_two_programs_with_one_folder_one_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.flows.watch.notifying.WINDOW", 0.05)
    monkeypatch.setattr("app.flows.watch.notifying._LOOK_EVERY", 0.02)
    sent, came = list[str](), threading.Condition()

    def program(name: str) -> Notifying:
        def send(_channel: Channel, notice: Notice, _stop: Stop) -> None:
            with came:
                sent.extend(f"{name} {item.name}" for item in notice.items)
                came.notify_all()

        made = Notifying(tmp_path, lambda _id, _stop: "x", plain_thread, print, send=send)
        made.use([SLACK])
        made.publish(alert("i1"))
        return made

    first = program("first")
    with came:
        assert came.wait_for(lambda: sent, 5)
    second = program("second")
    try:
        eventually(lambda: second.elsewhere)
        assert not first.elsewhere
        first.close()
        second.publish(alert("i2"))
        with came:
            assert came.wait_for(lambda: len(sent) > 1, 5)
        assert sent == ["first i1", "second i2"]
    finally:
        second.close()


def test_killed_it_sends_after_the_next_start_and_then_never_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.flows.watch.notifying.WINDOW", 0.05)
    program = (
        "import sys; from pathlib import Path; import app.flows.watch.notifying as notifying\n"
        "from tests.flows.watch.test_notifying import SLACK, alert\n"
        "from app.flows.watch.threads import plain_thread; import threading\n"
        "notifying.WINDOW = 0.05\n"
        "desk = notifying.Notifying(Path(sys.argv[1]), lambda _id, _stop: sys.argv[2],\n"
        "                           plain_thread, print)\n"
        "desk.use([SLACK]); desk.publish(alert()); threading.Event().wait(30)\n"
    )
    deaf, server = HttpServer(Answer(hangs=True)), HttpServer(json_answer("ok"))
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "NO_PROXY": "127.0.0.1"}
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), deaf.url], env=environment
    )
    assert deaf.came.wait(20)
    running.kill()
    running.wait()
    deaf.close()
    try:
        for number in (1, 2):
            desk = Notifying(tmp_path, lambda _id, _stop: server.url, plain_thread, print)
            desk.use([SLACK])
            desk.publish(alert())
            if number == 2:
                desk.publish(alert("i2"))
            eventually(lambda desk=desk: "c1" in desk.state and desk.state["c1"].sent == 1)  # type: ignore[misc]
            desk.close()
    finally:
        server.close()
    first, second = (post.body.decode() for post in server.posts)
    assert "i1: " in first
    assert "i2: " in second
    assert "i1" not in second


def test_a_test_is_sent_at_once_and_says_what_is_wrong(desk: Desk) -> None:
    server = HttpServer(json_answer("ok"), json_answer("no_service", 404))
    try:
        desk.desk.test(SLACK, {"url": f"{server.url}/typed"})
        assert "This alert is a test." in server.posts[0].body.decode()
        assert server.posts[0].path == "/typed"
        with pytest.raises(NotDelivered, match="no_service") as told:
            desk.desk.test(SLACK, {"url": server.url})
        assert "copy the address" in told.value.hint
    finally:
        server.close()
