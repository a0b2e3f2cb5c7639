"""The one page the browser shows at the end can do nothing, in either language."""

import pytest

from app import i18n
from app.auth.oauth import page


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh_CN", "zh-CN")])
def test_it_can_do_nothing(language: str, tag: str) -> None:
    i18n.install(language)
    evil = "<script>alert(1)</script>\r\nSet-Cookie: a=b"
    for reply in (page.success(), page.failure(evil), page.turned_away(404)):
        head, _gap, body = reply.decode().partition("\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        assert int(lines["Content-Length"]) == len(body.encode())
        policy = lines["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert lines["Referrer-Policy"] == "no-referrer"
        assert lines["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in lines
        assert f'<html lang="{tag}">' in body
        assert "<script" not in body
        assert "://" not in body  # nothing comes from elsewhere
