"""What a webhook is sent, for each service, within its limits, and how it is signed.

Sources, as of 2025:
* DingTalk: open.dingtalk.com/document/robots/custom-robot-access, and the same site's
  document/robots/customize-robot-security-settings for the signature
* Feishu and Lark: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
* WeCom: developer.work.weixin.qq.com/document/path/91770
* Slack: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and the limits of
  docs.slack.dev/reference/block-kit/blocks
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from app.integrations.notify.channel import Service
from app.integrations.notify.notice import Notice, item_to_data
from app.integrations.notify.text import cut, cut_bytes, one_line, without_markup
from app.integrations.notify.wording import Message, Mood, Paragraph, more_text, worded

SCHEMA = "mohist.alerts/1"
"""The version of our own JSON; fields may be added to it, none is taken away or changes."""
_DINGTALK_BYTES = 18_500  # of 20,000 for the whole body
_FEISHU_BYTES = 18_500  # of 20 KB likewise
_WECOM_BYTES = 4096  # of the Markdown
_DIV, _GAP = 60, 4
"""Bytes around a paragraph: of JSON in a card, of line breaks in Markdown."""
_SLACK_TITLE, _SLACK_SECTION, _SLACK_BLOCKS = 150, 3000, 50
_JSON_ITEMS, _JSON_TEXT = 200, 2000

_COLOURS = {Mood.CRITICAL: "red", Mood.WARNING: "orange", Mood.OVER: "green", Mood.TEST: "blue"}
_SIGNS = {Mood.CRITICAL: "🔴", Mood.WARNING: "🟠", Mood.OVER: "🟢", Mood.TEST: "🔵"}


def body_of(service: Service, notice: Notice) -> dict[str, Any]:
    """What is sent as JSON, in the language that is spoken now."""
    if service is Service.JSON:
        return _json(notice)
    return _FORMATS[service](worded(notice))


def encoded(body: Mapping[str, Any] | str) -> bytes:
    """As UTF-8, which all of them ask for."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def signed(
    service: Service, url: str, body: dict[str, Any], secret: str, now: float
) -> tuple[str, dict[str, Any]]:
    """The address and the body with the signature in whichever of them the service looks for it."""
    if service is Service.DINGTALK:
        stamp = str(round(now * 1000))
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        parts = urlsplit(url)
        signature = urlencode({"timestamp": stamp, "sign": base64.b64encode(digest).decode()})
        query = f"{parts.query}&{signature}" if parts.query else signature
        return urlunsplit(parts._replace(query=query)), body
    if service is Service.FEISHU:  # what is signed is empty, and the text is the key
        stamp = str(int(now))
        digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        return url, {"timestamp": stamp, "sign": base64.b64encode(digest).decode(), **body}
    return url, body


# --------------------------------------------------------------------------- the formats


def _dingtalk(message: Message) -> dict[str, Any]:
    text = _markdown(message, _DINGTALK_BYTES, "\n\n", "- ")
    title = cut(without_markup(message.title), 100)
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _wecom(message: Message) -> dict[str, Any]:
    text = _markdown(message, _WECOM_BYTES, "\n", "> ")
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _feishu(message: Message) -> dict[str, Any]:
    """A card whose texts are `plain_text`: nothing in them is looked at as markup."""

    def plain(text: str) -> dict[str, str]:
        return {"tag": "plain_text", "content": text}

    shown, more = _fitting(
        message, _FEISHU_BYTES, lambda each: "\n".join((each.head, *each.lines)), _DIV
    )
    elements: list[dict[str, Any]] = [{"tag": "div", "text": plain(text)} for text in shown]
    if more:
        elements.append({"tag": "div", "text": plain(more_text(more))})
    elements += [{"tag": "hr"}, {"tag": "note", "elements": [plain(message.footer)]}]
    header = {"template": _COLOURS[message.mood], "title": plain(message.title)}
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _slack(message: Message) -> dict[str, Any]:
    title = f"{_SIGNS[message.mood]} {message.title}"
    header = {"type": "plain_text", "text": cut(title, _SLACK_TITLE), "emoji": True}
    blocks: list[dict[str, Any]] = [{"type": "header", "text": header}]
    most = _SLACK_BLOCKS - 3
    for each in message.paragraphs[:most]:
        head, rest = without_markup(each.head), "\n".join(each.lines)
        text = f"*{_slack_text(head)}*\n{_slack_text(rest)}"
        if len(text) > _SLACK_SECTION:  # an escape makes five signs of one, and is not to be cut
            text = f"*{_slack_text(cut(head, 250))}*\n{_slack_text(cut(rest, 300))}"
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": text}})
    more = message.more + len(message.paragraphs[most:])
    footer = f"{more_text(more)}. {message.footer}" if more else message.footer
    context = {"type": "plain_text", "text": cut(footer, 300), "emoji": False}
    blocks.append({"type": "context", "elements": [context]})
    return {"text": _slack_text(title), "blocks": blocks}


def _json(notice: Notice) -> dict[str, Any]:
    """See docs/alerts.md."""
    message = worded(notice)
    items = []
    for item in notice.items[:_JSON_ITEMS]:
        data = item_to_data(item)
        texts = {
            name: one_line(text, _JSON_TEXT) for name, text in data.items() if isinstance(text, str)
        }
        numbers = {
            name: number
            for name, number in data.items()
            if isinstance(number, float | int) and abs(number) < float("inf")
        }
        items.append({**texts, **numbers})
    return {
        "schema": SCHEMA, "test": notice.test, "mood": str(message.mood), "title": message.title,
        "at": notice.at, "by": one_line(notice.by, 100), "alerts": items,
        "more": message.more + len(notice.items[_JSON_ITEMS:]),
    }  # fmt: skip


_FORMATS: Mapping[Service, Callable[[Message], dict[str, Any]]] = {
    Service.DINGTALK: _dingtalk,
    Service.FEISHU: _feishu,
    Service.WECOM: _wecom,
    Service.SLACK: _slack,
}

# --------------------------------------------------------------------------- within limits


def _markdown(message: Message, most: int, gap: str, bullet: str) -> str:
    """A title, paragraphs with lines, a footer. `gap` is what makes a new line there."""

    def paragraph(each: Paragraph) -> str:
        lines = [f"{bullet}{without_markup(line)}" for line in each.lines]
        return gap.join((f"**{without_markup(each.head)}**", "\n".join(lines)))

    title = f"### {_SIGNS[message.mood]} {without_markup(message.title)}"
    footer = without_markup(message.footer)
    reserve = len(title.encode()) + len(footer.encode()) + 200
    shown, more = _fitting(message, most - reserve, paragraph, _GAP)
    parts = [title, *shown, *([more_text(more)] if more else []), footer]
    return "\n\n".join(parts)


def _fitting(
    message: Message, most: int, written: Callable[[Paragraph], str], around: int
) -> tuple[list[str], int]:
    """The first paragraphs that have room in `most` bytes of JSON, and how many alerts have none.
    The first has room always, if shortened. `around` is what each needs beside its text.
    """
    shown: list[str] = []
    left = most
    for paragraph in message.paragraphs:
        text = written(paragraph)
        size = len(encoded(text)) + around
        if size > left:
            if not shown:
                shown.append(cut_bytes(text, max(0, most - around) // 2))  # it may be all quotes
            break
        shown.append(text)
        left -= size
    return shown, message.more + len(message.paragraphs) - len(shown)


def _slack_text(text: str) -> str:
    """docs.slack.dev/messaging/formatting-message-text#escaping: so nobody is mentioned."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
