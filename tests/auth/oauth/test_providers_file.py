"""`providers.json`: comes back as it was written, and what is not understood is told and kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.auth.oauth import Fields, Provider, Providers, read_providers, write_providers
from app.domain.errors import UnreadableInput, Unwritable

HOUSE = Provider("house", "公司登录", "mohist", issuer="https://id.example.org/realm")
CLASSIC = Provider(
    "old", "Old house", "mohist", authorize_url="https://old.example.org/authorize",
    token_url="https://old.example.org/token", user_info_url="https://old.example.org/me",
    permissions_url="https://old.example.org/may", uses_secret=True, scopes=("a", "b"),
    fields=Fields("uid", "login", "real", "cn", "mail", "code"), ca="/etc/ca.pem",
    redirect="http://127.0.0.1:8400/back", proxy="http://proxy:3128", device_flow=True,
)  # fmt: skip


def written(path: Path, *entries: object, version: object = 1) -> Path:
    path.write_text(json.dumps({"version": version, "providers": entries}))
    return path


def test_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "providers.json"
    assert read_providers(path) == Providers()
    write_providers(path, (HOUSE, CLASSIC))
    assert read_providers(path) == Providers((HOUSE, CLASSIC))
    assert "公司登录" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"issuer": "http://id.example.org"}, "no address to sign in by"),
        ({"issuer": ""}, "lacks an address"),
        ({"id": "../house"}, "cannot have the id"),
        ({"client_id": " "}, "has no client id"),
        ({"redirect": "https://evil.example/"}, "no address of this computer"),
        ({"redirect": "http://127.0.0.1.evil.example/"}, "no address of this computer"),
        ({"redirect": "http://127.0.0.1@evil.example/"}, "no address of this computer"),
        ({"proxy": "http://me:Secret1@proxy:3128"}, "no address of a proxy"),
        ({"proxy": "socks5://proxy"}, "no address of a proxy"),
        ({"uses_secret": 1}, "uses_secret"),
        ({"scopes": "openid"}, "scopes"),
        ({"scopes": [1]}, "scopes"),
        ({"fields": {"nickname": "a"}}, "nickname"),
        ({"fields": []}, "fields"),
        ({"client_secret": "Secret1"}, "client_secret"),  # nothing secret is read from the file
        ({"name": None}, "name"),
    ],
)
def test_what_is_not_understood_is_told_and_kept(
    tmp_path: Path, change: dict[str, object], says: str
) -> None:
    path = tmp_path / "providers.json"
    write_providers(path, (HOUSE,))
    entry = json.loads(path.read_text("utf-8"))["providers"][0] | change
    found = read_providers(written(path, entry, {"id": "half"}, "text"))
    assert found.providers == ()
    assert found.kept == (entry, {"id": "half"}, "text")
    assert len(found.troubles) == 3
    assert says in str(found.troubles[0])
    assert "Secret1" not in "".join(map(str, found.troubles))
    write_providers(path, (CLASSIC,), found.kept)
    again = read_providers(path)
    assert (again.providers, again.kept) == ((CLASSIC,), found.kept)


def test_one_id_is_one_provider(tmp_path: Path) -> None:
    path = tmp_path / "providers.json"
    write_providers(path, (HOUSE, replace(CLASSIC, id="house")))
    found = read_providers(path)
    assert found.providers == (HOUSE,)
    assert len(found.kept) == len(found.troubles) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"version": 2, "providers": []}', "[" * 9999]
)
def test_a_file_that_is_damaged_or_newer_is_not_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "providers.json"
    path.write_text(text)
    with pytest.raises(UnreadableInput) as refused:
        read_providers(path)
    assert refused.value.hint
    assert path.read_text() == text


def test_a_disk_that_does_not_take_it(tmp_path: Path) -> None:
    path = tmp_path / "providers.json"
    path.mkdir()
    with pytest.raises(Unwritable, match="cannot be written"):
        write_providers(path, (HOUSE,))
    with pytest.raises(UnreadableInput):
        read_providers(path)
