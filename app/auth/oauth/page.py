"""What the browser shows at the end: one page, in the user's language, that can do nothing."""

import base64
import hashlib
from html import escape

from app.i18n import _, language

_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:18vh auto;max-width:34em;padding:0 1.5em;"
    "color:#1f2328;background:#fff}h1{font-size:1.4em;font-weight:600}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#1e1f22}}"
)
_POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}


def success() -> bytes:
    """Whoever reads it is signed in."""
    return reply(
        200,
        _("You are signed in to Mohist."),
        _("You can close this page and go back to Mohist."),
    )


def failure(text: str) -> bytes:
    """The sign-in came to nothing, and why."""
    return reply(400, _("You are not signed in to Mohist."), text)


def turned_away(status: int = 400) -> bytes:
    """For whoever knocked and is not believed; it does not say what was wrong."""
    return reply(
        status,
        _("This is not the answer Mohist waits for."),
        _("Nothing was changed. Sign in from Mohist."),
    )


def reply(status: int, title: str, text: str) -> bytes:
    """A whole HTTP answer. No script, nothing from elsewhere, nothing kept, nobody told."""
    body = (
        f'<!doctype html><html lang="{language().replace("_", "-")}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>"
    ).encode()
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Content-Security-Policy: {_POLICY.format(digest=digest)}\r\n"
        "Cache-Control: no-store\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "X-Frame-Options: DENY\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
    return head + body
