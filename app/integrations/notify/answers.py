"""What a service's answer means. Most say 200 to everything, and whether it went well in the body.

Codes: DingTalk open.dingtalk.com/document/robots/custom-robot-access, Feishu
open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, WeCom
developer.work.weixin.qq.com/document/path/90455, Slack
docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.domain.errors import NotDelivered
from app.i18n import N_, _
from app.integrations.notify.channel import Service
from app.integrations.notify.post import Reply
from app.integrations.notify.text import cut, one_line

SERVICE_NAMES = {
    Service.DINGTALK: N_("DingTalk"),
    Service.FEISHU: N_("Feishu"),
    Service.WECOM: N_("WeCom"),
    Service.SLACK: "Slack",
    Service.JSON: N_("The webhook"),
}
"""How each is written; to be translated where shown."""

_KEYWORD = N_("Add a word to the keywords of the robot that stands in every message: Mohist.")
_SIGN = N_("Copy the signing secret of the robot anew, and check the clock of this machine.")
_PLACE = N_("Add the address this machine has on the internet to those the robot allows.")
_ROBOT = N_("The robot is gone or was stopped: copy the address of a new one.")
_SLOWER = N_("It is slowed down by itself, and what waits goes together.")
_OURS = N_("The message itself is at fault: please report this.")
_GROUP = N_("Check the group and whether the robot may write there.")


@dataclass(frozen=True, slots=True)
class _Meaning:
    hint: str
    lasting: bool = True
    retry_after: float | None = None


_SOON = _Meaning(_SLOWER, lasting=False, retry_after=60.0)
_DINGTALK_LATER = _Meaning(_SLOWER, lasting=False, retry_after=600.0)
_BUSY = _Meaning("", lasting=False, retry_after=5.0)

_CODES: dict[Service, dict[str, _Meaning]] = {
    Service.DINGTALK: {
        "-1": _BUSY,
        "130101": _DINGTALK_LATER, "410100": _DINGTALK_LATER, "660026": _DINGTALK_LATER,
        "300001": _Meaning(_ROBOT), "300005": _Meaning(_ROBOT), "400013": _Meaning(_ROBOT),
        "400101": _Meaning(_ROBOT), "400102": _Meaning(_ROBOT), "40035": _Meaning(_OURS),
        "43004": _Meaning(_OURS), "460101": _Meaning(_OURS),
    },
    Service.FEISHU: {
        "19021": _Meaning(_SIGN), "19022": _Meaning(_PLACE), "19024": _Meaning(_KEYWORD),
        "19001": _Meaning(_ROBOT), "19002": _Meaning(_OURS), "9499": _Meaning(_OURS),
        "11232": _SOON, "11246": _Meaning(_OURS),
    },
    Service.WECOM: {
        "-1": _BUSY,
        "45009": _SOON, "45033": _SOON, "93000": _Meaning(_ROBOT), "93004": _Meaning(_ROBOT),
        "93008": _Meaning(_GROUP), "40008": _Meaning(_OURS), "40058": _Meaning(_OURS),
        "44004": _Meaning(_OURS),
    },
    Service.SLACK: {
        "no_service": _Meaning(_ROBOT), "no_service_id": _Meaning(_ROBOT),
        "no_active_hooks": _Meaning(_ROBOT), "invalid_token": _Meaning(_ROBOT),
        "no_team": _Meaning(_ROBOT), "team_disabled": _Meaning(_ROBOT),
        "channel_not_found": _Meaning(_GROUP), "channel_is_archived": _Meaning(_GROUP),
        "action_prohibited": _Meaning(_GROUP),
        "posting_to_general_channel_denied": _Meaning(_GROUP),
        "invalid_payload": _Meaning(_OURS), "invalid_blocks": _Meaning(_OURS),
        "rate_limited": _SOON, "rollup_error": _BUSY,
    },
}  # fmt: skip
_BY_WORD = {
    "keyword": _Meaning(_KEYWORD),
    "sign": _Meaning(_SIGN),
    "timestamp": _Meaning(_SIGN),
    "whitelist": _Meaning(_PLACE),
    "token": _Meaning(_ROBOT),
}
"""DingTalk says 310000 for three things, and which in the text: in English or in Chinese."""
_CHINESE = {"关键词": "keyword", "签名": "sign", "时间戳": "timestamp", "白名单": "whitelist"}


def judge(service: Service, reply: Reply) -> None:
    """Raises NotDelivered unless the service says that it has it."""
    name = _(SERVICE_NAMES[service])
    if 300 <= reply.status < 400:
        raise NotDelivered(
            _("{service} wants us to go elsewhere, which we do not: the address is a secret.")
            .format(service=name),
            hint=_("Copy the address anew: this one is no webhook's any more."),
            lasting=True,
        )  # fmt: skip
    if service is Service.JSON:
        if not 200 <= reply.status < 300:
            raise _refused(service, str(reply.status), "", reply)
        return
    code, said = _SAYS[service](reply)
    if code or not 200 <= reply.status < 300:
        raise _refused(service, code or str(reply.status), said, reply)


def _refused(service: Service, code: str, said: str, reply: Reply) -> NotDelivered:
    meaning = _CODES.get(service, {}).get(code) or _by_word(service, said)
    if reply.status == 429:
        meaning = _SOON
    elif meaning is None and (reply.status >= 500 or reply.status == 408):
        meaning = _BUSY
    elif meaning is None and reply.status in (401, 403, 404, 410):
        meaning = _Meaning(_ROBOT)
    elif meaning is None:
        meaning = _Meaning(_GROUP)
    name = _(SERVICE_NAMES[service])
    reason = _("{reason} (code {code})").format(reason=said, code=code) if said else code
    after = reply.retry_after if reply.retry_after is not None else meaning.retry_after
    return NotDelivered(
        _("{service} does not take it: {reason}.").format(service=name, reason=reason),
        hint=_(meaning.hint) or _("It is tried again by itself."),
        lasting=meaning.lasting,
        retry_after=after,
    )


def _by_word(service: Service, said: str) -> _Meaning | None:
    if service is Service.SLACK:
        return None
    said = said.lower()
    for chinese, word in _CHINESE.items():
        said = said.replace(chinese, word)
    if " ip " in f" {said} ":
        return _Meaning(_PLACE)
    return next((meaning for word, meaning in _BY_WORD.items() if word in said), None)


def _says_errcode(reply: Reply) -> tuple[str, str]:
    """`{"errcode": 0, "errmsg": "ok"}`."""
    data = _object(reply)
    code = data.get("errcode")
    if code in (0, "0"):
        return "", ""
    if code is None:
        return _nothing_known(reply)
    return one_line(str(code), 20), _reason(data.get("errmsg"))


def _says_code(reply: Reply) -> tuple[str, str]:
    """`{"code": 0, "msg": "success"}`, or as it once was `{"StatusCode": 0}`."""
    data = _object(reply)
    code, said = data.get("code"), data.get("msg")
    if code is None:
        code, said = data.get("StatusCode"), data.get("StatusMessage")
    if code in (0, "0"):
        return "", ""
    if code is None:
        return _nothing_known(reply)
    return one_line(str(code), 20), _reason(said)


def _says_ok(reply: Reply) -> tuple[str, str]:
    """`ok`, or one word for what was wrong."""
    said = one_line(reply.body.decode("utf-8", "replace"), 60)
    if said == "ok":
        return "", ""
    if said in _CODES[Service.SLACK] or ("_" in said and said.replace("_", "").isalpha()):
        return said, ""
    return _nothing_known(reply)


def _nothing_known(reply: Reply) -> tuple[str, str]:
    """A proxy's page, say: it did not reach the service, whatever the status."""
    return str(reply.status), _("it is no answer of this service")


_SAYS = {
    Service.DINGTALK: _says_errcode,
    Service.FEISHU: _says_code,
    Service.WECOM: _says_errcode,
    Service.SLACK: _says_ok,
}


def _object(reply: Reply) -> dict[str, Any]:
    try:
        data = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _reason(said: object) -> str:
    """Their words: the first of them, which say it; the rest is advice, links and tickets."""
    text = one_line(str(said or ""), 400).removeprefix("description:")
    for end in (";solution", ", more info", ", hint"):
        text = text.split(end)[0]
    return cut(text, 160).rstrip(" .。,;")
