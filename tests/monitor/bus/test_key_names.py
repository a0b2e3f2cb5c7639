"""Keys on the way and back, and names that somebody else made up."""

import pytest

from app.monitor.bus.key_names import MOST_NAME, full_of, shortened_of


@pytest.mark.parametrize(
    "key", ["mysql.threads_running", "mysql.waits/CPU", "host.load", "mysql./odd", "/", ""]
)
def test_what_is_cut_is_put_together_again(key: str) -> None:
    assert full_of("mysql.")[shortened_of("mysql.")[key]] == key


def test_samples_share_their_names() -> None:
    first, again = (full_of("mysql.")["".join(("questions", "_now"))] for _each in range(2))
    assert first is again


def test_nobody_fills_memory_with_names() -> None:
    full = full_of("mysql.")
    for number in range(10_000):
        assert full[f"made_up_{number}"] == f"mysql.made_up_{number}"
        full_of(f"family {number}.")
    assert len(full) <= 4096
    assert full_of("one more.") is not full_of("one more.")


@pytest.mark.parametrize(
    ("key", "error"), [("x" * MOST_NAME, ValueError), (b"bytes", TypeError), (7, TypeError)]
)
def test_what_is_no_key_is_refused(key: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        full_of("mysql.")[key]  # type: ignore[index]
