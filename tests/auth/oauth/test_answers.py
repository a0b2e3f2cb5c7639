"""Every error a provider may send is told in words, in both languages, and safely."""

import pytest

from app import i18n
from app.auth.oauth.answers import clean, said_no

CODES = (
    "access_denied", "invalid_client", "unauthorized_client", "invalid_grant", "invalid_scope",
    "invalid_request", "unsupported_response_type", "unsupported_grant_type", "server_error",
    "temporarily_unavailable", "login_required", "interaction_required", "consent_required",
    "expired_token",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_error_of_the_standards_is_told_in_words(language: str) -> None:
    i18n.install(language)
    for code in CODES:
        error = said_no("House", {"error": code})
        assert "House" in str(error)
        assert code not in str(error)
        assert error.hint
        assert error.code == code


def test_what_the_provider_says_itself_comes_last_and_on_one_line() -> None:
    error = said_no("House", {"error": "house_rules", "error_description": "No\r\n\x1b[31mred"})
    assert str(error) == "House says no: house_rules. In its words: No [31mred"
    assert len(clean("x" * 5000)) == 300
    assert clean("\u202egnp.exe") == "gnp.exe"  # no text that runs backwards


@pytest.mark.parametrize("code", [None, 7, "", [], {"a": 1}])
def test_an_error_that_is_none(code: object) -> None:
    assert "HTTP 418" in str(said_no("House", {"error": code}, 418))
