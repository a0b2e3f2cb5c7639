"""A piece of SQL that is written by a short word."""

from dataclasses import dataclass

from app.domain.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` comes in the place of `word`.

    Places to fill in are `${1:what stands there first}`, visited in the order of their numbers;
    those of one number change together. `${0}` is where the cursor stands in the end. `$$` is a $.
    """

    word: str
    """What is typed: letters, digits, `_` and `-`."""
    text: str
    title: str = ""
    dialect: Dialect | None = None
    """None: in all of them."""
