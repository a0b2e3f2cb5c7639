"""The npm package `oidc-provider`, run by node from the folder `fetch.sh` fills."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from app.auth.oauth import Provider
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.process import CACHE, ServerProcess

ROOT = Path(os.environ.get("MOHIST_OIDC_ROOT") or CACHE / "oidc-provider")
"""Where the package lies, or would."""
_OLDEST = 20  # what it was seen to run with; Debian 12 has 18


def missing() -> str:
    """Return why it cannot be started on this machine, or nothing."""
    if not (node := shutil.which("node")):
        return "there is no node to run oidc-provider"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20).stdout
    if not said.startswith("v") or int(said[1:].partition(".")[0]) < _OLDEST:
        return f"oidc-provider wants node {_OLDEST} or newer, and this is {said.strip()}"
    if not (ROOT / "node_modules/oidc-provider").exists():
        return f"oidc-provider is not in {ROOT}: run tests/servers/providers/fetch.sh"
    return ""


class OidcProvider(ServerProcess):
    """OpenID Connect with discovery, PKCE required, rotation, revocation, devices; signs RS256.

    It calls itself `issuer`, and its certificate is signed by `certificates.ca`.
    """

    kind = "oidc"
    certificates: Certificates

    def prepare(self) -> None:
        self.certificates = make_certificates(self.folder / "tls")

    @property
    def issuer(self) -> str:
        return f"https://localhost:{self.port}"

    def provider(self, **fields: object) -> Provider:
        """Return it as the console knows it; `fields` are other than usual."""
        usual: dict[str, object] = {
            "id": "node", "name": "Node", "client_id": "mohist", "issuer": self.issuer,
            "ca": str(self.certificates.ca),
            "scopes": ("openid", "profile", "email", "groups", "offline_access"),
        }  # fmt: skip
        return Provider(**(usual | fields))  # type: ignore[arg-type]

    def arguments(self) -> list[str]:
        options = {
            "modules": str(ROOT), "port": self.port,
            "cert": str(self.certificates.server_cert), "key": str(self.certificates.server_key),
        }  # fmt: skip
        script = Path(__file__).with_suffix(".mjs")
        return ["node", str(script), json.dumps(options)]
