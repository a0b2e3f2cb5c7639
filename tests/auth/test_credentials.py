"""Secrets of a service: from files that only it may read."""

from pathlib import Path

import pytest

from app.auth.credentials import Credentials
from app.domain.errors import SecretUnavailable


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.write_bytes(content)
    path.chmod(mode)


def test_a_file_is_a_secret_without_its_last_line_break(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path)
    put(tmp_path / "订单 1.password", " 口令 \r\n".encode())
    assert credentials.get("订单 1.password") == " 口令 "
    assert credentials.get("other.password") is None


def test_what_systemd_makes_of_a_folder_is_found(tmp_path: Path) -> None:
    put(tmp_path / "secrets_orders.password", b"s", 0o440)
    assert Credentials(tmp_path, handed_over=True).get("orders.password") == "s"


@pytest.mark.parametrize("name", ["../orders.password", "/etc/passwd", "", ".hidden", "a/b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    put(tmp_path / "orders.password", b"s")
    (tmp_path / "in").mkdir()
    assert Credentials(tmp_path / "in").get(name) is None


@pytest.mark.parametrize(("content", "mode"), [(b"s", 0o640), (b"s", 0o604), (b"\xff\xfe", 0o600)])
def test_what_others_may_read_or_is_no_text_is_refused_without_a_word_of_it(
    tmp_path: Path, content: bytes, mode: int
) -> None:
    put(tmp_path / "orders.password", content, mode)
    with pytest.raises(SecretUnavailable) as refused:
        Credentials(tmp_path).get("orders.password")
    assert "orders.password" in str(refused.value)
    assert refused.value.__cause__ is None
