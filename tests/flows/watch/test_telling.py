"""What `mohist collect` says of troubles: once each, and again after they were over."""

from io import StringIO

from app.domain.errors import StoreTrouble
from app.flows.watch.telling import Teller


def test_a_trouble_is_said_once_until_it_was_over() -> None:
    err, trouble = StringIO(), StoreTrouble("The disk is full.")
    teller = Teller(err)
    for _ in range(3):
        teller.fail(trouble)
    teller.mended("It is kept again.")
    teller.fail(trouble)
    teller.say()
    full = "mohist: The disk is full."
    assert err.getvalue().splitlines() == [full, "mohist: It is kept again.", full]
