"""What each service is sent: as its documentation wants it, whatever stands in an alert."""

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app import i18n
from app.domain.monitoring.metric import Severity
from app.integrations.notify.channel import Service
from app.integrations.notify.formats import SCHEMA, body_of, encoded, signed
from app.integrations.notify.notice import Event, Item, Notice
from tests.integrations.notify.notices import AT, item, notice

NASTY = (
    "\x00\x1b[31m\u202egnp\u2066 <!channel> <at id=all></at> ![x](http://evil/) \ud800 墨者🔥\r\n"
)


def text_of(service: Service, body: dict[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("service", Service)
def test_an_alert_says_who_what_since_when_and_what_to_do(service: Service) -> None:
    said = text_of(service, body_of(service, notice()))
    for part in ("orders-1", "Threads running is 120 threads", "Look at the sessions first.",
                 "Wang Lei, 8801", "prod", "watch-1", "Critical"):  # fmt: skip
        assert part in said
    if service is not Service.JSON:
        assert re.search(r"Since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d", said)
        assert "Mohist" in said  # a keyword for the robot


@pytest.mark.parametrize("service", Service)
def test_it_speaks_chinese_where_the_console_does(service: Service) -> None:
    i18n.install("zh_CN")
    said = text_of(service, body_of(service, notice()))
    assert "严重" in said


def test_dingtalk() -> None:
    body = body_of(Service.DINGTALK, notice())
    assert body["msgtype"] == "markdown"
    assert body["markdown"]["title"] == "［Critical］ orders-1: Threads running"
    assert body["markdown"]["text"].startswith("### 🔴 ［Critical］ orders-1")


def test_wecom_stays_below_its_4096_bytes() -> None:
    many = notice(*(item(f"库-{n}", text="连接数过高" * 40) for n in range(60)))
    content = body_of(Service.WECOM, many)["markdown"]["content"]
    assert len(content.encode()) <= 4096
    assert re.search(r"\d+ more alerts", content)
    assert "watch-1" in content


def test_feishu_is_a_card_in_the_colour_of_the_worst() -> None:
    body = body_of(Service.FEISHU, notice(item(), item("b", severity=Severity.WARNING)))
    assert body["msg_type"] == "interactive"
    assert body["card"]["header"]["template"] == "red"
    over = notice(item(event=Event.END, ended=AT))
    assert body_of(Service.FEISHU, over)["card"]["header"]["template"] == "green"


def test_slack_has_a_fallback_and_no_block_that_is_too_long() -> None:
    text = "&<>" * 2000
    body = body_of(Service.SLACK, notice(*(item(f"n{n}", text=text, note=text) for n in range(80))))
    assert len(body["blocks"]) <= 50
    assert body["text"]
    for block in body["blocks"][1:-1]:
        assert 0 < len(block["text"]["text"]) <= 3000
        assert not re.search(r"&(?!amp;|lt;|gt;)", block["text"]["text"])


def test_our_own_json_is_versioned_and_has_the_figures() -> None:
    body = body_of(Service.JSON, notice())
    assert body["schema"] == SCHEMA == "mohist.alerts/1"
    assert body["alerts"][0]["value"] == 120.0
    assert body["alerts"][0]["event"] == "begin"
    assert set(body) == {"schema", "test", "mood", "title", "at", "by", "alerts", "more"}


@pytest.mark.parametrize("service", Service)
def test_a_test_says_that_it_is_one(service: Service) -> None:
    body = body_of(service, Notice((), AT, "watch-1", test=True))
    assert "Test" in text_of(service, body)


@pytest.mark.parametrize("service", Service)
def test_nothing_in_an_alert_is_markup(service: Service) -> None:
    said = encoded(body_of(service, notice(item(name=NASTY, text=NASTY, note=NASTY)))).decode()
    for sign in ("\x00", "\x1b", "\u202e", "\u2066"):
        assert sign not in said
        assert json.dumps(sign)[1:-1] not in said
    body = json.loads(said)
    match service:
        case Service.SLACK:
            texts = [block["text"]["text"] for block in body["blocks"][1:-1]]
            assert not any("<" in text for text in texts)
        case Service.DINGTALK | Service.WECOM:
            assert "](" not in said
            assert "<" not in said
        case Service.FEISHU:
            assert "lark_md" not in said


def test_the_signature_of_dingtalk() -> None:
    url, body = signed(Service.DINGTALK, "https://x/robot?access_token=t", {}, "SECs", 1.5)
    query = parse_qs(urlsplit(url).query)
    digest = hmac.new(b"SECs", b"1500\nSECs", hashlib.sha256).digest()
    assert query == {
        "access_token": ["t"], "timestamp": ["1500"], "sign": [base64.b64encode(digest).decode()],
    }  # fmt: skip
    assert body == {}


def test_the_signature_of_feishu() -> None:
    url, body = signed(Service.FEISHU, "https://x/hook", {"msg_type": "text"}, "s", 1599360473.9)
    digest = hmac.new(b"1599360473\ns", b"", hashlib.sha256).digest()
    assert url == "https://x/hook"
    assert body["timestamp"] == "1599360473"
    assert body["sign"] == base64.b64encode(digest).decode()


any_text = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(
        st.sampled_from("\x00\n\r\u202e\u2067&<>*[]()#`~!|\\\"'墨🔥👩\u200d💻ا\u0301\ud800"),
        max_size=60,
    ),
    st.text(max_size=20).map(lambda text: (text or "长") * 5000),
)
any_number = st.floats() | st.just(1e300)
items = st.builds(
    Item, st.sampled_from(Event), any_text, any_text, any_text, any_text, any_text,
    st.sampled_from(Severity), any_text, any_number, any_number, any_number,
    st.none() | any_number, any_text, any_text, any_text, any_text,
)  # fmt: skip


@how(max_examples=25)
@given(st.lists(items, min_size=1, max_size=3), st.integers(1, 60), any_text)
def test_whatever_stands_in_an_alert_each_service_takes_it(
    some: list[Item], times: int, by: str
) -> None:
    said = Notice(tuple(some) * times, AT, by, more=3)
    for service in Service:
        raw = encoded(body_of(service, said))
        body = json.loads(raw, parse_constant=pytest.fail)
        match service:
            case Service.DINGTALK:
                assert len(raw) <= 20_000
                assert body["markdown"]["title"]
            case Service.WECOM:
                assert len(body["markdown"]["content"].encode()) <= 4096
            case Service.FEISHU:
                assert len(raw) <= 20 * 1024
            case Service.SLACK:
                assert len(body["blocks"]) <= 50
                assert len(body["blocks"][0]["text"]["text"]) <= 150
                assert all(len(each["text"]["text"]) <= 3000 for each in body["blocks"][1:-1])
                assert all(each["text"]["text"].strip() for each in body["blocks"][1:-1])
            case Service.JSON:
                assert len(body["alerts"]) + body["more"] == len(said.items) + 3
                assert len(raw) < 4_000_000
