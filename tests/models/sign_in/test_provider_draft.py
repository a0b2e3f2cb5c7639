"""What is typed becomes a provider, or says which field makes no sense."""

from dataclasses import replace

import pytest

from app.auth.oauth import Fields, Provider
from app.domain.validation import BadField
from app.models.sign_in.provider_draft import ProviderDraft, draft_of, id_from
from app.models.sign_in.providers import CLASSIC, OPENID, PROVIDERS, provider_rows

DRAFT = ProviderDraft(
    name="公司 SSO", issuer=" https://id.example.org ", client_id="mohist", uses_secret=True
)
OLD = ProviderDraft(
    name="Mozhe", kind=CLASSIC, authorize_url="https://sso.example.org/authorize",
    token_url="https://sso.example.org/token", user_info_url="https://sso.example.org/me",
    permissions_url="https://sso.example.org/may", client_id="m", scopes="read, write",
    fields=Fields(subject="uid", name_cn="data.name_cn"), proxy="direct",
)  # fmt: skip


def test_an_issuer_is_enough() -> None:
    made = DRAFT.provider("sesame")
    assert (made.id, made.name, made.issuer) == ("sso", "公司 SSO", "https://id.example.org")
    assert made.scopes == ("openid", "profile", "email", "offline_access")
    assert draft_of(made).provider("", made) == made


def test_the_classic_kind_has_its_addresses_and_names() -> None:
    made = replace(OLD, issuer="https://left.from.before").provider("")
    assert (made.issuer, made.permissions_url) == ("", "https://sso.example.org/may")
    assert (made.scopes, made.proxy) == (("read", "write"), "direct")
    assert (made.fields.subject, made.fields.name_cn) == ("uid", "data.name_cn")
    assert draft_of(made).provider("", made) == made


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, name=" "), "name"),
        (replace(DRAFT, id="house"), "id"),
        (replace(DRAFT, id="a b"), "id"),
        (replace(DRAFT, client_id=""), "client_id"),
        (replace(DRAFT, issuer=""), "issuer"),
        (replace(DRAFT, issuer="http://id.example.org"), "issuer"),
        (replace(DRAFT, permissions_url="ftp://x"), "permissions_url"),
        (DRAFT, "secret"),
        (replace(OLD, token_url=""), "token_url"),
        (replace(OLD, redirect="https://example.org/callback"), "redirect"),
        (replace(OLD, proxy="socks5://x"), "proxy"),
    ],
)
def test_what_makes_no_sense_names_its_field(draft: ProviderDraft, field: str) -> None:
    with pytest.raises(BadField) as caught:
        draft.provider("", taken=["house"])
    assert caught.value.field == field


def test_a_secret_is_typed_anew_where_it_would_go_to_another() -> None:
    known = DRAFT.provider("sesame")
    draft = replace(draft_of(known), issuer="https://id.example.com")
    with pytest.raises(BadField) as caught:
        draft.provider("", known)
    assert caught.value.field == "secret"
    assert draft.provider("other", known).issuer == "https://id.example.com"


def test_the_usual_scopes_go_with_the_kind() -> None:
    assert DRAFT.of_kind(CLASSIC).scopes == ""
    assert DRAFT.of_kind(CLASSIC).of_kind(OPENID) == DRAFT
    assert OLD.of_kind(OPENID).scopes == "read, write"


def test_an_id_is_made_of_the_name_and_is_nobody_elses() -> None:
    assert id_from("GitLab (Berlin)") == "gitlab-berlin"
    assert id_from("统一认证") == "provider"
    assert id_from("统一认证", ["provider", "provider-2"]) == "provider-3"


def test_the_table_shows_where_somebody_is_signed_in() -> None:
    made: Provider = DRAFT.provider("sesame")
    (row,) = provider_rows([made], "sso")
    shown = {field.key: field.value(row) for field in PROVIDERS}
    assert (shown["address"], shown["proxy"]) == ("https://id.example.org", "as the system has it")
    assert PROVIDERS[0].state is not None
    assert "sesame" not in str(shown)
