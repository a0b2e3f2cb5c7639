"""Every text the user sees is there in every language, and compiled."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_text_is_translated_and_compiled() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "installer" / "words.py"), "check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout == ""
    assert ran.returncode == 0, ran.stderr
