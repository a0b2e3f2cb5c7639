"""Decisions in words: why something may not be done, and what to do about it."""

from collections.abc import Mapping

from app.domain.inventory import STAKE_NAMES, TYPE_NAMES, DatabaseType, Stake
from app.domain.people import ROLE_NAMES, User
from app.domain.rights import ABILITY_NAMES, NOWHERE, Allowance, Decision, Place, Why
from app.i18n import _


def said(decision: Decision, user: User, ability: str, place: Place) -> str:
    """Why not, in one sentence; "" of what is allowed."""
    if decision.why is None:
        return ""
    what = _(ABILITY_NAMES[ability]) if ability in ABILITY_NAMES else ability
    match decision.why:
        case Why.BLOCKED if not user.id:
            return _("Nobody is signed in, and what may be done here goes by who is.")
        case Why.BLOCKED:
            return _("{user} is blocked in Mohist.").format(user=user.shown)
        case Why.STALE:
            return _(
                "What you may do has not been heard from the team's inventory yet, or not for"
                " hours."
            )
        case Why.ENDED:
            text = _("Your grant for “{what}” is over, or has not begun.")
            return text.format(what=what)
        case Why.ALONE:
            text = _(
                "“{what}” in production needs the word of a second person, and without an"
                " inventory of the team there is nowhere to ask for it."
            )
            return text.format(what=what)
        case Why.ROLE:
            role = _(ROLE_NAMES[user.role])
            if place == NOWHERE:
                return _("“{what}” is not for the role {role}.").format(what=what, role=role)
            text = _("“{what}” is not for the role {role} in this environment: {stake}.")
            stake = _(STAKE_NAMES[place.stake or Stake.PRODUCTION])
            return text.format(what=what, role=role, stake=stake)


def advice(decision: Decision, user: User) -> str:
    """What to do next; "" of what is allowed."""
    match decision.why:
        case None:
            return ""
        case Why.BLOCKED if not user.id:
            return _("Sign in; where no provider is set up yet, add the one of your team.")
        case Why.BLOCKED:
            return _("An owner can change that on the page of users.")
        case Why.STALE:
            return _("Reach the team's inventory again, or sign in anew.")
        case Why.ALONE:
            return _("Choose the team's inventory, or have an owner switch that rule off.")
        case Why.ROLE | Why.ENDED:
            return _("Ask an owner for another role, or for a grant for a while.")


def allowance_said(allowance: Allowance, names: Mapping[str, str] | None = None) -> str:
    """What is allowed where, in a line; `names` are those of products and instances by their id."""
    what = ", ".join(
        _(ABILITY_NAMES[each]) if each in ABILITY_NAMES else each for each in allowance.abilities
    )
    names = names or {}
    places = [
        *(_(STAKE_NAMES[Stake(each)]) for each in sorted(allowance.stakes)),
        *(TYPE_NAMES[DatabaseType(each)] for each in sorted(allowance.engines)),
        *(names.get(each, each) for each in sorted(allowance.products | allowance.instances)),
    ]
    where = ", ".join(places) if places else _("everywhere")
    return _("{what} ({where})").format(what=what, where=where)
