"""TLS refuses what it should, and says why in words a DBA can act on."""

import os
import select
import socket
import ssl
import struct
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.endpoint import Tls, TlsMode
from app.domain.errors import ConnectFailed
from app.engines.network import tls
from tests.servers.certificates import Certificates


def shake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """A handshake in memory; the client's error where there is one."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(back, there, server_hostname=name)
    far = server.wrap_bio(there, back, server_side=True)
    for _round in range(6):
        with suppress(ssl.SSLWantReadError):
            near.do_handshake()
        with suppress(ssl.SSLError):  # what the server makes of it reaches the client as an alert
            far.do_handshake()
    near.do_handshake()
    with suppress(ssl.SSLWantReadError):
        near.read(1)
    return near


def server(
    certificates: Certificates, *, expired: bool = False, asks: bool = False
) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if expired:
        made.load_cert_chain(certificates.expired_cert, certificates.expired_key)
    else:
        made.load_cert_chain(certificates.server_cert, certificates.server_key)
    if asks:
        made.load_verify_locations(certificates.ca)
        made.verify_mode = ssl.CERT_REQUIRED
    return made


def full(certificates: Certificates) -> Tls:
    return Tls(TlsMode.VERIFY_FULL, ca=str(certificates.ca))


def test_a_checked_server_is_described(certificates: Certificates) -> None:
    made = shake(tls.context(full(certificates), None), server(certificates), "localhost")
    said = tls.described(made)
    assert said.startswith("TLSv1.3 ")
    assert "valid until" in said


def test_no_other_authority_is_trusted_than_the_one_that_is_named(
    certificates: Certificates,
) -> None:
    [trusted] = tls.context(full(certificates), None).get_ca_certs()
    assert "Mohist test authority" in str(trusted["subject"])
    assert tls.context(Tls(TlsMode.PREFERRED), None).get_ca_certs() == []


@pytest.mark.parametrize("mode", [TlsMode.PREFERRED, TlsMode.REQUIRED])
def test_what_is_only_encrypted_checks_nothing(certificates: Certificates, mode: TlsMode) -> None:
    shake(tls.context(Tls(mode), None), server(certificates, expired=True), "elsewhere.test")


def test_a_checked_authority_need_not_know_the_name(certificates: Certificates) -> None:
    wanted = replace(full(certificates), mode=TlsMode.VERIFY_CA)
    shake(tls.context(wanted, None), server(certificates), "elsewhere.test")


@pytest.mark.parametrize(
    ("name", "authority", "expired", "said"),
    [
        ("elsewhere.test", "ca", False, "another name than elsewhere.test"),
        ("localhost", "ca", True, "has expired"),
        ("localhost", "other_ca", False, "authority that is not known"),
    ],
)
def test_what_is_not_trusted_is_said(
    certificates: Certificates, name: str, authority: str, expired: bool, said: str
) -> None:
    wanted = replace(full(certificates), ca=str(getattr(certificates, authority)))
    with pytest.raises(ssl.SSLError) as raised:
        shake(tls.context(wanted, None), server(certificates, expired=expired), name)
    error = tls.failure(raised.value, name)
    assert said in str(error)
    assert error.hint


def test_a_server_may_ask_for_a_certificate(certificates: Certificates) -> None:
    with pytest.raises(ssl.SSLError) as raised:
        shake(tls.context(full(certificates), None), server(certificates, asks=True), "localhost")
    assert "client certificate" in tls.failure(raised.value, "localhost").hint
    wanted = replace(
        full(certificates),
        certificate=str(certificates.client_cert),
        key=str(certificates.client_key),
    )
    shake(tls.context(wanted, None), server(certificates, asks=True), "localhost")


def test_files_that_cannot_be_used_are_named(certificates: Certificates, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("not a certificate")
    mine, other = str(certificates.client_cert), str(certificates.server_key)
    for wanted, said in (
        (Tls(TlsMode.VERIFY_FULL, ca=str(nonsense)), "nonsense.pem"),
        (Tls(TlsMode.VERIFY_FULL, ca="/nowhere/ca.pem"), "/nowhere/ca.pem"),
        (Tls(TlsMode.REQUIRED, certificate="/nowhere/me.pem"), "/nowhere/me.pem"),
        (Tls(TlsMode.REQUIRED, certificate=mine, key="/nowhere/key"), "/nowhere/key"),
        (Tls(TlsMode.REQUIRED, certificate=str(nonsense)), "nonsense.pem"),
        (Tls(TlsMode.REQUIRED, certificate=mine, key=other), "do not belong together"),
    ):
        with pytest.raises(ConnectFailed, match=said):
            tls.context(wanted, None)


def test_a_locked_key_wants_its_passphrase(certificates: Certificates, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    key = load_pem_private_key(certificates.client_key.read_bytes(), None)
    locked = tmp_path / "locked.key"
    locked.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame"))
    )
    wanted = Tls(TlsMode.REQUIRED, certificate=str(certificates.client_cert), key=str(locked))
    tls.context(wanted, "sesame")
    for wrong in (None, "simsim"):
        with pytest.raises(ConnectFailed, match="passphrase") as failed:
            tls.context(wanted, wrong)
        assert "simsim" not in str(failed.value)


def test_a_connection_that_was_reset_meanwhile_is_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        raw = socket.create_connection(listener.getsockname())
        peer, _address = listener.accept()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    select.select([raw], [], [], 5)
    with pytest.raises(ConnectionResetError):
        raw.recv(1)
    number = raw.fileno()
    with pytest.raises(ConnectionResetError):
        tls.context(Tls(TlsMode.REQUIRED), None).wrap_socket(raw)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
