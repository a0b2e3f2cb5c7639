"""What would mend a finding: text to put in the place of other text."""

from dataclasses import dataclass

from app.i18n import _


@dataclass(frozen=True, slots=True)
class Fix:
    """At `start` to `end` of the text (code points) `text` would stand.

    `template` is the English title with named places that `values` fill, as in a `Finding`.
    """

    template: str
    start: int
    end: int
    text: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it does, in the language spoken now."""
        return _(self.template).format(**dict(self.values))

    def on(self, text: str) -> str:
        """`text` after it."""
        return text[: self.start] + self.text + text[self.end :]
