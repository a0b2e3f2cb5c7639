"""Killed at every step of a write, or of an upgrade, a store is whole and opens again."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.mysql_family import MysqlFamilyServer

ROOT = Path(__file__).parents[3]
EVERY = {"inventory.db": 1, "mohist": 2, "mohist_9": 3}


@pytest.fixture(params=["sqlite", "mariadb", "mysql9"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        (tmp_path / "data").mkdir()
        return str(tmp_path / "data" / "inventory.db")
    server: MysqlFamilyServer = request.getfixturevalue(request.param)
    name = "mohist_9" if request.param == "mysql9" else "mohist"
    server.sql(f"CREATE DATABASE {name}")
    return f"mysql+pymysql://root@{server.host}:{server.port}/{name}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("what", "least"), [("make", 15), ("write", 5), ("upgrade", 30)])
def test_killed_at_every_step(where: str, what: str, least: int) -> None:
    """Servers take far longer than a file: there it is every second and third step of what makes
    and upgrades, and every step of a write."""
    every = 1 if what == "write" else EVERY[where.rpartition("/")[2]]
    assert kills(what, where, every) >= least // every


def test_a_restore_killed_at_every_step(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert kills("restore", str(tmp_path / "data" / "inventory.db")) >= 5


def kills(what: str, where: str, every: int = 1) -> int:
    """How often it was killed; all of it was found whole after each time."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.store.inventory.killing", what, where, str(every)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)
