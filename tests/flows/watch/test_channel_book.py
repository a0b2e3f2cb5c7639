"""The console's channels: file and secrets together."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import Refused, SecretUnavailable, UnreadableInput
from app.domain.people import Role
from app.domain.stop import Stop
from app.flows.watch.channel_book import ChannelBook
from app.integrations.notify.channel import Channel, EmailChannel, Service, WebhookChannel
from app.integrations.notify.channels_file import read_channels, write_channels
from tests.fakes import FakeJournal, warden

OPS = WebhookChannel("c1", "Ops", Service.DINGTALK, signed=True)
MAIL = EmailChannel("m1", "Mail", user="mohist")


class Keys:
    """A place for secrets that may be locked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def put(self, secret_id: str, secret: str, *, stop: Stop | None = None) -> None:
        if self.locked:
            raise SecretUnavailable("locked")
        self.kept[secret_id] = secret

    def forget(self, secret_id: str, stop: Stop | None = None) -> None:
        self.kept.pop(secret_id, None)


class Stand:
    """A book, and who was to be told last."""

    def __init__(self, folder: Path) -> None:
        self.path, self.keys = folder / "channels.json", Keys()
        self.journal = FakeJournal()
        self.used: tuple[Channel, ...] | None = None
        self.book = ChannelBook(self.path, self.keys, self.use, warden(self.journal))

    def use(self, channels: Iterable[Channel]) -> None:
        self.used = tuple(channels)


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_a_channel_is_kept_with_its_secrets_and_told_from_then_on(stand: Stand) -> None:
    assert stand.book.read() == ()
    stand.book.save(OPS, {"url": " https://x/1\n", "sign": "SEC", "password": "none of its"})
    stand.book.save(MAIL, {"password": "sesame"})
    assert stand.book.channels == stand.used == (OPS, MAIL)
    assert stand.keys.kept == {
        "channel/c1/url": "https://x/1", "channel/c1/sign": "SEC", "channel/m1/password": "sesame",
    }  # fmt: skip
    assert "SEC" not in stand.path.read_text()
    assert "sesame" not in stand.path.read_text()


def test_what_was_not_typed_anew_stays_and_what_is_not_needed_goes(stand: Stand) -> None:
    stand.book.save(OPS, {"url": "https://x/1", "sign": "SEC"})
    plain = replace(OPS, name="Night", signed=False)
    stand.book.save(plain, {"url": ""})
    assert stand.keys.kept == {"channel/c1/url": "https://x/1"}
    assert stand.book.read() == (plain,)


def test_a_channel_is_removed_with_its_secrets(stand: Stand) -> None:
    stand.book.save(OPS, {"url": "u", "sign": "s"})
    stand.book.save(MAIL, {"password": "p"})
    stand.book.remove("c1")
    assert stand.book.channels == stand.used == (MAIL,)
    assert stand.keys.kept == {"channel/m1/password": "p"}
    stand.book.remove("nobody")
    assert stand.book.channels == (MAIL,)


def test_a_locked_keychain_leaves_all_as_it_was(stand: Stand) -> None:
    stand.keys.locked = True
    with pytest.raises(SecretUnavailable):
        stand.book.save(OPS, {"url": "u", "sign": "s"})
    assert stand.book.channels == stand.used == ()
    assert not stand.path.exists()


def test_what_was_edited_by_hand_meanwhile_is_not_lost(stand: Stand) -> None:
    stand.book.save(OPS, {})
    write_channels(stand.path, [OPS, MAIL], ["nonsense"])
    stand.book.save(replace(OPS, name="Night"), {})
    found = read_channels(stand.path)
    assert found.channels == (replace(OPS, name="Night"), MAIL)
    assert found.kept == ("nonsense",)
    assert len(stand.book.troubles) == 1


def test_a_damaged_file_is_never_overwritten(stand: Stand) -> None:
    stand.book.save(OPS, {})
    stand.path.write_text("{")
    for change in (
        stand.book.read,
        lambda: stand.book.save(MAIL, {}),
        lambda: stand.book.remove("c1"),
    ):
        with pytest.raises(UnreadableInput):
            change()
    assert stand.path.read_text() == "{"
    assert stand.used == (OPS,)  # told still


def test_channels_are_changed_and_tried_by_those_who_may(stand: Stand) -> None:
    stand.book.save(OPS, {"url": "https://x/1", "sign": "SEC"})
    sent: list[str] = []
    stand.book.try_out(OPS, lambda: sent.append("test"))
    assert [event.text for event in stand.journal.events] == [
        "lin sets the notification channel Ops.", "lin sends a test over the channel Ops.",
    ]  # fmt: skip
    stand.book.warden = warden(stand.journal, Role.DEVELOPER)
    for does in (
        lambda: stand.book.save(MAIL, {"password": "sesame"}),
        lambda: stand.book.remove("c1"),
        lambda: stand.book.try_out(OPS, lambda: sent.append("again")),
    ):
        with pytest.raises(Refused):
            does()
    assert stand.book.read() == (OPS,)
    assert "channel/m1/password" not in stand.keys.kept
    assert sent == ["test"]
