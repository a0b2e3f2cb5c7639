"""Channels on the screen: secrets are typed and never shown, and each can be tried."""

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import NotDelivered, SecretUnavailable
from app.domain.monitoring.metric import Severity
from app.integrations.notify.channel import EmailChannel, Security, Service, WebhookChannel
from app.integrations.notify.courier import ChannelState
from app.views.alerts.channel_form import ChannelForm
from app.views.alerts.channels_view import ChannelsView
from app.views.theme import DARK
from app.views.widgets.ask import Ask
from app.workers.standing import Standing
from tests.fakes import warden
from tests.views.alerts.judged import SUBJECTS, FakeChannels
from tests.views.parts import part

MAIL = EmailChannel(
    "a", "Mail", host="smtp.example.com", user="mohist", sender="m@example.com",
    to=("dba@example.com",),
)  # fmt: skip
ROBOT = WebhookChannel("b", "值班群", Service.DINGTALK, signed=True)
ADDRESS = "https://oapi.dingtalk.com/robot/send?access_token=x"


@pytest.fixture
def keeper(qtbot: QtBot) -> FakeChannels:
    return FakeChannels(MAIL, ROBOT)


@pytest.fixture
def view(qtbot: QtBot, keeper: FakeChannels) -> ChannelsView:
    made = ChannelsView(keeper, Standing(warden()))
    qtbot.addWidget(made)
    made.set_subjects(SUBJECTS)
    made.apply_theme(DARK)
    made.resize(1280, 700)
    made.show()
    return made


def opened(view: ChannelsView, id_: str = "") -> ChannelForm:
    if id_:
        assert view.panel.view.select(id_)
        view.edit()
    assert isinstance(view.split.form, ChannelForm)
    return view.split.form


def test_a_robot_is_entered_tried_and_kept(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    view.add()
    form = opened(view)
    form.kind.setCurrentIndex(form.kind.findData("feishu"))
    form.name_line.setText("oncall")
    form.test.click()
    assert "needs the address" in form.said.text()
    form.secrets["url"].setText(ADDRESS)
    form.signed.setChecked(True)
    form.secrets["sign"].setText("SEC1")
    form.least.setCurrentIndex(1)
    form.test.click()
    qtbot.waitUntil(lambda: "It was taken." in form.result.text())
    assert keeper.tested[0][1] == {"url": ADDRESS, "sign": "SEC1"}
    assert len(keeper.channels) == 2
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    kept = keeper.channels[-1]
    assert isinstance(kept, WebhookChannel)
    assert (kept.service, kept.signed, kept.wants.least) == (
        Service.FEISHU, True, Severity.CRITICAL,
    )  # fmt: skip
    assert keeper.typed == {"url": ADDRESS, "sign": "SEC1"}
    assert view.table.total == 3


def test_what_is_kept_secret_is_never_shown(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    form = opened(view, "b")
    for what in ("url", "sign"):
        line = form.secrets[what]
        assert line.text() == ""
        assert line.placeholderText() == "as it is kept"
        assert line.echoMode() is QLineEdit.EchoMode.Password
    form.name_line.setText("群")
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert keeper.typed == {}


def test_a_test_says_why_it_did_not_arrive_and_can_be_cancelled(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    form = opened(view, "a")
    keeper.refusal = NotDelivered("The server refused the password.", hint="Check it.")
    form.test.click()
    assert form.test.text() == "Cancel"
    qtbot.waitUntil(lambda: form.test.text() == "Send a test")
    assert form.result.text() == "▲ The server refused the password. Check it."
    keeper.answers = False
    form.test.click()
    assert form.result.text() == "Sending a test…"
    form.test.click()
    assert form.test.text() == "Send a test"
    assert form.result.text() == ""


def test_a_form_that_closes_gives_up_its_test(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    form = opened(view, "a")
    keeper.answers = False
    form.test.click()
    job = keeper.jobs[-1]
    form.leave.click()
    assert view.split.form is None
    with qtbot.waitSignal(job.finished):
        job.run()


def test_the_usual_port_goes_with_the_encryption(view: ChannelsView) -> None:
    form = opened(view, "a")
    form.security.setCurrentIndex(list(Security).index(Security.TLS))
    form.security.activated.emit(form.security.currentIndex())
    assert form.lines["port"].text() == "465"
    form.lines["port"].setText("2525")
    form.security.activated.emit(form.security.currentIndex())
    assert form.lines["port"].text() == "2525"


def test_secrets_that_cannot_be_kept_lose_nothing(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    form = opened(view, "a")
    form.secrets["password"].setText("p")
    assert view.dirty
    keeper.refusal = SecretUnavailable("The keychain is locked.", hint="Unlock it.")
    form.save.click()
    qtbot.waitUntil(lambda: "The keychain is locked. Unlock it." in form.said.text())
    assert form.secrets["password"].text() == "p"


def test_channels_are_paused_retried_and_removed(
    qtbot: QtBot, view: ChannelsView, keeper: FakeChannels
) -> None:
    keeper.state = {"b": ChannelState(waiting=2, trouble=NotDelivered("No."))}
    view.panel.view.selectAll()
    view.pause()
    qtbot.waitUntil(lambda: not any(each.enabled for each in keeper.channels))
    view.panel.view.selectAll()
    view.pause()
    qtbot.waitUntil(lambda: all(each.enabled for each in keeper.channels))
    view.retry()
    assert set(keeper.retried) == {"a", "b"}
    view.panel.view.select("b")
    view.remove()
    ask = part(view, Ask)
    assert len(keeper.channels) == 2
    ask.yes.click()
    qtbot.waitUntil(lambda: [each.id for each in keeper.channels] == ["a"])
    qtbot.waitUntil(lambda: view.table.total == 1)


def test_what_of_the_file_is_not_used_is_said(qtbot: QtBot, keeper: FakeChannels) -> None:
    keeper.troubles = (NotDelivered("Entry 2 is not understood.", hint="Look at it."),)
    keeper.elsewhere = True
    view = ChannelsView(keeper, Standing(warden()))
    qtbot.addWidget(view)
    assert "Another console on this machine tells" in view.said.text()
    assert "Entry 2 is not understood. Look at it." in view.said.text()


def test_it_speaks_chinese(qtbot: QtBot, view: ChannelsView) -> None:
    i18n.install("zh_CN")
    view.retranslate()
    view.add()
    assert opened(view).test.text() == "发送测试"
    view.restore(view.state())
