"""How much a service takes: messages in a time, and bytes in a message."""

from dataclasses import dataclass

from app.integrations.notify.channel import Channel, EmailChannel, Service


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many messages in so many seconds."""

    most: int
    seconds: float


_PACES = {
    # 20 a minute, else it takes none for ten: open.dingtalk.com/document/robots/custom-robot-access
    Service.DINGTALK: Pace(18, 60.0),
    # 100 a minute and 5 a second: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    Service.FEISHU: Pace(4, 3.0),
    # 20 a minute: developer.work.weixin.qq.com/document/path/91770
    Service.WECOM: Pace(18, 60.0),
    # about one a second: docs.slack.dev/apis/web-api/rate-limits
    Service.SLACK: Pace(10, 12.0),
    Service.JSON: Pace(60, 60.0),
}
_MAIL = Pace(20, 60.0)


def pace_of(channel: Channel) -> Pace:
    """What its service takes; a little less, for others may use the same robot."""
    return _MAIL if isinstance(channel, EmailChannel) else _PACES[channel.service]
