"""Whom a provider speaks of, as a user of ours."""

from app.auth.oauth import Claims, Provider
from app.domain.people import User
from app.domain.stop import Stop


def first_sight(provider: Provider, claims: Claims, _stop: Stop) -> User:
    """A developer, as everybody is on first sight."""
    return User(
        f"{provider.id}/{claims.subject}", claims.username, claims.name, claims.name_cn,
        claims.email, provider=provider.id, subject=claims.subject, groups=claims.groups,
    )  # fmt: skip
