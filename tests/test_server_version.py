"""The server that scripts are for: named on the command line, in the profile, or not at all."""

from io import StringIO
from pathlib import Path

import pytest

from app.cli import main


def test_scripts_are_judged_for_the_server_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    script = tmp_path / "a.sql"
    script.write_text("INSERT INTO t (a) SELECT ROW_NUMBER() OVER () FROM u WHERE b = 1;\n")

    def said(*options: str) -> str:
        out = StringIO()
        main(["audit", str(script), *options], out, StringIO())
        return out.getvalue() if "statement-unsupported-construct" in out.getvalue() else ""

    assert "MySQL 5.7 does not know OVER, which came with 8.0.2" in said("--server-version", "5.7")
    assert not said("--server-version", "mysql 8.0")
    assert not said("--server-version", "mariadb 10.6")
    assert not said()
    (tmp_path / "mohist.toml").write_text('server = "mysql 5.7"\n')
    assert said()
    assert not said("--server-version", "8.4")
