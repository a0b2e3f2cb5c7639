"""The user's account at one provider: its tokens kept, refreshed before they end, and given up."""

import time
from collections.abc import Callable

from app.auth.oauth.discovery import Endpoints, discover
from app.auth.oauth.exchange import Clock, refresh, revoke
from app.auth.oauth.facts import facts
from app.auth.oauth.provider import Provider
from app.auth.oauth.tokens import Claims, Tokens
from app.domain.errors import SignInFailed
from app.domain.stop import Stop
from app.i18n import _


class Account:
    """Used by one lane at a time. What is secret comes and goes by three callables, those of
    `app.auth.secrets.Secrets`: `get`, `put` (with `stop` by name) and `forget`.
    """

    def __init__(
        self,
        provider: Provider,
        ask: Callable[[str, Stop], str | None],
        keep: Callable[[str, str, Stop], object],
        forget: Callable[[str, Stop], object],
        clock: Clock = time.time,
    ) -> None:
        self.provider = provider
        self._ask, self._keep, self._forget, self._clock = ask, keep, forget, clock
        self._endpoints: Endpoints | None = None

    def secret(self, stop: Stop) -> str | None:
        """The client secret, where the provider wants one.

        Raises:
            SignInFailed: none is kept.
            SecretUnavailable: the keychain or the vault does not give it now.
        """
        if not self.provider.uses_secret:
            return None
        secret = self._ask(self.provider.secret_id, stop)
        if not secret:
            raise SignInFailed(
                _("The client secret of {provider} is not kept here.").format(
                    provider=self.provider.name
                ),
                hint=_("Enter it in the settings of the provider."),
            )
        return secret

    def kept(self, stop: Stop) -> Tokens | None:
        """The tokens of the last sign-in as they lie there, or None; nobody is asked."""
        written = self._ask(self.provider.tokens_id, stop)
        return Tokens.read(written) if written else None

    def keep(self, tokens: Tokens, stop: Stop) -> None:
        """Keep the tokens of a sign-in, in place of what was kept."""
        self._keep(self.provider.tokens_id, tokens.written(), stop)

    def tokens(self, stop: Stop, *, anew: bool = False) -> Tokens | None:
        """Tokens that are good now, refreshed where they end within a minute, or `anew`; None
        where nobody is signed in.

        Raises:
            SignInFailed: with `again`, only signing in helps, and what was kept is forgotten;
                otherwise the provider cannot be reached now.
            SecretUnavailable, Cancelled
        """
        kept = self.kept(stop)
        if kept is None or not (anew or kept.ended(self._clock())):
            return kept
        try:
            fresh = self._refreshed(kept, stop)
        except SignInFailed as error:
            if not error.again:
                raise
            other = self.kept(stop)  # another console of this user may have been quicker
            if other is not None and other != kept and not other.ended(self._clock()):
                return other
            self._forget(self.provider.tokens_id, stop)
            raise
        self.keep(fresh, stop)
        return fresh

    def facts(self, stop: Stop) -> Claims:
        """What the provider says of the user now.

        Raises:
            SignInFailed: with `again`, nobody is signed in (any more).
            SecretUnavailable, Cancelled
        """
        tokens = self._signed_in(self.tokens(stop))
        try:
            return facts(self.provider, self.endpoints(stop), tokens, stop)
        except SignInFailed as error:
            if error.code != "invalid_token" or not tokens.refresh:
                raise
        tokens = self._signed_in(self.tokens(stop, anew=True))
        return facts(self.provider, self.endpoints(stop), tokens, stop)

    def sign_out(self, stop: Stop) -> bool:
        """Have the provider end the tokens, and forget them in any case; whether it could.

        Raises:
            SignInFailed: it was not to be had, or did not want to: they are forgotten here, and
                good there until they end.
            SecretUnavailable, Cancelled
        """
        try:
            kept = self.kept(stop)
            return kept is None or revoke(
                self.provider, self.endpoints(stop), kept, self.secret(stop), stop
            )
        finally:
            self._forget(self.provider.tokens_id, Stop())

    def endpoints(self, stop: Stop) -> Endpoints:
        """The addresses of the provider, asked for once."""
        if self._endpoints is None:
            self._endpoints = discover(self.provider, stop)
        return self._endpoints

    def _refreshed(self, tokens: Tokens, stop: Stop) -> Tokens:
        return refresh(
            self.provider, self.endpoints(stop), tokens, self.secret(stop), stop, self._clock
        )

    def _signed_in(self, tokens: Tokens | None) -> Tokens:
        if tokens is None:
            raise SignInFailed(
                _("Nobody is signed in at {provider}.").format(provider=self.provider.name),
                hint=_("Sign in."),
                again=True,
            )
        return tokens
