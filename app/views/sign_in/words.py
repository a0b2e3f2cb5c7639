"""How it stands with signing in, in sentences."""

from app.auth.oauth import Provider
from app.domain.people import ROLE_NAMES, Status, User
from app.i18n import _
from app.models.formats import duration
from app.workers.identity import Identity
from app.workers.identity_parts import State
from app.workers.standing import Standing


def user_now(identity: Identity, standing: Standing) -> User:
    """Who is in front, as the store has them by now: a role may have changed since they came."""
    here, known = identity.user, standing.user
    same = (here.provider, here.subject) == (known.provider, known.subject)  # by any store's id
    return known if same else here


def standing_text(state: State, user: User, provider: Provider | None, left: float) -> str:
    """One sentence; `left` is how many seconds a provider that is away may stay so."""
    name = provider.name if provider is not None else ""
    match state:
        case State.LOCAL if user.status is Status.BLOCKED:
            return _("Nobody is signed in, and the team's inventory has owners of its own.")
        case State.LOCAL:
            return _(
                "No provider is set up: whoever uses this computer's account owns the console."
            )
        case State.OUT:
            return _("Nobody is signed in.")
        case State.COMING:
            return _("Signing in at {provider}…").format(provider=name)
        case State.IN:
            return _("{user} is signed in at {provider}.").format(user=user.shown, provider=name)
        case State.OFFLINE:
            return _(
                "{provider} cannot be reached. {user} stays signed in for {time} without it."
            ).format(provider=name, user=user.shown, time=duration(left))


def person_lines(user: User) -> tuple[str, ...]:
    """Who they are, and what they are here, in lines."""
    names = dict.fromkeys(filter(None, (user.name, user.username, user.email)))
    names.pop(user.shown, None)
    blocked = user.status is Status.BLOCKED
    return tuple(
        filter(
            None,
            (
                " · ".join(names),
                _("Role: {role}").format(role=_(ROLE_NAMES[user.role])),
                _("An owner has to let them in: until then they may do nothing here.")
                if blocked
                else "",
            ),
        )
    )
