"""What services answer, and what is made of it."""

import pytest

from app.domain.errors import NotDelivered
from app.integrations.notify.answers import judge
from app.integrations.notify.channel import Service
from app.integrations.notify.post import Reply


@pytest.mark.parametrize(
    ("service", "body"),
    [
        (Service.DINGTALK, b'{"errcode":0,"errmsg":"ok"}'),
        (Service.WECOM, b'{"errcode":0,"errmsg":"ok"}'),
        (Service.FEISHU, b'{"code":0,"msg":"success","data":{}}'),
        (Service.FEISHU, b'{"Extra":null,"StatusCode":0,"StatusMessage":"success"}'),
        (Service.SLACK, b"ok"),
        (Service.JSON, b""),
        (Service.JSON, b"<html>whatever"),
    ],
)
def test_it_went_well(service: Service, body: bytes) -> None:
    judge(service, Reply(200, body))


@pytest.mark.parametrize(
    ("service", "status", "body", "said", "hint", "lasting"),
    [
        (Service.DINGTALK, 200, '{"errcode":310000,"errmsg":"keywords not in content, more: [..]"}',
         "DingTalk does not take it: keywords not in content, more: [..] (code 310000).",
         "keywords of the robot", True),
        (Service.DINGTALK, 200, '{"errcode":310000,"errmsg":"description:关键词不匹配;solution:x"}',
         "关键词不匹配 (code 310000).", "keywords of the robot", True),
        (Service.DINGTALK, 200,
         '{"errcode":310000,"errmsg":"sign not match, more info at https://ding/doc"}',
         "sign not match (code 310000).", "signing secret", True),
        (Service.DINGTALK, 200,
         '{"errcode":310000,"errmsg":"description:机器人发送签名过期;solution:签名生成时间"}',
         "签名过期", "clock of this machine", True),
        (Service.DINGTALK, 200,
         '{"errcode":310000,"errmsg":"ip 10.1.2.3 not in whitelist"}',
         "ip 10.1.2.3 not in whitelist", "address this machine has", True),
        (Service.DINGTALK, 200, '{"errcode":300001,"errmsg":"token is not exist"}',
         "token is not exist", "robot is gone", True),
        (Service.DINGTALK, 200, '{"errcode":130101,"errmsg":"send too fast"}',
         "send too fast", "slowed down", False),
        (Service.DINGTALK, 200, '{"errcode":-1,"errmsg":"系统繁忙"}',
         "系统繁忙", "tried again", False),
        (Service.FEISHU, 200, '{"code":19021,"msg":"sign match fail or timestamp is not within"}',
         "sign match fail", "signing secret", True),
        (Service.FEISHU, 200, '{"code":19022,"msg":"Ip Not Allowed"}', "19022", "address", True),
        (Service.FEISHU, 200, '{"code":19024,"msg":"Key Words Not Found"}',
         "Key Words Not Found", "keywords", True),
        (Service.FEISHU, 400, '{"code":9499,"msg":"Bad Request"}', "9499", "report", True),
        (Service.FEISHU, 200, '{"code":11232,"msg":"frequency limited"}', "11232", "slowed", False),
        (Service.FEISHU, 200, '{"StatusCode":19001,"StatusMessage":"param invalid"}',
         "param invalid", "robot is gone", True),
        (Service.WECOM, 200,
         '{"errcode":93000,"errmsg":"invalid webhook url, hint: [1699], from ip: 1.2.3.4"}',
         "invalid webhook url (code 93000).", "robot is gone", True),
        (Service.WECOM, 200, '{"errcode":45009,"errmsg":"api freq out of limit"}',
         "api freq out of limit", "slowed", False),
        (Service.SLACK, 404, "no_service", "Slack does not take it: no_service.", "gone", True),
        (Service.SLACK, 410, "channel_is_archived", "channel_is_archived", "group", True),
        (Service.SLACK, 403, "action_prohibited", "action_prohibited", "group", True),
        (Service.SLACK, 400, "invalid_payload", "invalid_payload", "report", True),
        (Service.SLACK, 429, "rate_limited", "rate_limited", "slowed", False),
        (Service.SLACK, 500, "rollup_error", "rollup_error", "tried again", False),
        (Service.JSON, 500, "oops", "The webhook does not take it: 500.", "tried again", False),
        (Service.JSON, 404, "", "404", "robot is gone", True),
        (Service.JSON, 429, "", "429", "slowed", False),
    ],
)  # fmt: skip
def test_it_did_not(
    service: Service, status: int, body: str, said: str, hint: str, lasting: bool
) -> None:
    with pytest.raises(NotDelivered) as told:
        judge(service, Reply(status, body.encode()))
    assert said in str(told.value)
    assert hint in told.value.hint
    assert told.value.lasting is lasting


@pytest.mark.parametrize("service", [each for each in Service if each is not Service.JSON])
@pytest.mark.parametrize(
    "body", [b"", b"<html>Sign in to the hotel</html>", b"[]", b"null", b"\xff\xfe", b"[" * 90_000]
)
def test_a_page_of_somebody_else_with_200_is_no_success(service: Service, body: bytes) -> None:
    with pytest.raises(NotDelivered, match="no answer of this service"):
        judge(service, Reply(200, body))


@pytest.mark.parametrize("service", Service)
def test_a_redirect_is_a_failure(service: Service) -> None:
    with pytest.raises(NotDelivered, match="go elsewhere") as told:
        judge(service, Reply(302, b'{"errcode":0,"code":0}'))
    assert told.value.lasting


def test_how_long_to_wait() -> None:
    with pytest.raises(NotDelivered) as told:
        judge(Service.SLACK, Reply(429, b"", 33.0))
    assert told.value.retry_after == 33.0
    with pytest.raises(NotDelivered) as told:
        judge(Service.DINGTALK, Reply(200, b'{"errcode":130101,"errmsg":"send too fast"}'))
    assert told.value.retry_after == 600.0  # it takes nothing for ten minutes
