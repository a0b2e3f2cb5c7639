"""TLS for Oracle: a wallet, or the files of the connection's TLS settings."""

import dataclasses
import ssl
from pathlib import Path

from app.domain.endpoint import Endpoint, Tls, TlsMode, secret_id
from app.domain.errors import ConnectFailed
from app.engines.base import Reveal
from app.engines.network import tls
from app.i18n import _

PEM = "ewallet.pem"


def tls_context(endpoint: Endpoint, reveal: Reveal, wallet: str) -> ssl.SSLContext:
    """What to wrap the connection in; `wallet` is a folder, "" for none."""
    made = tls.context(settings_of(endpoint), reveal(secret_id(endpoint.id, "tls-key")))
    # the authorities DBAs make with orapki lack what strict checks ask for
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if wallet:
        _load(made, Path(wallet).expanduser(), endpoint, reveal)
    return made


def settings_of(endpoint: Endpoint) -> Tls:
    """The settings where TLS is used: left open, they mean to check the server in full."""
    settings = endpoint.access.tls
    if settings.mode in (TlsMode.OFF, TlsMode.PREFERRED):
        return dataclasses.replace(settings, mode=TlsMode.VERIFY_FULL)
    return settings


def _load(context: ssl.SSLContext, folder: Path, endpoint: Endpoint, reveal: Reveal) -> None:
    file = folder / PEM
    if not file.exists():
        raise _lacking(folder)
    password = reveal(secret_id(endpoint.id, "wallet"))
    try:
        context.load_verify_locations(file)
    except (OSError, ssl.SSLError) as error:
        raise ConnectFailed(
            _("{file} is not a wallet in PEM format.").format(file=file),
            hint=_("Download the wallet anew, or make it with orapki."),
        ) from error
    if "PRIVATE KEY" not in file.read_text("utf-8", "replace"):
        return  # it only says whom to trust
    try:
        context.load_cert_chain(file, password=lambda: password or "")
    except (OSError, ssl.SSLError) as error:
        raise ConnectFailed(
            _("The wallet's key cannot be opened: its password is missing or wrong."),
            hint=_(
                "Enter the wallet's password, the one given when it was made, in the connection."
            ),
        ) from error


def _lacking(folder: Path) -> ConnectFailed:
    if not folder.is_dir():
        return ConnectFailed(
            _("The wallet's folder {folder} is not there.").format(folder=folder),
            hint=_("Check the path in the connection."),
        )
    if (folder / "cwallet.sso").exists() or (folder / "ewallet.p12").exists():
        return ConnectFailed(
            _("The wallet in {folder} has no ewallet.pem; cwallet.sso and ewallet.p12 can only be"
              " read with Oracle's client libraries.").format(folder=folder),
            hint=_("Make it with: openssl pkcs12 -in ewallet.p12 -out ewallet.pem"),
        )  # fmt: skip
    return ConnectFailed(
        _("There is no wallet in {folder}.").format(folder=folder),
        hint=_("It must hold the file ewallet.pem."),
    )
