"""A channel while it is typed, and how channels stand."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import NotDelivered
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Weekly
from app.domain.validation import BadField
from app.integrations.notify.channel import (
    Channel,
    EmailChannel,
    Security,
    Service,
    Wants,
    WebhookChannel,
)
from app.integrations.notify.courier import ChannelState
from app.models.alerts.channel_draft import ChannelDraft, draft_of
from app.models.alerts.channels import CHANNELS, channel_rows
from app.models.records import RecordTable

WANTS = Wants(
    Severity.CRITICAL,
    (Scope(environments=frozenset({"production"})), Scope(tags=frozenset({"core"}))),
    Weekly(frozenset({5, 6}), 1320, 540), 0.5,
)  # fmt: skip
MAIL = EmailChannel(
    "a", "Mail", host="smtp.example.com", port=465, security=Security.TLS, user="mohist",
    sender="Mohist <m@example.com>", to=("a@example.com", "b@example.com"), wants=WANTS,
)  # fmt: skip
ROBOT = WebhookChannel("b", "群", Service.DINGTALK, signed=True, ca="/etc/ca.pem")
HOOK = WebhookChannel("c", "hook", Service.JSON, enabled=False, plain_http=True)
ADDRESS = "https://oapi.dingtalk.com/robot/send?access_token=x"


@pytest.mark.parametrize("channel", [MAIL, ROBOT, HOOK])
def test_what_nobody_touched_comes_out_as_it_went_in(channel: Channel) -> None:
    assert draft_of(channel).channel({}, kept=True) == channel


def test_a_new_robot_needs_its_address_and_what_signs() -> None:
    draft = ChannelDraft("b", "dingtalk", "群", signed=True)
    assert _field(draft) == "url"
    assert _field(draft, url="ftp://x") == "url"
    assert _field(draft, url="http://example.com/x") == "url"
    assert _field(draft, url=ADDRESS) == "sign"
    made = draft.channel({"url": ADDRESS, "sign": "SEC1"}, kept=False)
    assert made == WebhookChannel("b", "群", Service.DINGTALK, signed=True)
    assert "access_token" not in repr(made)
    slack = replace(draft, kind="slack").channel({"url": ADDRESS}, kept=False)
    assert isinstance(slack, WebhookChannel)
    assert not slack.signed


def test_a_mail_channel_says_what_is_missing() -> None:
    draft = draft_of(MAIL)
    for field, value in (
        ("name", " "), ("host", ""), ("port", "99999"), ("port", "x"), ("sender", "nobody"),
        ("to", ""), ("to", "a@example.com, b@"), ("repeat", "often"), ("repeat", "-1"),
    ):  # fmt: skip
        assert _field(replace(draft, **{field: value})) == field  # type: ignore[arg-type]
    quiet = replace(draft, quiet_days=frozenset())
    assert _field(quiet) == "quiet"
    made = replace(draft, to="a@example.com； b@example.com").channel({}, kept=True)
    assert made == MAIL


def test_a_password_is_asked_for_where_somebody_logs_in() -> None:
    assert draft_of(MAIL).secrets == ("password",)
    assert replace(draft_of(MAIL), user="").secrets == ()


def _field(draft: ChannelDraft, **typed: str) -> str:
    with pytest.raises(BadField) as caught:
        draft.channel(typed, kept=False)
    return caught.value.field


def test_the_table_of_channels_says_how_each_stands(qtmodeltester: Any) -> None:
    states = {
        "a": ChannelState(sent=1, sent_at=1_764_331_200.0),
        "b": ChannelState(waiting=2, trouble=NotDelivered("The sign does not match.", hint="Look."),
                          next_at=1_764_331_200.0),
    }  # fmt: skip
    table = RecordTable(CHANNELS, lambda row: row.channel.id)
    table.replace(channel_rows([MAIL, ROBOT, HOOK], states, {}))
    qtmodeltester.check(table)
    said = [{field.key: field.shown(table.record(row)) for field in CHANNELS} for row in range(3)]
    assert said[0]["state"] == "✓ ready"
    assert said[0]["whom"] == "production; #core"
    assert said[0]["quiet"] == "Sat, Sun 22:00–07:00"
    assert said[1]["state"].startswith("▲ The sign does not match. Tried again at 2025-11-28")
    assert said[2]["state"] == "paused"
    waits = channel_rows([MAIL], {"a": ChannelState(waiting=1)}, {})
    assert {field.key: field.shown(waits[0]) for field in CHANNELS}["state"] == "◦ 1 notice waits"
