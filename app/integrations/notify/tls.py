"""Whom a channel trusts: the authorities of the system, or one's own."""

import ssl

from app.domain.errors import NotDelivered
from app.i18n import _


def trusted(ca: str) -> ssl.SSLContext:
    """TLS that checks certificate and name; `ca` is the path of a PEM file, "" for the system's.

    Raises:
        NotDelivered: the file cannot be read, or holds no certificate.
    """
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError:  # ssl.SSLError is one
        raise NotDelivered(
            _("The file of authorities {path} cannot be read.").format(path=ca),
            hint=_("Name a PEM file with the certificate of your authority."),
            lasting=True,
        ) from None
