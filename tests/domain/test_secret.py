"""A secret is shown by nothing that shows things."""

import copy
import logging
import pickle

import pytest

from app.domain.secret import Secret


def test_only_reveal_gives_it_away(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("Tiger-9!")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", f"{secret:>20}",
             f"{[secret]}", "%s" % secret]  # noqa: UP031  # fmt: skip
    logging.getLogger().warning("with %s", secret)
    assert "Tiger" not in "".join(shown) + caplog.text
    assert secret.reveal() == "Tiger-9!"


@pytest.mark.parametrize("copier", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_copied(copier: object) -> None:
    assert callable(copier)
    with pytest.raises(TypeError, match="not pickled"):
        copier(Secret("Tiger-9!"))


def test_it_is_compared_and_not_hashed() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Secret("a"))
