"""Who the user is: what the provider says of them, by our names."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.auth.oauth import http
from app.auth.oauth.answers import clean, said_no
from app.auth.oauth.discovery import Endpoints
from app.auth.oauth.provider import Provider
from app.auth.oauth.tokens import Claims, Tokens
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from app.i18n import _

_MOST_GROUPS = 1000


def facts(provider: Provider, endpoints: Endpoints, tokens: Tokens, stop: Stop) -> Claims:
    """What the provider says of whose tokens these are.

    Raises:
        SignInFailed: it says nothing, or speaks of another; with code `invalid_token`, it does not
            take the access token any more.
        Cancelled: `stop` was set.
    """
    permissions, user_info = (
        _asked(provider, url, tokens, stop) if url else {}
        for url in (endpoints.permissions, endpoints.user_info)
    )
    texts = [permissions, user_info, _in_id_token(tokens)]
    if endpoints.issuer:
        subject = tokens.subject
        said = user_info.get("sub") if isinstance(user_info, dict) else None
        if endpoints.user_info and said != subject:  # OpenID Connect Core, 5.3.2
            raise SignInFailed(
                _("{provider} speaks of another user than who signed in.").format(
                    provider=provider.name
                ),
                hint=_("Nobody was signed in. Tell whoever runs the provider."),
            )
    else:
        subject = _one(texts, provider.fields.subject)
    if not subject:
        raise SignInFailed(
            _("{provider} does not say who the user is.").format(provider=provider.name),
            hint=_("Check which of its fields is the subject."),
        )
    fields = provider.fields
    groups = dict.fromkeys(group for text in texts for group in _many(text, fields.groups))
    return Claims(
        subject=subject,
        username=_one(texts, fields.username) or subject,
        name=_one(texts, fields.name),
        name_cn=_one(texts, fields.name_cn),
        email=_one(texts, fields.email),
        groups=tuple(groups)[:_MOST_GROUPS],
    )


def _asked(provider: Provider, url: str, tokens: Tokens, stop: Stop) -> Any:
    with http.session(provider, stop) as session:
        answer = http.get(session, url, bearer=tokens.access)
    if answer.status == 401:
        raise SignInFailed(
            _("{provider} does not take the sign-in any more.").format(provider=provider.name),
            hint=_("Sign in again."),
            again=True,
            code="invalid_token",
        )
    if answer.status != 200:
        raise said_no(provider.name, answer.fields, answer.status)
    return answer.data


def _in_id_token(tokens: Tokens) -> Mapping[str, Any]:
    """Its signature was checked when it came."""
    import jwt

    if not tokens.id_token:
        return {}
    try:
        return jwt.decode(tokens.id_token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return {}


def _one(texts: list[Any], path: str) -> str:
    """The first that is said by that name."""
    for text in texts:
        for found in _at(text, path):
            if isinstance(found, str) and clean(found):
                return clean(found)
            if isinstance(found, int) and not isinstance(found, bool):
                return str(found)
    return ""


def _many(text: Any, path: str) -> Iterator[str]:
    for found in _at(text, path):
        for each in found if isinstance(found, list) else [found]:
            if isinstance(each, str):
                whole = [each] if isinstance(found, list) else each.replace(",", " ").split()
                yield from filter(None, map(clean, whole))


def _at(text: Any, path: str) -> Iterator[Any]:
    """What lies at a path with dots; in a list, of each in it."""
    if not path:
        return
    name, _dot, rest = path.partition(".")
    for each in text if isinstance(text, list) else [text]:
        if not isinstance(each, dict):
            continue
        if path in each:  # a name may have a dot in it (https://example.org/groups)
            yield each[path]
        elif rest and name in each:
            yield from _at(each[name], rest)
