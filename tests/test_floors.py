"""The floors of the house: as declared, and as they come up."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {
    "PySide6",
    "qasync",
    "multiprocessing.pool",
    "charset_normalizer",
    "keyring",
    "cryptography",
}
LONGEST = 400
FOLDERS = ("app", "benchmarks", "docs", "installer", "tests")


def test_every_package_keeps_to_its_floor() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    "module",
    ["app.domain.finding", "app.sql.parse", "app.sql.split", "app.audit.judge", "app.audit.rules",
     "app.store.settings", "app.store.journal", "app.auth.secrets", "app.i18n", "app.paths",
     "app.files", "app.log"],
)  # fmt: skip
def test_lower_floors_come_up_without_qt(module: str) -> None:
    code = f"import {module}, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["app.flows.audit_files", "app.cli"])
def test_the_command_line_comes_up_without_qt(module: str) -> None:
    code = f"import {module}, sys; print('PySide6' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_no_file_is_longer_than_it_can_be_read() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in (file for folder in FOLDERS for file in (ROOT / folder).glob("**/*.py"))
        if (lines := len(file.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_everything_is_caught_in_one_place_alone() -> None:
    catching = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("app/**/*.py")
        if "except Exception" in file.read_text("utf-8")
    }
    assert catching == {"app/domain/attempt.py"}
