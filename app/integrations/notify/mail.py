"""A notice as an e-mail (RFC 5322): plain text, in UTF-8, and nothing in it becomes a header."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid, parseaddr

from app.domain.errors import NotDelivered
from app.i18n import _
from app.integrations.notify.channel import EmailChannel
from app.integrations.notify.notice import Notice
from app.integrations.notify.text import one_line
from app.integrations.notify.wording import Message, Mood, more_text, worded

_PARAGRAPHS = 200
_POLICY = SMTP.clone(cte_type="7bit")
"""Base64 or quoted-printable where needed: not every server takes 8 bits."""


def mail_of(channel: EmailChannel, notice: Notice) -> EmailMessage:
    """In the language that is spoken now.

    Raises:
        NotDelivered: an address of the channel is none.
    """
    message = worded(notice)
    sender = address_of(channel.sender)
    if not channel.to:
        raise NotDelivered(
            _("{channel} has nobody to write to.").format(channel=channel.name),
            hint=_("Name the addresses it is for."),
            lasting=True,
        )
    mail = EmailMessage(_POLICY)
    mail["Subject"] = f"[Mohist] {one_line(message.title, 150)}"
    mail["From"] = sender
    mail["To"] = tuple(address_of(each) for each in channel.to)
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers of those who are on leave
    if message.mood is Mood.CRITICAL:
        mail["Importance"] = "high"  # RFC 2156
    mail.set_content(_written(message))
    return mail


def address_of(text: str) -> Address:
    """`name@host`, or `Name <name@host>`.

    Raises:
        NotDelivered: it is no address.
    """
    name, found = parseaddr(text)
    clean = one_line(text, 500)
    local, at, domain = found.rpartition("@")
    if clean == text.strip() and local and at and domain and domain.isascii():
        try:
            return Address(one_line(name, 100), username=local, domain=domain)
        except (ValueError, HeaderParseError, IndexError):
            pass
    raise NotDelivered(
        _("{address} is no e-mail address.").format(address=cut_address(clean)),
        hint=_("Write it as name@host, or as Name <name@host>."),
        lasting=True,
    )


def cut_address(text: str) -> str:
    """Short enough for a sentence."""
    return one_line(text, 60) or '""'


def _written(message: Message) -> str:
    parts = [
        "\n".join((each.head, *(f"    {line}" for line in each.lines)))
        for each in message.paragraphs[:_PARAGRAPHS]
    ]
    more = message.more + len(message.paragraphs[_PARAGRAPHS:])
    if more:
        parts.append(more_text(more))
    parts.append(f"-- \n{message.footer}")
    return "\n\n".join(parts) + "\n"
