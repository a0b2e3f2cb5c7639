"""Versions are read as what they are."""

import pytest

from app.engines.mysql.server import Cloud, recognise


@pytest.mark.parametrize(
    ("said", "mariadb", "release"),
    [
        ("8.0.36", False, (8, 0, 36)),
        ("5.7.44-log", False, (5, 7, 44)),
        ("8.0.36-28.1", False, (8, 0, 36)),
        ("9.7.4-2", False, (9, 7, 4)),
        ("8.0.31-google", False, (8, 0, 31)),
        ("10.11.19-MariaDB-0+deb12u1-log", True, (10, 11, 19)),
        ("5.5.5-10.6.5-MariaDB-1:10.6.5+maria~focal", True, (10, 6, 5)),
        ("11.4.2-MariaDB", True, (11, 4, 2)),
        ("strange", False, ()),
    ],
)
def test_flavour_and_release(said: str, mariadb: bool, release: tuple[int, ...]) -> None:
    found = recognise(said, {})
    assert (found.mariadb, found.release) == (mariadb, release)
    assert found.cloud is Cloud.NONE


def test_a_comment_may_tell_mariadb() -> None:
    assert recognise("10.3.39", {"version_comment": "MariaDB Server"}).mariadb
