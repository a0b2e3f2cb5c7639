"""The keys of the provider made of authlib, and ID tokens that are not as they should be."""

import base64
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"}, private=True)


def spoilt(right: str, header: dict[str, Any], claims: dict[str, Any], sign: str) -> str:
    """A right token with other fields (None takes one out), signed anew as `authlib_app` says."""
    head, body, _signature = right.split(".")
    return _signed(f"{_changed(head, header)}.{_changed(body, claims)}".encode(), sign)


def _changed(part: str, changes: dict[str, Any]) -> str:
    data = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) | changes
    data = {key: value for key, value in data.items() if value is not None}
    return _text(json.dumps(data).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(text: bytes, how: str) -> str:
    if how == "none":
        signature = b""
    elif how == "public":
        signature = hmac.digest(KEY.as_pem(private=False), text, "sha256")
    else:
        key = OTHER_KEY if how == "another" else KEY
        assert key.private_key
        signature = key.private_key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    return f"{text.decode()}.{_text(signature)}"
