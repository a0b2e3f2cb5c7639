"""What the kinds of entries are called."""

from collections.abc import Mapping

from app.domain.journal import Deed
from app.i18n import N_
from app.store.journal.found import ACT, KEY, NOTE

KIND_NAMES: Mapping[str, str] = {
    ACT: N_("Act on a server"),
    Deed.CONNECTED: N_("Login at a server"),
    Deed.SIGN_IN: N_("Sign-in"),
    Deed.SIGN_IN_FAILED: N_("Sign-in that failed"),
    Deed.SIGN_OUT: N_("Sign-out"),
    Deed.SESSION_ENDED: N_("End of a sign-in"),
    Deed.REFUSED: N_("Refusal"),
    Deed.USER_MADE: N_("New user"),
    Deed.USER_CHANGED: N_("Change of a user"),
    Deed.GRANT: N_("Grant"),
    Deed.GRANT_ENDED: N_("End of a grant"),
    Deed.RIGHTS_CHANGED: N_("Change of rights"),
    Deed.ASKED: N_("Question to a second person"),
    Deed.APPROVED: N_("Approval"),
    Deed.DENIED: N_("Denial"),
    Deed.PROVIDER_CHANGED: N_("Change of a provider"),
    Deed.SECRETS_MOVED: N_("Move of passwords"),
    Deed.KEY_REPLACED: N_("Another signing key"),
    Deed.INVENTORY_CHANGED: N_("Change of the inventory"),
    Deed.STORE_CHANGED: N_("Another inventory"),
    Deed.RULES_CHANGED: N_("Change of alert rules"),
    Deed.CHANNELS_CHANGED: N_("Change of notification channels"),
    Deed.CHANNEL_TRIED: N_("Test of a notification channel"),
    Deed.ALERT_SEEN_TO: N_("Alert seen to"),
    Deed.EXPORTED: N_("Export"),
    KEY: N_("Key that signs"),
    NOTE: N_("Note of the journal"),
}
"""By what `kind_of` gives; to be translated where shown."""
