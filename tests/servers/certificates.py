"""Certificates for a server of the tests: an authority, what it signed, and what it did not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Paths of PEM files in one folder. The keys have no password.

    `server_*` names localhost, 127.0.0.1 and ::1; `client_*` has the subject CN=mohist-client;
    `expired_*` is a server's that ended yesterday; `other_ca` signed nothing of this.
    """

    ca: Path
    server_cert: Path
    server_key: Path
    client_cert: Path
    client_key: Path
    expired_cert: Path
    expired_key: Path
    other_ca: Path


def make_certificates(folder: Path) -> Certificates:
    """Write all of them into the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = _Authority("Mohist test authority")
    other = _Authority("Another test authority")
    now = datetime.now(UTC)
    server = authority.issue(folder / "server", "localhost", now + 30 * _DAY, server=True)
    client = authority.issue(folder / "client", "mohist-client", now + 30 * _DAY, server=False)
    expired = authority.issue(folder / "expired", "localhost", now - _DAY, server=True)
    return Certificates(
        authority.write(folder / "ca.pem"),
        *server,
        *client,
        *expired,
        other.write(folder / "o.pem"),
    )


class _Authority:
    """A certificate authority that lives as long as this object."""

    def __init__(self, name: str) -> None:
        self._name = _named(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key()
        self._identity = x509.SubjectKeyIdentifier.from_public_key(public)
        self._certificate = (
            _begun(self._name, self._name, public, datetime.now(UTC) + 30 * _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(self._identity, critical=False)
            .add_extension(_usage(signs=True), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def write(self, path: Path) -> Path:
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def issue(self, stem: Path, name: str, until: datetime, *, server: bool) -> tuple[Path, Path]:
        """Write a certificate and its key; return their paths."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _begun(_named(name), self._name, key.public_key(), until)
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if server:
            names += [x509.IPAddress(ip_address(one)) for one in ("127.0.0.1", "::1")]
        signer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._identity)
        certificate = (
            builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(signer, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        written = stem.with_suffix(".pem")
        written.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret = stem.with_suffix(".key")
        secret.touch(mode=0o600)
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return written, secret


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 40 * _DAY)
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )
