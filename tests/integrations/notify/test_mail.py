"""Notices as mails: whatever stands in an alert, it is one mail to those it is for."""

from email import message_from_bytes, policy
from email.message import EmailMessage, Message

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app import i18n
from app.domain.errors import NotDelivered
from app.integrations.notify.channel import EmailChannel
from app.integrations.notify.mail import address_of, mail_of
from app.integrations.notify.notice import Notice
from app.integrations.notify.wording import worded
from tests.integrations.notify.notices import AT, item, notice

CHANNEL = EmailChannel(
    "m", "On call", host="mail.test", sender="Mohist <mohist@example.com>",
    to=("dba@example.com", "王磊 <wang@example.com>"),
)  # fmt: skip


def read(mail: Message) -> EmailMessage:
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_a_mail_in_chinese() -> None:
    i18n.install("zh_CN")
    back = read(mail_of(CHANNEL, notice(item("库存-1", title="连接数过高"))))
    assert back["Subject"] == "[Mohist] [严重] 库存-1: 连接数过高"
    assert back["To"] == "dba@example.com, 王磊 <wang@example.com>"
    assert back["From"] == "Mohist <mohist@example.com>"
    assert back["Auto-Submitted"] == "auto-generated"
    assert back["Importance"] == "high"
    assert "库存-1（prod）: Threads running is 120 threads" in back.get_content()
    assert mail_of(CHANNEL, notice()).as_bytes().isascii()


def test_a_group_is_one_mail() -> None:
    down = [item(name, rule="health", title="Does not answer") for name in "abcdefg"]
    back = read(mail_of(CHANNEL, notice(*down)))
    assert back["Subject"] == ("[Mohist] [Critical] 7 instances do not answer: a, b, c, d, e, …")
    assert back.get_content().count("Since") == 7


@pytest.mark.parametrize(
    "text",
    ["", "nobody", "a@", "@b", "a@b\nBcc: c@d", "a@b, c@d", "a@b\r\nSubject: x", "<>", "a b@c",
     "爱@example.com", "x" * 999],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(NotDelivered, match="no e-mail address"):
        address_of(text)


def test_nobody_to_write_to() -> None:
    with pytest.raises(NotDelivered, match="nobody to write to"):
        mail_of(EmailChannel("m", "On call", sender="a@b.test"), notice())


@how(max_examples=60)
@given(
    st.text(st.characters()), st.text(st.sampled_from("\r\n\x00:墨🔥 \u202eaB=?_"), max_size=200)
)
def test_no_text_becomes_a_header_or_another_recipient(text: str, other: str) -> None:
    evil = f"{text}\r\nBcc: evil@example.com\r\n\r\n{other}"
    said = Notice((item(name=evil, title=evil, text=other, note=text),), AT, evil)
    mail = mail_of(CHANNEL, said)
    raw = mail.as_bytes()
    back = read(mail)
    assert set(back.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Importance",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert str(back["To"]) == "dba@example.com, 王磊 <wang@example.com>"
    assert "\n" not in back["Subject"]
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\n"))


@how(max_examples=60)
@given(st.text(st.sampled_from("ab, …墨🔥者e:-[]"), min_size=1, max_size=90))
def test_a_subject_is_read_as_it_was_written(name: str) -> None:
    said = notice(item("库", title=name))
    back = read(mail_of(CHANNEL, said))
    assert back["Subject"] == f"[Mohist] {worded(said).title}"
