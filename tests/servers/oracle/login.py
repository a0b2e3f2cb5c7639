"""The login: who is wanted, what both can do, and the password by the verifier of 12c.

Neither password nor key passes: both sides prove that they know them, as PBKDF2 with SHA-512
and AES-256 have it. What is presented is a 19c, so that the driver asks for nothing younger.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.servers.oracle.answers import OraError
from tests.servers.oracle.messages import UTF8, end, status
from tests.servers.oracle.packets import SDU, Closed, Connection, Packet
from tests.servers.oracle.wire import Reader, Writer

if TYPE_CHECKING:
    from tests.servers.oracle.server import OracleServer

_FIELD_VERSION = 12  # of 19c
_PROTOCOL_VERSION = 318  # no fast login, no end-of-response flags
_UTF16 = 2000
_ROUNDS, _MORE_ROUNDS = 4096, 3
_VERIFIER_12C = 0x4815
_DENIED = OraError(1017, "invalid username/password; logon denied")
_ACCEPTED, _PROTOCOL, _TYPES, _PARAMETERS = 1, 1, 2, 8


@dataclass(frozen=True, slots=True)
class Login:
    """Who has logged in, to what, and what the driver says of its program."""

    user: str
    service: str
    program: dict[str, str]


def log_in(wire: Connection, server: "OracleServer", sid: int, serial: int) -> tuple[Login, Writer]:
    """Lead the client through the login; Closed when it was turned away.

    The welcome is returned and not sent, so that who has read it finds the session there.
    """
    wire.encrypt()
    service = _accept(wire, server)
    _agree(wire)
    user, _ = _authentication(wire.message())
    user = user.upper()
    password = server.users.get(user)
    proof = _Proof(password or secrets.token_hex())
    wire.send(proof.question().add(status(in_transaction=False)))
    _, given = _authentication(wire.message())
    proof.combine(given["AUTH_SESSKEY"])
    refused = server.refuse_login
    if password is None or not proof.holds(given["AUTH_PASSWORD"]):
        refused = _DENIED
    if refused is not None:
        wire.send(end(False, refused))
        raise Closed
    told: dict[str, str | int] = {
        "AUTH_VERSION_STRING": "- Production",
        "AUTH_VERSION_NO": _version_number(server.version),
        "AUTH_SESSION_ID": sid,
        "AUTH_SERIAL_NUM": serial,
        "AUTH_SC_SERVICE_NAME": service,
        "AUTH_SC_DBUNIQUE_NAME": server.database,
        "AUTH_SC_REAL_DBUNIQUE_NAME": server.database,
        "AUTH_INSTANCENAME": server.instance,
        "AUTH_MAX_OPEN_CURSORS": 300,
        "AUTH_MAX_IDEN_LENGTH": 128,
        "AUTH_SVR_RESPONSE": proof.own(),
    }
    message = Writer().byte(_PARAMETERS).number(len(told))
    for key, value in told.items():
        message.pair(key, value)
    program = {key: value for key, value in given.items() if key.startswith("SESSION_")}
    return Login(user, service, program), message.add(status(in_transaction=False))


def _accept(wire: Connection, server: "OracleServer") -> str:
    """Read the connect string, as a listener does; return the service asked for."""
    _, body = wire.receive()
    size, start = int.from_bytes(body[16:18], "big"), int.from_bytes(body[18:20], "big")
    text = body[start - 8 : start - 8 + size]
    if not size or len(text) < size:  # a long one comes in a packet of its own
        text = wire.receive()[1][2:]
    found = re.search(rb"(?:SERVICE_NAME|SID)=([^)]*)", text, re.IGNORECASE)
    service = found[1].decode() if found else ""
    code = server.refuse_connect
    if code is None and server.services and service.lower() not in server.services:
        code = 12514
    if code is not None:
        said = (
            f"(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))"
        )
        wire.send_packet(
            Packet.REFUSE, Writer(b"\x22\x00").fixed("H", len(said)).add(said.encode())
        )
        raise Closed
    acceptance = Writer().fixed("HHHH", _PROTOCOL_VERSION, _ACCEPTED, SDU, 65535)
    acceptance.fixed("HHHBB8s", 1, 0, 0, 0, 0, bytes(8)).fixed("IIBI", SDU, SDU, 0, 0)
    wire.send_packet(Packet.ACCEPT, acceptance)
    wire.large = True
    return service


def _agree(wire: Connection) -> None:
    """Say what this server can do; data types are taken as the client has them."""
    wire.message()
    abilities = bytearray(53)
    abilities[7] = _FIELD_VERSION
    at_run_time = bytearray(11)
    at_run_time[6] = 4
    character_sets = bytes(9) + _UTF16.to_bytes(2, "big")
    message = Writer().byte(_PROTOCOL).byte(6).byte(0).add(b"x86_64/Linux 2.4.xx\0")
    message.add(UTF8.to_bytes(2, "little")).add(b"\x01\0\0")
    message.fixed("H", len(character_sets)).add(character_sets)
    wire.send(message.chunk(bytes(abilities)).chunk(bytes(at_run_time)))
    wire.message()
    wire.send(Writer().byte(_TYPES).fixed("H", 0))


def _authentication(message: Reader) -> tuple[str, dict[str, str]]:
    """Read the user's name, and the pairs of keys and values."""
    _, _, _, has_user = message.take(4)
    message.skip("nnb")
    count = message.number()
    message.take(2)
    user = (message.chunk() or b"").decode() if has_user else ""
    pairs = {}
    for _ in range(count):
        key = message.text()
        pairs[key] = message.text()
        message.number()
    return user, pairs


class _Proof:
    """The proof that client and server know the same password."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()
        self._salt, self._other_salt = secrets.token_bytes(16), secrets.token_bytes(16)
        salt = self._salt + b"AUTH_PBKDF2_SPEEDY_KEY"
        key = hashlib.pbkdf2_hmac("sha512", self._password, salt, _ROUNDS, 64)
        self._key = hashlib.sha512(key + self._salt).digest()[:32]
        self._part = secrets.token_bytes(32)

    def question(self) -> Writer:
        message = Writer().byte(_PARAMETERS).number(6)
        message.pair("AUTH_SESSKEY", _hex(_encrypt(self._key, self._part)))
        message.pair("AUTH_VFR_DATA", _hex(self._salt), _VERIFIER_12C)
        message.pair("AUTH_PBKDF2_CSK_SALT", _hex(self._other_salt))
        message.pair("AUTH_PBKDF2_VGEN_COUNT", _ROUNDS)
        message.pair("AUTH_PBKDF2_SDER_COUNT", _MORE_ROUNDS)
        return message.pair("AUTH_GLOBALLY_UNIQUE_DBID\0", _hex(secrets.token_bytes(16)))

    def combine(self, session_key: str) -> None:
        """Make the session's key of both sides' parts."""
        theirs = _decrypt(self._key, bytes.fromhex(session_key))[:32]
        both = _hex(theirs + self._part).encode()
        self._combined = hashlib.pbkdf2_hmac("sha512", both, self._other_salt, _MORE_ROUNDS, 32)

    def holds(self, encrypted: str) -> bool:
        clear = _decrypt(self._combined, bytes.fromhex(encrypted))
        return clear[16 : len(clear) - clear[-1]] == self._password

    def own(self) -> str:
        """Return the server's proof towards the client."""
        clear = secrets.token_bytes(16) + b"SERVER_TO_CLIENT" + b"\x10" * 16
        return _hex(_encrypt(self._combined, clear))


def _hex(data: bytes) -> str:
    return data.hex().upper()


def _encrypt(key: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return cipher.update(data) + cipher.finalize()


def _decrypt(key: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor()
    return cipher.update(data) + cipher.finalize()


def _version_number(version: str) -> int:
    """Return a version like 19.24.0.0.0 as one number, in the layout of 18c and later."""
    release, update, revision, *_ = map(int, version.split("."))
    return release << 24 | update << 16 | revision << 12
