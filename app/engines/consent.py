"""What must be true before a session changes anything; asked in the engine, not in the window."""

from app.domain.act import Consent
from app.domain.endpoint import Endpoint
from app.domain.errors import Refused
from app.i18n import _


def require(endpoint: Endpoint, consent: Consent) -> None:
    """Raise Refused on a read-only connection, and on production without the name typed."""
    if endpoint.read_only:
        raise Refused(
            _("This connection is read-only."), hint=_("Change that in the inventory first.")
        )
    if endpoint.production and consent.typed != endpoint.name:
        raise Refused(
            _("This is production: the instance's name must be typed."),
            hint=_("Type {name}.").format(name=endpoint.name),
        )
