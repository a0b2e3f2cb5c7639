"""A provider made of authlib, as a program: `python -m … OPTIONS`, which are JSON: port, cert,
key, and the secret of `classic`.

Two clients: `classic`, of OAuth 2 with a secret, whose users are told of by two addresses; and
`native`, of OpenID Connect, public. Whoever comes is signed in as `lisi`, without a page; with
`deny=1` in the request they say no. What it is to do wrong is set by POST to /mischief, as JSON:

    header, claims   what stands otherwise in the next ID tokens (null takes it out)
    sign             "none", "another" key, or "public": HMAC with the public key
    answers          path -> [status, text, headers]: given instead of the right answer
    drip             paths whose answer never ends, and comes a byte at a time
    seconds          an access token lives
    scope            granted, whatever was asked for
    slow             how often a device that asks is told to slow down
"""

import hmac
import json
import secrets
import ssl
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialDict,
)
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.servers.providers.forging import KEY, spoilt

ISSUER = ""
USER = {
    "data": {"user": {"uid": 4711, "login": "lisi", "real": "Li Si", "cn": "李四",
                      "mail": "lisi@example.org"}},
}  # fmt: skip
mischief: dict[str, Any] = {}
asked: list[str] = []


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    """One program that may sign people in."""

    id: str
    secret: str = ""

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return str(mischief.get("scope", scope))

    def check_redirect_uri(self, uri: str) -> bool:
        parts = urlsplit(uri)  # of any port (RFC 8252, 7.3)
        return (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/callback")

    def check_client_secret(self, secret: str) -> bool:
        return bool(self.secret) and hmac.compare_digest(self.secret.encode(), secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("client_secret_basic" if self.secret else "none")

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return True


@dataclass
class Code:
    """What was granted, until its code is brought."""

    code: str
    client_id: str
    redirect: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    get_acr = get_amr = get_auth_time


@dataclass
class Token(TokenMixin):  # type: ignore[misc]
    """What stands for somebody."""

    client_id: str
    access: str
    refresh: str
    scope: str
    ends: float
    revoked: bool = False
    made: float = field(default_factory=time.time)

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.id

    def get_scope(self) -> str:
        return self.scope

    def get_expires_in(self) -> int:
        return int(self.ends - self.made)

    def is_expired(self) -> bool:
        return time.time() > self.ends

    def is_revoked(self) -> bool:
        return self.revoked


clients = {"native": Client("native")}
codes: dict[str, Code] = {}
tokens: list[Token] = []
devices: dict[str, DeviceCredentialDict] = {}
device_answers: dict[str, bool] = {}


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """A code, good once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")

    def save_authorization_code(self, code: str, asked: Any) -> None:
        data = asked.payload.data
        codes[code] = Code(
            code, asked.client.id, asked.payload.redirect_uri,
            asked.client.get_allowed_scope(asked.payload.scope or ""), data.get("nonce"),
            data.get("code_challenge"), data.get("code_challenge_method"),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = codes.get(code)
        return found if found and found.client_id == client.id else None

    def delete_authorization_code(self, code: Code) -> None:
        del codes[code.code]

    def authenticate_user(self, _code: Code) -> str:
        return "lisi"


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
    """A refresh token, good once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh: str) -> Token | None:
        return next((one for one in tokens if one.refresh == refresh and not one.revoked), None)

    def authenticate_user(self, _token: Token) -> str:
        return "lisi"

    def revoke_old_credential(self, token: Token) -> None:
        token.revoked = True


class DeviceGrant(DeviceCodeGrant):  # type: ignore[misc]
    """A device, let in at /device."""

    def query_device_credential(self, code: str) -> DeviceCredentialDict | None:
        return devices.get(code)

    def query_user_grant(self, user_code: str) -> tuple[str, bool] | None:
        return ("lisi", device_answers[user_code]) if user_code in device_answers else None

    def should_slow_down(self, _credential: object) -> bool:
        mischief["slow"] = mischief.get("slow", 0) - 1
        return bool(mischief["slow"] >= 0)


class DeviceDoor(DeviceAuthorizationEndpoint):  # type: ignore[misc]
    """Where a device asks for its code."""

    INTERVAL = 1

    def get_verification_uri(self) -> str:
        return f"{ISSUER}/device"

    def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
        devices[data["device_code"]] = DeviceCredentialDict(
            client_id=client_id, scope=scope, expires_at=time.time() + 60, **data
        )


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """Ends the token it is told of, and no other."""

    CLIENT_AUTH_METHODS = ("client_secret_basic", "none")

    def query_token(self, text: str, _hint: str) -> Token | None:
        return next((one for one in tokens if text in (one.refresh, one.access)), None)

    def revoke_token(self, token: Token, _request: object) -> None:
        token.revoked = True


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """Right ones, spoilt as was wished."""

    def exists_nonce(self, nonce: str, _request: object) -> bool:
        return any(code.nonce == nonce for code in codes.values())

    def get_client_algorithm(self, _client: Client) -> str:
        return "RS256"

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": "first"}

    def resolve_client_private_key(self, _client: Client) -> RSAKey:
        return KEY

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": ISSUER, "aud": [client.id]}

    def generate_user_info(self, user: str, _scope: str) -> dict[str, str]:
        return {"sub": user, "groups": "dba oncall"}

    def encode_id_token(self, token: dict[str, Any], asked: Any) -> str:
        right: str = super().encode_id_token(token, asked)
        if not {"header", "claims", "sign"} & set(mischief):
            return right
        return spoilt(
            right, mischief.get("header", {}), mischief.get("claims", {}), mischief.get("sign", "")
        )


def _save(given: dict[str, Any], asked: Any) -> None:
    given["expires_in"] = mischief.get("seconds", given["expires_in"])
    ends = time.time() + given["expires_in"]
    refresh = given.get("refresh_token", "")
    scope = given.get("scope", "")
    tokens.append(Token(asked.client.id, given["access_token"], refresh, scope, ends))


app = Flask(__name__)
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
server = AuthorizationServer(app, query_client=clients.get, save_token=_save)
server.register_grant(CodeGrant, [CodeChallenge(required=True), IdTokens()])
server.register_grant(RefreshGrant)
server.register_grant(DeviceGrant, [IdTokens()])
server.register_endpoint(Revocation)
server.register_endpoint(DeviceDoor)


@app.before_request
def _spoilt() -> Response | None:
    asked.append(request.path)
    if request.path in mischief.get("drip", ()):
        return Response(_drops(), mimetype="application/json")
    if answer := mischief.get("answers", {}).get(request.path):
        status, text, headers = answer
        return Response(text, status, headers, mimetype="application/json")
    return None


def _drops() -> Iterator[bytes]:
    while True:
        yield b" "
        time.sleep(0.05)


@app.post("/mischief")
def _mischief() -> Response:
    wanted = request.json or {}
    mischief.update(wanted)  # never empty in between: another thread may look just then
    for other in mischief.keys() - wanted.keys():
        del mischief[other]
    said = list(asked)
    asked.clear()
    return jsonify(said)


@app.get("/authorize")
def _authorize() -> Any:
    grant = server.get_consent_grant(end_user="lisi")
    user = None if "deny" in request.args else "lisi"
    return server.create_authorization_response(grant_user=user, grant=grant)


@app.post("/token")
def _token() -> Any:
    return server.create_token_response()


@app.post("/revoke")
def _revoke() -> Any:
    return server.create_endpoint_response(Revocation.ENDPOINT_NAME)


@app.post("/device_authorization")
def _device_authorization() -> Any:
    return server.create_endpoint_response(DeviceDoor.ENDPOINT_NAME)


@app.get("/device")
def _device() -> str:
    device_answers[request.args["user_code"]] = "deny" not in request.args
    return "You may go back to it."


def _bearer() -> Token | None:
    text = request.headers.get("Authorization", "").removeprefix("Bearer ")
    good = (one for one in tokens if secrets.compare_digest(one.access, text))
    return next((one for one in good if not one.revoked and not one.is_expired()), None)


def _about(what: Any) -> Any:
    if _bearer() is None:
        return jsonify(error="invalid_token"), 401
    return jsonify(what)


@app.get("/user")
def _user() -> Any:
    return _about(USER)


@app.get("/permissions")
def _permissions() -> Any:
    return _about([{"code": "dba"}, {"code": "oncall"}, {"code": "dba"}])


@app.get("/userinfo")
def _userinfo() -> Any:
    return _about({"sub": "lisi", "preferred_username": "lisi", "name": "Li Si",
                   "email": "lisi@example.org"})  # fmt: skip


@app.get("/jwks")
def _jwks() -> Any:
    return jsonify(keys=[KEY.as_dict(private=False)])


@app.get("/.well-known/openid-configuration")
def _configuration() -> Any:
    return jsonify(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize",
        token_endpoint=f"{ISSUER}/token", userinfo_endpoint=f"{ISSUER}/userinfo",
        jwks_uri=f"{ISSUER}/jwks", revocation_endpoint=f"{ISSUER}/revoke",
        device_authorization_endpoint=f"{ISSUER}/device_authorization",
        id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
        response_types_supported=["code"], subject_types_supported=["public"],
    )  # fmt: skip


def main() -> None:
    """Serve for ever."""
    global ISSUER
    options = json.loads(sys.argv[1])
    ISSUER = f"https://localhost:{options['port']}"
    clients["classic"] = Client("classic", options["secret"])
    made = make_server("127.0.0.1", options["port"], app, threaded=True)
    made.ssl_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.ssl_context.load_cert_chain(options["cert"], options["key"])
    made.socket = made.ssl_context.wrap_socket(
        made.socket,
        server_side=True,
        do_handshake_on_connect=False,  # or all wait for one
    )
    made.serve_forever()


if __name__ == "__main__":
    main()
