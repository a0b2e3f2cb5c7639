"""Every text the user sees is there in every language, and compiled."""

import ast
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


def test_no_text_hides_in_an_f_string() -> None:
    """Whoever gathers the texts does not look there, and they would stay English."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "app").rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "N_", "ngettext"}
        and any(isinstance(given, ast.Constant) for given in call.args)
    ]
    assert hidden == []
