"""From a channel to what arrives, and nothing secret on the way."""

import json
import logging
import traceback
from collections.abc import Callable

import pytest

from app.domain.errors import NotDelivered
from app.domain.stop import Stop
from app.integrations.notify.channel import (
    EmailChannel,
    Security,
    Service,
    WebhookChannel,
    channel_secret,
)
from app.integrations.notify.deliver import deliver, kept_secrets
from tests.integrations.notify.listening import Answer, HttpServer, SmtpServer, json_answer
from tests.integrations.notify.notices import notice

TOKEN, SIGN = "t0k3n-nobody-may-see", "SECnobody-may-see-this"
GOOD = {
    Service.DINGTALK: '{"errcode":0,"errmsg":"ok"}', Service.WECOM: '{"errcode":0,"errmsg":"ok"}',
    Service.FEISHU: '{"code":0}', Service.SLACK: "ok", Service.JSON: "",
}  # fmt: skip


def hook(service: Service, **said: bool) -> WebhookChannel:
    return WebhookChannel("c1", "Ops group", service, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("service", Service)
def test_each_service_gets_its_json(service: Service, answering: Callable[..., HttpServer]) -> None:
    server = answering(json_answer(GOOD[service]))
    deliver(hook(service), notice(), {"url": f"{server.url}/hook/{TOKEN}"}, Stop())
    post = server.posts[0]
    assert post.headers["content-type"] == "application/json; charset=utf-8"
    assert post.headers["user-agent"].startswith("Mohist/")
    assert "authorization" not in post.headers
    assert "orders-1" in json.dumps(json.loads(post.body))


def test_signed(answering: Callable[..., HttpServer]) -> None:
    server = answering(json_answer(GOOD[Service.DINGTALK]))
    url = f"{server.url}/robot/send?access_token={TOKEN}"
    deliver(hook(Service.DINGTALK, signed=True), notice(), {"url": url, "sign": SIGN}, Stop())
    assert f"access_token={TOKEN}&timestamp=" in server.posts[0].path
    assert SIGN not in server.posts[0].path


@pytest.mark.parametrize(
    "answer",
    [
        json_answer(f'{{"errcode":300001,"errmsg":"token {TOKEN} is not exist, {SIGN}"}}'),
        Answer(status=302, headers={"Location": "https://elsewhere.test"}),
        Answer(resets=True),
        Answer(b"{", is_cut=True),
        Answer(status=500),
    ],
)
def test_whatever_goes_wrong_nothing_secret_is_said(
    answer: Answer, answering: Callable[..., HttpServer], caplog: pytest.LogCaptureFixture
) -> None:
    server = answering(answer)
    secrets = {"url": f"{server.url}/send?access_token={TOKEN}", "sign": SIGN}
    with caplog.at_level(logging.DEBUG), pytest.raises(NotDelivered) as told:
        deliver(hook(Service.DINGTALK, signed=True), notice(), secrets, Stop())
    shown = "".join(traceback.format_exception(told.value)) + repr(told.value) + told.value.hint
    assert TOKEN not in shown + caplog.text
    assert SIGN not in shown + caplog.text


def test_a_mail_server_that_repeats_the_password(mailing: Callable[..., SmtpServer]) -> None:
    server = mailing(login=("mohist", "another"))
    channel = EmailChannel(
        "m", "On call", host="127.0.0.1", port=server.port, security=Security.NONE, user="mohist",
        sender="a@b.test", to=("c@d.test",),
    )  # fmt: skip
    with pytest.raises(NotDelivered, match="535") as told:
        deliver(channel, notice(), {"password": "sesame-sesame"}, Stop())
    shown = "".join(traceback.format_exception(told.value)) + repr(told.value)
    assert "wrong: sesame" not in shown


def test_where_one_of_two_does_not_get_it_that_is_said_and_not_raised(
    mailing: Callable[..., SmtpServer],
) -> None:
    server = mailing(refuses="nobody@d.test")
    channel = EmailChannel(
        "m", "On call", host="127.0.0.1", port=server.port, security=Security.NONE,
        sender="a@b.test", to=("nobody@d.test", "c@d.test"),
    )  # fmt: skip
    refused = deliver(channel, notice(), {}, Stop())
    assert "does not take mail for nobody@d.test: 550" in str(refused)
    assert len(server.mails) == 1


def test_plain_http_is_not_even_tried() -> None:
    with pytest.raises(NotDelivered, match="not encrypted"):
        deliver(hook(Service.SLACK), notice(), {"url": "http://hooks.test/x"}, Stop())


def test_secrets_are_those_typed_else_those_kept() -> None:
    kept = {
        channel_secret("c1", "url"): " https://kept.test/1 \n",
        channel_secret("c1", "sign"): "s",
    }
    channel = hook(Service.FEISHU, signed=True)

    def ask(secret_id: str, _stop: Stop) -> str | None:
        return kept.get(secret_id)

    assert kept_secrets(channel, ask, Stop()) == {"url": "https://kept.test/1", "sign": "s"}
    typed = {"url": "https://typed.test"}
    assert kept_secrets(channel, ask, Stop(), typed)["url"] == "https://typed.test"
    kept.clear()
    with pytest.raises(NotDelivered, match="signing secret of Ops group is not known") as told:
        kept_secrets(channel, ask, Stop(), typed)
    assert told.value.lasting
    assert kept_secrets(EmailChannel("m", "x"), ask, Stop()) == {}
