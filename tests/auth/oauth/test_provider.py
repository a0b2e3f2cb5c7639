"""What tells providers apart, whatever stands in a file."""

from dataclasses import replace

from app.auth.oauth import Fields, Provider

HOUSE = Provider("house", "House", "mohist", issuer="https://id.example.org/realm/")
CLASSIC = Provider(
    "old",
    "Old house",
    "mohist",
    authorize_url="https://old.example.org/authorize",
    token_url="https://old.example.org/token",
    user_info_url="https://old.example.org/me",
    fields=Fields(subject="uid"),
)


def test_another_provider_under_the_same_id_is_another_authority() -> None:
    assert HOUSE.authority == "https://id.example.org/realm"
    assert replace(HOUSE, name="Home", ca="ca.pem").authority == HOUSE.authority
    assert replace(HOUSE, issuer="https://id.example.com/realm").authority != HOUSE.authority
    assert replace(CLASSIC, client_id="other").authority == CLASSIC.authority
    others = (
        replace(CLASSIC, user_info_url="https://evil.example.org/me"),
        replace(CLASSIC, permissions_url="https://evil.example.org/may"),
        replace(CLASSIC, fields=Fields(subject="nickname")),
    )
    assert CLASSIC.authority not in {each.authority for each in others}


def test_what_is_kept_for_one_is_not_found_for_another() -> None:
    """A file that was changed by hand: neither the secret nor a token goes to somebody else."""
    for same in (replace(CLASSIC, name="Older"), replace(CLASSIC, ca="ca.pem", scopes=("a",))):
        assert (same.secret_id, same.tokens_id) == (CLASSIC.secret_id, CLASSIC.tokens_id)
    evil = "https://evil.example.org/"
    others = [
        replace(CLASSIC, **{name: evil})  # type: ignore[arg-type]
        for name in (
            "token_url", "user_info_url", "permissions_url", "revocation_url", "device_url",
            "issuer", "client_id",
        )
    ]  # fmt: skip
    kept = {CLASSIC.secret_id, CLASSIC.tokens_id}
    for other in others:
        assert not kept & {other.secret_id, other.tokens_id}
