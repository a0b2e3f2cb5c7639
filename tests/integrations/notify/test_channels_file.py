"""`channels.json`: read, written, and what it does with what it does not know."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadableInput, Unwritable
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Scope, Weekly
from app.integrations.notify.channel import (
    Channel,
    EmailChannel,
    Security,
    Service,
    Wants,
    WebhookChannel,
)
from app.integrations.notify.channels_file import (
    VERSION,
    Channels,
    channel_from_data,
    channel_to_data,
    new_id,
    read_channels,
    write_channels,
)

WANTS = Wants(
    Severity.CRITICAL,
    (Scope(types=frozenset({"redis"})), Scope(tags=frozenset({"核心", "b"}))),
    Weekly(frozenset({5, 6}), 1320, 600), 0.5,
)  # fmt: skip
MAIL = EmailChannel(
    "m1", "On", False, WANTS, "mail.test", 465, Security.TLS, "u", "a@b.test", ("c@d.test",), "/c",
)  # fmt: skip
HOOKS = tuple(
    WebhookChannel(f"h-{each}", "Ops", each, signed=True, plain_http=True) for each in Service
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "channels.json"
    assert read_channels(path) == Channels()
    write_channels(path, [MAIL, *HOOKS])
    assert read_channels(path) == Channels((MAIL, *HOOKS))
    assert path.stat().st_mode & 0o077 == 0


def test_what_is_left_out_is_as_nobody_chose(tmp_path: Path) -> None:
    path = tmp_path / "channels.json"
    channels = [{"id": "a", "kind": "slack"}, {"id": "b", "kind": "email"}]
    path.write_text(json.dumps({"version": VERSION, "channels": channels}))
    assert read_channels(path).channels == (
        WebhookChannel("a", "", Service.SLACK), EmailChannel("b", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"id": "x", "name": "Ops", "kind": "pigeon"}, "kind"),
        ({"name": "Ops", "kind": "slack"}, "id"),
        ({"id": "../../etc", "name": "Ops", "kind": "slack"}, "id"),
        ({"id": "m1", "name": "Ops", "kind": "slack"}, "id"),
        ({"id": "x", "name": "Ops", "kind": "email", "port": 0}, "port"),
        ({"id": "x", "name": "Ops", "kind": "email", "port": "25"}, "port"),
        ({"id": "x", "name": "Ops", "kind": "email", "to": "a@b"}, "to"),
        ({"id": "x", "name": "Ops", "kind": "slack", "enabled": 1}, "enabled"),
        ({"id": "x", "name": "Ops", "kind": "slack", "wants": {"least": "fatal"}}, "least"),
        ({"id": "x", "name": "Ops", "kind": "slack", "wants": {"repeat_hours": -1}}, "repeat"),
        ({"id": "x", "name": "Ops", "kind": "slack", "wants": {"scopes": [{"hosts": []}]}}, "scop"),
        ({"id": "x", "name": "Ops", "kind": "slack",
          "wants": {"quiet": {"days": [9], "begin": 0, "minutes": 1}}}, "quiet"),
        ("Ops", "?"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_and_kept(tmp_path: Path, entry: object, field: str) -> None:
    path = tmp_path / "channels.json"
    write_channels(path, [MAIL], [entry])
    found = read_channels(path)
    assert found.channels == (MAIL,)
    assert found.kept == (entry,)
    assert "Channel 2" in str(found.troubles[0])
    assert field in str(found.troubles[0])
    write_channels(path, [*found.channels, HOOKS[0]], found.kept)
    assert read_channels(path).kept == (entry,)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 2, "channels": []}', b'{"version": 1}', b"\xff"]
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "channels.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match="cannot be read") as told:
        read_channels(path)
    assert told.value.hint
    assert path.read_bytes() == content


def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable):
        write_channels(tmp_path / "file" / "channels.json", [MAIL])


scopes = st.builds(Scope, *[st.frozensets(st.text(), max_size=2)] * 4)
quiet = st.builds(
    Weekly, st.frozensets(st.integers(0, 6)), st.integers(0, 1439), st.integers(1, 1440)
)
wants = st.builds(
    Wants, st.sampled_from(Severity), st.lists(scopes, max_size=2).map(tuple), st.none() | quiet,
    st.floats(0, 8760),
)  # fmt: skip


@given(wants, st.text(), st.sampled_from(Service), st.booleans())
def test_any_channel_survives_the_way(said: Wants, name: str, kind: Service, flag: bool) -> None:
    hook = WebhookChannel(new_id(), name, kind, flag, said, not flag, name, flag)
    mail = EmailChannel(new_id(), name, flag, said, name, 1, Security.NONE, name, name, (name,))
    for channel in (hook, mail):
        assert channel_from_data(json.loads(json.dumps(channel_to_data(channel)))) == channel


def test_nothing_secret_is_in_it() -> None:
    every: tuple[Channel, ...] = (MAIL, *HOOKS)
    for channel in every:
        assert channel.secrets
        assert not {"url", "sign", "password"} & channel_to_data(channel).keys()
