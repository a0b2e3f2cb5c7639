"""A command of Redis."""

from app.sql.tree.node import Statement, node

__all__ = ["RedisCommand"]


@node
class RedisCommand(Statement):
    """A command: the words of its line are its tokens, one for one.

    `name` is in capitals, with the second word of those that have one (`CONFIG SET`); `words` are
    all words without quotes; `arguments` begin behind the name.
    """

    name: str
    words: tuple[str, ...]
    arguments: tuple[str, ...]

    def token_of(self, argument: int) -> int:
        """The token of an argument, from 0."""
        return self.first + len(self.words) - len(self.arguments) + argument

    def option(self, word: str) -> int:
        """Where an argument is that word, whatever its case; -1 where none is."""
        wanted = word.upper()
        return next((n for n, each in enumerate(self.arguments) if each.upper() == wanted), -1)
