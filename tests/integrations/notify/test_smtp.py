"""Mail over real sockets: plain, encrypted, with a login, and everything that goes wrong."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.errors import Cancelled, NotDelivered
from app.domain.stop import Stop
from app.integrations.notify.channel import EmailChannel, Security
from app.integrations.notify.mail import mail_of
from app.integrations.notify.smtp import send_mail
from tests.integrations.notify.listening import SmtpServer
from tests.integrations.notify.notices import notice
from tests.servers.certificates import Certificates

PASSWORD = "sesame-of-the-mailbox"
LOGIN = ("mohist", PASSWORD)
Mailing = Callable[..., SmtpServer]


def channel(server: SmtpServer, **said: object) -> EmailChannel:
    plain = EmailChannel(
        "m", "On call", host="localhost", port=server.port, security=Security.NONE,
        sender="mohist@example.com", to=("dba@example.com", "boss@example.com"),
    )  # fmt: skip
    return replace(plain, **said)  # type: ignore[arg-type]


def send(to: EmailChannel, stop: Stop | None = None, seconds: float = 5.0) -> None:
    send_mail(to, mail_of(to, notice()), PASSWORD, stop or Stop(), seconds=seconds)


def refused(to: EmailChannel, seconds: float = 5.0) -> NotDelivered:
    with pytest.raises(NotDelivered) as told:
        send(to, seconds=seconds)
    error = told.value
    assert error.hint
    return error


def test_a_mail_arrives_for_all_it_is_for(mailing: Mailing) -> None:
    server = mailing()
    send(channel(server))
    assert b"Subject: [Mohist] [Critical] orders-1: Threads running" in server.mails[0]
    assert server.recipients == ["TO:<dba@example.com>", "TO:<boss@example.com>"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_encrypted_with_a_login(
    mailing: Mailing, certificates: Certificates, security: Security
) -> None:
    at_once = security is Security.TLS
    server = mailing(certificates=certificates, tls=at_once, login=LOGIN)
    send(channel(server, security=security, user="mohist", ca=str(certificates.ca)))
    assert server.logins == [LOGIN]
    assert len(server.mails) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_who_is_not_trusted_gets_no_password(
    mailing: Mailing, certificates: Certificates, security: Security
) -> None:
    at_once = security is Security.TLS
    server = mailing(certificates=certificates, tls=at_once, login=LOGIN)
    error = refused(
        channel(server, security=security, user="mohist", ca=str(certificates.other_ca))
    )
    assert "certificate of localhost is not trusted" in str(error)
    assert server.logins == []


def test_a_server_without_starttls_gets_nothing(mailing: Mailing) -> None:
    server = mailing(login=LOGIN)
    error = refused(channel(server, security=Security.STARTTLS, user="mohist"))
    assert "does not offer what the channel asks for" in str(error)
    assert (server.logins, server.mails) == ([], [])


def test_no_password_goes_out_unencrypted(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = mailing(login=LOGIN)
    send(channel(server, user="mohist", host="127.0.0.1"))  # not on this machine
    monkeypatch.setattr("app.integrations.notify.smtp.is_here", lambda _host: False)
    assert "unencrypted" in str(refused(channel(server, user="mohist")))
    assert len(server.logins) == 1


def test_a_wrong_password_is_said_and_not_shown(
    mailing: Mailing, certificates: Certificates
) -> None:
    server = mailing(certificates=certificates, login=("mohist", "another"))
    error = refused(
        channel(server, security=Security.STARTTLS, user="mohist", ca=str(certificates.ca))
    )
    assert "does not take the user or the password: 535 5.7.8 wrong" in str(error)
    assert error.lasting


def test_an_address_nobody_has(mailing: Mailing) -> None:
    server = mailing(says={"RCPT": "550 no such user"})
    error = refused(channel(server))
    assert str(error) == "localhost does not take mail for dba@example.com: 550 no such user."
    assert error.lasting


def test_a_sender_who_may_not(mailing: Mailing) -> None:
    error = refused(channel(mailing(says={"MAIL": "501 not you"})))
    assert "does not take mail from mohist@example.com: 501 not you" in str(error)


def test_a_greylisted_one_is_tried_again(mailing: Mailing) -> None:
    assert not refused(channel(mailing(says={"RCPT": "451 try later"}))).lasting
    assert not refused(channel(mailing(says={".": "452 disk full"}))).lasting


def test_what_is_refused_after_it_was_read(mailing: Mailing) -> None:
    error = refused(channel(mailing(says={".": "554 this is spam"})))
    assert "does not take the mail: 554 this is spam" in str(error)


def test_one_who_hangs(mailing: Mailing) -> None:
    assert "in time" in str(refused(channel(mailing(hangs_at="DATA")), seconds=0.2))


def test_one_who_breaks_off(mailing: Mailing) -> None:
    assert "broke off" in str(refused(channel(mailing(drops_at="RCPT"))))


def test_nobody_there(mailing: Mailing) -> None:
    server = mailing()
    server.close()
    assert "refuses the connection" in str(refused(channel(server)))


def test_a_plain_port_where_tls_is_expected(mailing: Mailing) -> None:
    assert "TLS" in str(refused(channel(mailing(), security=Security.TLS)))


def test_no_host() -> None:
    none = EmailChannel("m", "On call", sender="a@b.test", to=("c@d.test",))
    assert "has no mail server" in str(refused(none))


@pytest.mark.timeout(15)
def test_it_can_be_broken_off(mailing: Mailing) -> None:
    server, stop = mailing(hangs_at="DATA"), Stop()

    def end_it() -> None:
        server.came.wait(5)
        stop.set()

    ending = threading.Thread(target=end_it)
    ending.start()
    with pytest.raises(Cancelled):
        send(channel(server), stop, 60)
    ending.join()
