"""TLS: what to wrap a connection in, what came of it, and why a handshake failed."""

import errno
import ssl
from pathlib import Path
from typing import Any

from app.domain.endpoint import Tls, TlsMode
from app.domain.errors import ConnectFailed
from app.i18n import _


class _Closing(ssl.SSLSocket):
    """Closes itself where it is made of a connection that was reset meanwhile: Python raises then,
    has taken the socket over already, and forgets to close it.
    """

    def getpeername(self) -> Any:
        """Asked first of all while it is made."""
        try:
            return super().getpeername()
        except OSError as error:
            if hasattr(self, "_connected"):  # it is made
                raise
            self.close()
            raise ConnectionResetError(errno.ECONNRESET, "reset before TLS began") from error


def context(tls: Tls, passphrase: str | None) -> ssl.SSLContext:
    """The context of a mode that is not OFF; ConnectFailed where one of its files cannot be used.

    PREFERRED and REQUIRED encrypt and check nothing, as MySQL's modes of that name do. The
    system's authorities (30 ms to read, at every login) are trusted where no other is named.
    """
    checks = tls.mode not in (TlsMode.PREFERRED, TlsMode.REQUIRED)
    if checks and not tls.ca:
        made = ssl.create_default_context()
    else:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.sslsocket_class = _Closing
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.mode is not TlsMode.VERIFY_FULL:
        made.check_hostname = False
    if not checks:
        made.verify_mode = ssl.CERT_NONE
    if tls.ca:
        try:
            made.load_verify_locations(Path(tls.ca).expanduser())
        except (OSError, ssl.SSLError) as error:
            raise _unusable(tls.ca, _("a file of certificates of authorities")) from error
    if tls.certificate:
        _load_own(made, tls, passphrase)
    return made


def _load_own(made: ssl.SSLContext, tls: Tls, passphrase: str | None) -> None:
    certificate = Path(tls.certificate).expanduser()
    key = Path(tls.key).expanduser() if tls.key else None
    asked = False

    def word() -> str:
        nonlocal asked
        asked = True
        return passphrase or ""

    try:
        made.load_cert_chain(certificate, key, password=word)
    except FileNotFoundError as error:
        missing = next((str(file) for file in (certificate, key) if file and not file.exists()), "")
        raise _unusable(missing or str(certificate), _("a file")) from error
    except ssl.SSLError as error:
        if asked:
            raise ConnectFailed(
                _("The key of the client certificate is locked, and its passphrase is missing or"
                  " wrong."),
                hint=_("Enter the passphrase in the connection's TLS settings."),
            ) from error  # fmt: skip
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ConnectFailed(
                _("The client certificate and its key do not belong together."),
                hint=_("Check the two paths in the connection's TLS settings."),
            ) from error
        raise _unusable(str(certificate), _("a certificate with its key in PEM format")) from error
    except OSError as error:
        raise _unusable(str(certificate), _("a readable file")) from error


def _unusable(file: str, wanted: str) -> ConnectFailed:
    return ConnectFailed(
        _("{file} is not {wanted}.").format(file=file, wanted=wanted),
        hint=_("Check the paths in the connection's TLS settings."),
    )


def described(wrapped: ssl.SSLSocket | ssl.SSLObject) -> str:
    """Protocol and cipher, and until when the certificate is good where it was checked."""
    cipher = wrapped.cipher()
    said = f"{wrapped.version()} {cipher[0] if cipher else ''}".strip()
    certificate = wrapped.getpeercert() or {}
    until = certificate.get("notAfter")
    if not until:
        return said
    return _("{cipher}, certificate valid until {date}").format(cipher=said, date=until)


_VERIFY = {
    10: "expired", 9: "early", 18: "unknown", 19: "unknown", 20: "unknown", 21: "unknown",
    62: "name", 63: "name", 64: "name", 23: "revoked",
}  # fmt: skip
"""OpenSSL's verify codes (x509_vfy.h) that have words of their own."""


_OF_OURS = (
    "ALERT_UNKNOWN_CA", "ALERT_BAD_CERTIFICATE", "ALERT_UNSUPPORTED_CERTIFICATE",
    "ALERT_CERTIFICATE_EXPIRED", "ALERT_CERTIFICATE_REVOKED", "ALERT_CERTIFICATE_UNKNOWN",
)  # fmt: skip
"""Alerts of a server about the certificate of its client (RFC 8446, section 6.2)."""


def refusal(error: BaseException | None, wrapped: object) -> ssl.SSLError | None:
    """What a server said of our certificate behind the handshake, as TLS 1.3 does.

    It is in the chain of an error of reading; where it was writing that broke, it is still to be
    read. Takes 0.2 s at most, and is for a connection that is given up.
    """
    while error is not None:
        if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
            return error
        error = error.__cause__ or error.__context__
    if not isinstance(wrapped, ssl.SSLSocket):
        return None
    try:
        wrapped.settimeout(0.2)
        wrapped.recv(1)
    except ssl.SSLError as found:
        return found if "ALERT" in (found.reason or "") else None
    except OSError:
        return None
    return None


def failure(error: BaseException, address: str) -> ConnectFailed:
    """Why a handshake failed, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _not_trusted(error, address)
    reason = (error.reason if isinstance(error, ssl.SSLError) else "") or ""
    if reason.endswith("ALERT_CERTIFICATE_REQUIRED"):
        return ConnectFailed(
            _("The server wants a client certificate."),
            hint=_("Give the client certificate and its key in the connection's TLS settings."),
        )
    if reason.endswith(_OF_OURS):
        return ConnectFailed(
            _("The server does not accept the client certificate: {reason}.").format(reason=reason),
            hint=_("The client certificate must be valid today, and from an authority the server"
                   " knows."),
        )  # fmt: skip
    if reason == "SSLV3_ALERT_HANDSHAKE_FAILURE":
        return ConnectFailed(
            _("The server refused the TLS handshake: {reason}.").format(reason=reason),
            hint=_("It may ask for a client certificate, or not accept the one given."),
        )
    if reason in ("WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING", "RECORD_LAYER_FAILURE"):
        return ConnectFailed(
            _("The server does not speak TLS on this port."),
            hint=_("Switch TLS off in the connection, or give the port that has it."),
        )
    if reason in ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"):
        return ConnectFailed(
            _("The server speaks no version of TLS that is still safe."),
            hint=_("TLS 1.2 or newer must be switched on at the server."),
        )
    if isinstance(error, TimeoutError):
        return ConnectFailed(
            _("The server stopped answering in the middle of the TLS handshake."),
            hint=_("Something between may not let TLS through: try again, or ask the network."),
        )
    return ConnectFailed(
        _("The TLS handshake failed: {reason}.").format(reason=reason or error),
        hint=_("Check the connection's TLS settings."),
    )


def _not_trusted(error: ssl.SSLCertVerificationError, address: str) -> ConnectFailed:
    kind = _VERIFY.get(error.verify_code, "")
    if kind == "name":
        return ConnectFailed(
            _("The server's certificate is for another name than {address}.").format(
                address=address
            ),
            hint=_("Use the name that is in it, or enter that name in the TLS settings."),
        )
    if kind == "expired":
        return ConnectFailed(
            _("The server's certificate has expired."), hint=_("It must be renewed at the server.")
        )
    if kind == "early":
        return ConnectFailed(
            _("The server's certificate is not valid yet."),
            hint=_("Check the clocks of both machines."),
        )
    if kind == "revoked":
        return ConnectFailed(
            _("The server's certificate was revoked."), hint=_("Ask whoever runs the server.")
        )
    if kind == "unknown":
        return ConnectFailed(
            _("The server's certificate is from an authority that is not known here."),
            hint=_("Give the authority's certificate (CA file) in the TLS settings."),
        )
    return ConnectFailed(
        _("The server's certificate was not accepted: {reason}.").format(
            reason=error.verify_message
        ),
        hint=_("Check the CA file in the TLS settings."),
    )
