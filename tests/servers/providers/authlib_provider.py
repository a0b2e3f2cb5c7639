"""The provider of `authlib_app`, in a process of its own, and a user of it without a browser."""

import http.client
import json
import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.auth.oauth import Fields, Provider
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.process import ServerProcess

SECRET = "p@ss:wörd +of/classic%"
"""Of the client `classic`: what must be quoted in a header."""
_APP = "tests.servers.providers.authlib_app"


class AuthlibProvider(ServerProcess):
    """OAuth 2 of the classic kind, with a secret; and OpenID Connect. Does wrong when told to."""

    kind = "authlib"
    certificates: Certificates

    def prepare(self) -> None:
        self.certificates = make_certificates(self.folder / "tls")

    @property
    def issuer(self) -> str:
        return f"https://localhost:{self.port}"

    def classic(self, **fields: object) -> Provider:
        """Return it as the console knows it by its four addresses, as Mozhe's provider was."""
        usual: dict[str, object] = {
            "id": "classic", "name": "Classic", "client_id": "classic", "uses_secret": True,
            "authorize_url": f"{self.issuer}/authorize", "token_url": f"{self.issuer}/token",
            "user_info_url": f"{self.issuer}/user",
            "permissions_url": f"{self.issuer}/permissions",
            "revocation_url": f"{self.issuer}/revoke", "scopes": ("profile",),
            "ca": str(self.certificates.ca),
            "fields": Fields("data.user.uid", "data.user.login", "data.user.real",
                             "data.user.cn", "data.user.mail", "code"),
        }  # fmt: skip
        return Provider(**(usual | fields))  # type: ignore[arg-type]

    def openid(self, **fields: object) -> Provider:
        """Return it as the console knows it by its issuer."""
        usual: dict[str, object] = {
            "id": "openid", "name": "OpenID", "client_id": "native", "issuer": self.issuer,
            "ca": str(self.certificates.ca),
        }  # fmt: skip
        return Provider(**(usual | fields))  # type: ignore[arg-type]

    def misbehave(self, **mischief: object) -> list[str]:
        """Do wrong from now on as `authlib_app` says; the paths that were asked for since the
        last time come back.
        """
        body = json.dumps(mischief).encode()
        _status, _location, said = self.ask("/mischief", body)
        asked: list[str] = json.loads(said)
        return asked

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, str, bytes]:
        """Ask as a browser would that follows no redirect: status, where to go, and the text."""
        tls = ssl.create_default_context(cafile=str(self.certificates.ca))
        line = http.client.HTTPSConnection("localhost", self.port, timeout=10, context=tls)
        try:
            kind = {"Content-Type": "application/json"} if body is not None else {}
            line.request("GET" if body is None else "POST", path, body, kind)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            line.close()

    def tidy(self) -> bool:
        """Do nothing wrong any more."""
        self.misbehave()
        return self.running

    def arguments(self) -> list[str]:
        options = {
            "port": self.port, "cert": str(self.certificates.server_cert),
            "key": str(self.certificates.server_key), "secret": SECRET,
        }  # fmt: skip
        return [sys.executable, "-m", _APP, json.dumps(options)]

    def environment(self) -> dict[str, str]:
        root = Path(__file__).parents[3]  # the process runs in a folder of its own
        return os.environ | {"PYTHONPATH": str(root)}


class Visitor:
    """Goes where a browser would be sent, once for each `open`, and shows what it saw there."""

    def __init__(self, provider: AuthlibProvider) -> None:
        self._provider = provider
        self.addresses: list[str] = []
        self.back: list[str] = []
        """Where the provider sent it."""
        self._wires: list[socket.socket] = []

    def open(self, address: str) -> bool:
        """Be signed in at the provider, and come back as it says."""
        parts = urlsplit(address)
        self.addresses.append(address)
        status, location, said = self._provider.ask(f"{parts.path}?{parts.query}")
        assert status == 302, said
        self.back.append(location)
        self.come(location)
        return True

    def come(self, location: str, **headers: str) -> None:
        """Ask the listener there; its answer is not waited for (see `page`)."""
        parts = urlsplit(location)
        assert parts.port
        wire = socket.create_connection(("127.0.0.1", parts.port), 5)
        self._wires.append(wire)
        lines = {"Host": parts.netloc} | {key.replace("_", "-"): headers[key] for key in headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        wire.sendall(f"GET {parts.path}?{parts.query} HTTP/1.1\r\n{head}\r\n".encode())

    def page(self, which: int = -1) -> str:
        """Return what the listener answered, whole."""
        read = b""
        while got := self._wires[which].recv(65536):
            read += got
        return read.decode()

    def close(self) -> None:
        for wire in self._wires:
            wire.close()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
