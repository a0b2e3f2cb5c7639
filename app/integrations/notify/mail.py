"""A notice as an e-mail (RFC 5322): plain text, in UTF-8, and nothing in it becomes a header.

`MIMEText` with `Header`, not `EmailMessage`: what that folds of a subject in Chinese and Latin has
blanks too many when it is read.
"""

import re
from email.header import Header
from email.message import Message as Mail
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, localtime, make_msgid, parseaddr

from app.domain.errors import NotDelivered
from app.i18n import _
from app.integrations.notify.channel import EmailChannel
from app.integrations.notify.notice import Notice
from app.integrations.notify.text import one_line
from app.integrations.notify.wording import Message, Mood, more_text, worded

_PARAGRAPHS = 200
_ADDRESS = re.compile(r"[\x21-\x7e]+@[A-Za-z0-9.\[\]:-]+")
_STRANGE = frozenset('()<>,;:\\"@')
"""Signs that would have to be quoted before the @."""


def mail_of(channel: EmailChannel, notice: Notice) -> Mail:
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
    mail = MIMEText(_written(message), "plain", "utf-8")
    subject = Header(f"[Mohist] {message.title}", header_name="Subject")
    mail["Subject"] = subject.encode()
    mail["From"] = formataddr(sender)
    mail["To"] = ",\n ".join(formataddr(address_of(each)) for each in channel.to)
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = make_msgid(domain=sender[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers of those who are on leave
    if message.mood is Mood.CRITICAL:
        mail["Importance"] = "high"  # RFC 2156
    return mail


def address_of(text: str) -> tuple[str, str]:
    """Name and address of `name@host`, or of `Name <name@host>`.

    Raises:
        NotDelivered: it is no address, or more than one.
    """
    said = text.strip()
    name, found = parseaddr(said)
    local = found.rpartition("@")[0]
    whole = said == found or said.endswith(f"<{found}>")
    if whole and _ADDRESS.fullmatch(found) and not _STRANGE & set(local) and len(said) <= 320:
        return one_line(name, 100), found
    raise NotDelivered(
        _("{address} is no e-mail address.").format(address=one_line(text, 60) or '""'),
        hint=_("Write it as name@host, or as Name <name@host>."),
        lasting=True,
    )


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
