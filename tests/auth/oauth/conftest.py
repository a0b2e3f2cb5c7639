"""What the tests of signing in share."""

import pytest

from app.auth.oauth import Account, Provider, sign_in


class Kept(dict[str, str]):
    """A place for secrets."""

    def account(self, provider: Provider) -> Account:
        return Account(
            provider,
            lambda id_, _stop: self.get(id_),
            lambda id_, secret, _stop: self.__setitem__(id_, secret),
            lambda id_, _stop: self.pop(id_, None),
        )


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody comes after whoever brought the code, so nobody is waited for."""
    monkeypatch.setattr(sign_in, "_LAST_LOOK", 0.0)
