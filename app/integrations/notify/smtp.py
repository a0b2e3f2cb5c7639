"""Hands a mail to a server (RFC 5321), with the standard library's client; the password goes over
an encrypted line only.
"""

import smtplib
import socket
from contextlib import suppress
from email.message import Message as Mail

from app.domain.errors import NotDelivered
from app.domain.stop import Stop
from app.i18n import _
from app.integrations.notify.channel import EmailChannel, Security
from app.integrations.notify.post import unreached
from app.integrations.notify.text import one_line
from app.integrations.notify.tls import trusted
from app.wires import is_here

_SECONDS = 20.0
"""Seconds that the server may take for each answer."""
_NO_SUCH_USER = frozenset({550, 551, 553, 554})


def send_mail(
    channel: EmailChannel,
    mail: Mail,
    password: str | None,
    stop: Stop,
    *,
    seconds: float = _SECONDS,
) -> NotDelivered | None:
    """Send it, once. Where some of those it is for do not get it, that is returned, and not
    raised: the others have it, and must not get it again.

    Raises:
        NotDelivered: the server did not say that it has it.
        Cancelled: `stop` was set.
    """
    if not channel.host:
        raise NotDelivered(
            _("{channel} has no mail server.").format(channel=channel.name),
            hint=_("Name its host."),
            lasting=True,
        )
    talk = _Talk(channel, seconds)
    with stop.telling(talk.cut):
        try:
            refused = talk.deliver(mail, password)
        except (smtplib.SMTPException, OSError, ValueError, UnicodeError) as error:
            stop.check()
            raise _undelivered(channel, error) from None  # no words of a login in a traceback
        finally:
            talk.end()
    return _undelivered(channel, smtplib.SMTPRecipientsRefused(refused)) if refused else None


class _Talk:
    """One conversation with a server, which can be cut from another thread."""

    def __init__(self, channel: EmailChannel, seconds: float) -> None:
        self._channel, self._seconds = channel, seconds
        self._client: smtplib.SMTP | None = None
        self._is_cut = False

    def deliver(self, mail: Mail, password: str | None) -> dict[str, tuple[int, bytes]]:
        """Connect, log in, hand it over; who does not get it, though others do, and why."""
        channel = self._channel
        tls = trusted(channel.ca)
        name = _own_name()
        if channel.security is Security.TLS:
            self._client = smtplib.SMTP_SSL(local_hostname=name, timeout=self._seconds, context=tls)
        else:
            self._client = smtplib.SMTP(local_hostname=name, timeout=self._seconds)
        client = self._client
        client._host = channel.host  # type: ignore[attr-defined]  # what TLS expects the name to be
        code, said = client.connect(channel.host, channel.port)
        if self._is_cut:
            raise OSError
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        client.ehlo_or_helo_if_needed()
        if channel.security is Security.STARTTLS:
            client.starttls(context=tls)
            client.ehlo_or_helo_if_needed()
        if channel.user:
            if channel.security is Security.NONE and not is_here(channel.host):
                raise _OpenPasswordError
            client.login(channel.user, password or "")
        return client.send_message(mail)

    def cut(self) -> None:
        """Have whoever waits for an answer wait no longer."""
        self._is_cut = True
        wire = self._client.sock if self._client is not None else None
        if wire is not None:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Say goodbye, without waiting for long: the mail is theirs already, or is not."""
        client = self._client
        if client is None:
            return
        with suppress(smtplib.SMTPException, OSError, ValueError):
            if client.sock is not None:
                client.sock.settimeout(1.0)
                client.quit()
        client.close()


class _OpenPasswordError(ValueError):
    """A password would be readable on the way."""


def _own_name() -> str:
    """What we are called for HELO: no look-up, which may take half a minute."""
    name = socket.gethostname()
    return name if name.isascii() and " " not in name and name else "localhost"


def _undelivered(channel: EmailChannel, error: Exception) -> NotDelivered:
    host = channel.host
    match error:
        case _OpenPasswordError():
            return NotDelivered(
                _("The password would go to {host} unencrypted.").format(host=host),
                hint=_("Choose STARTTLS or TLS, or a server on this machine."),
                lasting=True,
            )
        case smtplib.SMTPAuthenticationError():
            return NotDelivered(
                _("{host} does not take the user or the password: {reason}.").format(
                    host=host, reason=_said(error.smtp_code, error.smtp_error)
                ),
                hint=_(
                    "Enter the password anew; many mailboxes want one made for programs "
                    "(an authorisation code)."
                ),
                lasting=True,
            )
        case smtplib.SMTPNotSupportedError():
            return NotDelivered(
                _("{host} does not offer what the channel asks for: STARTTLS, or a login.").format(
                    host=host
                ),
                hint=_("Check port and encryption: 587 is usually STARTTLS, 465 TLS, 25 none."),
                lasting=True,
            )
        case smtplib.SMTPRecipientsRefused():
            who, (code, said) = next(iter(error.recipients.items()))
            return NotDelivered(
                _("{host} does not take mail for {who}: {reason}.").format(
                    host=host, who=one_line(who, 60), reason=_said(code, said)
                ),
                hint=_("Check the address, and whether this server delivers there."),
                lasting=code in _NO_SUCH_USER,
            )
        case smtplib.SMTPSenderRefused():
            return NotDelivered(
                _("{host} does not take mail from {who}: {reason}.").format(
                    host=host, who=one_line(str(error.sender), 60),
                    reason=_said(error.smtp_code, error.smtp_error),
                ),
                hint=_("The sender must usually be the mailbox that logs in."),
                lasting=error.smtp_code >= 500,
            )  # fmt: skip
        case smtplib.SMTPServerDisconnected() if not isinstance(error.__context__, TimeoutError):
            return NotDelivered(
                _("{host} broke off the conversation.").format(host=host),
                hint=_("Check port and encryption: 587 is usually STARTTLS, 465 TLS, 25 none."),
            )
        case smtplib.SMTPResponseException():
            return NotDelivered(
                _("{host} does not take the mail: {reason}.").format(
                    host=host, reason=_said(error.smtp_code, error.smtp_error)
                ),
                hint=_("Ask who runs the mail server, with these words of it."),
                lasting=error.smtp_code >= 500,
            )
    return unreached(host, error.__context__ or error)


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}", 200).rstrip(".")
