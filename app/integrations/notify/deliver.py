"""Sends a notice over a channel, at once and once."""

import time
from collections.abc import Callable, Mapping

from app import __version__
from app.domain.errors import NotDelivered
from app.domain.stop import Stop
from app.i18n import _
from app.integrations.notify.answers import judge
from app.integrations.notify.channel import Channel, EmailChannel, WebhookChannel, channel_secret
from app.integrations.notify.formats import body_of, encoded, signed
from app.integrations.notify.mail import mail_of
from app.integrations.notify.notice import Notice
from app.integrations.notify.post import check_address, post
from app.integrations.notify.smtp import send_mail

_TELLING = 4
"""Signs that give something away; shorter ones would take words out of sentences."""


def kept_secrets(
    channel: Channel,
    ask: Callable[[str, Stop], str | None],
    stop: Stop,
    typed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The secrets of a channel, by what they are: those in `typed`, else those that are kept.

    Raises:
        SecretUnavailable: the keychain or the vault does not give them now.
        NotDelivered: one is not there.
    """
    found: dict[str, str] = {}
    for what in channel.secrets:
        secret = (typed or {}).get(what) or ask(channel_secret(channel.id, what), stop)
        if not secret:
            raise NotDelivered(_missing(what).format(channel=channel.name), lasting=True,
                hint=_("Open the channel, enter it, and save."))  # fmt: skip
        found[what] = secret.strip() if what == "url" else secret
    return found


def _missing(what: str) -> str:
    if what == "url":
        return _("The address of {channel} is not known here.")
    if what == "sign":
        return _("The signing secret of {channel} is not known here.")
    return _("The password of {channel} is not known here.")


def deliver(
    channel: Channel, notice: Notice, secrets: Mapping[str, str], stop: Stop
) -> NotDelivered | None:
    """Send it. Where only some of those it is for get it, that is returned.

    Raises:
        NotDelivered: it did not arrive, as far as is known.
        Cancelled: `stop` was set.
    """
    try:
        if isinstance(channel, EmailChannel):
            mail = mail_of(channel, notice)
            refused = send_mail(channel, mail, secrets.get("password"), stop)
            return _hushed(refused, secrets) if refused is not None else None
        _post(channel, notice, secrets, stop)
        return None
    except NotDelivered as error:
        raise _hushed(error, secrets) from None


def _post(channel: WebhookChannel, notice: Notice, secrets: Mapping[str, str], stop: Stop) -> None:
    url = secrets["url"]
    check_address(url, plain_http=channel.plain_http)
    body = body_of(channel.service, notice)
    if channel.signed:
        url, body = signed(channel.service, url, body, secrets["sign"], time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Mohist/{__version__}",
    }
    judge(channel.service, post(url, encoded(body), headers, stop, ca=channel.ca))


def _hushed(error: NotDelivered, secrets: Mapping[str, str]) -> NotDelivered:
    """A server may repeat what it was told: none of it is shown."""

    def hush(text: str) -> str:
        for secret in secrets.values():
            for part in (secret, secret.rpartition("=")[2], secret.rpartition("/")[2]):
                text = text.replace(part, "…") if len(part) >= _TELLING else text
        return text

    return NotDelivered(
        hush(str(error)), hint=hush(error.hint), lasting=error.lasting,
        retry_after=error.retry_after,
    )  # fmt: skip
