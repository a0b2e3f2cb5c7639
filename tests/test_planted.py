"""The helper that looks for planted secrets finds them, and our own rooms hold none."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from app.auth.vault import Vault
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import SecretUnavailable, StatementFailed
from app.domain.secret import Secret
from app.domain.stop import Stop
from app.store.journal import Journal

from .planted import Planted


@pytest.fixture
def planted() -> Planted:
    return Planted()


def test_a_secret_is_found_wherever_it_is(planted: Planted, tmp_path: Path) -> None:
    secret = planted.secret("password")
    leaks: list[object] = [
        f"a {secret} b", secret.encode("utf-16-le"), base64.b64encode(secret.encode()),
        StatementFailed("no", hint=secret), ValueError(secret), {"password": secret},
    ]  # fmt: skip
    for leak in leaks:
        with pytest.raises(AssertionError, match="the planted password"):
            planted.absent_in(leak)
    planted.absent_in("nothing", ValueError("nothing"))
    planted.absent_below(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_text(secret)
    with pytest.raises(AssertionError, match="deep/file"):
        planted.absent_below(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_secret_is_found_on_a_command_line(planted: Planted) -> None:
    planted.absent_in_processes()
    code = "print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, planted.secret("password")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(AssertionError, match="cmdline"):
            planted.absent_in_processes()
        child.kill()


def test_the_vault_and_the_journal_show_none(planted: Planted, tmp_path: Path) -> None:
    password, phrase = planted.secret("password"), planted.secret("passphrase")
    vault = Vault(tmp_path / "vault")
    vault.create(phrase)
    vault.put("instance/8a/password", password, Stop())
    journal = Journal(tmp_path / "journal")
    quoted = password.replace("'", "''")
    act = Act("user", "User", (Command(f"ALTER USER u IDENTIFIED BY '{quoted}'"),))
    act_id = journal.intend(act, Consent("Ann"), Endpoint("i", "n", "mysql", "h", 1))
    journal.conclude(act_id, [Outcome(Ending.FAILED, f"near BY '{quoted}'"[:4])])
    vault.change_passphrase(phrase, planted.secret("new passphrase"))
    with pytest.raises(SecretUnavailable) as raised:
        vault.unlock(phrase)
    planted.absent_below(tmp_path)
    planted.absent_in(raised.value, repr(vault), repr(Secret(password)))
