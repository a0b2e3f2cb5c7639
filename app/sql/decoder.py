"""From blocks of bytes to text, past places that are damaged or in another encoding.

A damaged place does not end an audit. Bytes that are no characters become U+FFFD; a line that
is not UTF-8 but GB 18030 or Big5, as in scripts of several authors put together, is read as
that. In the end `complain` says so.
"""

import codecs

from app.domain.errors import UnreadableInput
from app.i18n import _
from app.sql.charset import UTF8, Charset, double_byte, high

_TELLING = 4096  # bytes from the first that is not ASCII, which the encoding is told from
_LONGEST_LINE = 64 * 1024


class Decoder:
    """Decodes the blocks of one file; without a charset it is ASCII until it is not."""

    def __init__(self, charset: Charset | None) -> None:
        self._charset = charset
        self._pending = b""
        self._skip = charset.bom if charset else 0
        self._offset = 0  # bytes before the pending ones
        self._damaged = 0
        self._damaged_from = 0
        self._second: Charset | None = None

    @property
    def name(self) -> str:
        """The name of the encoding, as far as it is known."""
        return self._charset.name if self._charset else UTF8

    def decode(self, block: bytes, *, final: bool = False) -> str:
        """The text that is certain after `block`."""
        data = self._pending + block
        if self._skip:
            mark = min(self._skip, len(data))
            data, self._skip, self._offset = data[mark:], self._skip - mark, self._offset + mark
        if not self._charset:
            return self._ascii(data, final)
        text, rest = self._in_charset(data, self._charset.codec, final)
        return self._keep(data, rest, text)

    def complain(self) -> None:
        """Raise UnreadableInput if something was not text in this encoding."""
        if self._second:
            raise UnreadableInput(
                _(
                    "It mixes encodings: from byte {offset} on there are lines in {second},"
                    " the others are in {encoding}."
                ).format(offset=self._damaged_from, second=self._second.name, encoding=self.name),
                hint=_("Each line was read in its own. Save the file in one encoding."),
            )
        if self._damaged:
            raise UnreadableInput(
                _(
                    "Some bytes are not text in {encoding}, the first is byte {offset};"
                    " the audit went on without them."
                ).format(offset=self._damaged_from, encoding=self.name),
                hint=_("If it is in another encoding, name that one."),
            )

    # ------------------------------------------------------------------ one block

    def _keep(self, data: bytes, rest: int, text: str) -> str:
        """Note that the last `rest` bytes are not decoded yet."""
        self._pending = data[len(data) - rest :] if rest else b""
        self._offset += len(data) - rest
        return text

    def _ascii(self, data: bytes, final: bool) -> str:
        """ASCII, and the rest in the encoding that its first other bytes speak for."""
        if data.isascii():
            return self._keep(data, 0, data.decode("ascii"))
        first = len(data) - len(data.lstrip(_ASCII))
        if len(data) - first < _TELLING and not final:
            return self._keep(data, len(data) - first, data[:first].decode("ascii"))
        self._charset = high(data[first:])
        text = self._keep(data, len(data) - first, data[:first].decode("ascii"))
        return text + self.decode(b"", final=final)

    def _in_charset(self, data: bytes, codec: str, final: bool) -> tuple[str, int]:
        """The text of `data`, and how many bytes at its end are the beginning of a character."""
        try:
            return _decoded(data, codec, "strict", final)
        except UnicodeDecodeError as error:
            if not self._damaged and not self._second:
                self._damaged_from = self._offset + error.start
        if codec == UTF8:
            return self._lines(data, final)
        self._damaged += 1
        return _decoded(data, codec, "replace", final)

    # ------------------------------------------------------------------ two encodings

    def _lines(self, data: bytes, final: bool) -> tuple[str, int]:
        """Line by line, each in UTF-8 or else in the second encoding; the last waits for more."""
        end = len(data) if final else data.rfind(b"\n") + 1
        if len(data) - end > _LONGEST_LINE:
            self._damaged += 1
            return _decoded(data, UTF8, "replace", final)
        lines = data[:end].split(b"\n")
        foreign = [line for line in lines if not _is_utf8(line)]
        if not self._second and foreign:
            self._second = double_byte(b"\n".join(foreign))
        return "\n".join(map(self._line, lines)), len(data) - end

    def _line(self, line: bytes) -> str:
        for charset in filter(None, (_UTF8, self._second)):
            try:
                return line.decode(charset.codec)
            except UnicodeDecodeError:
                continue
        self._damaged += 1
        return line.decode(UTF8, "replace")


_ASCII = bytes(range(0x80))
_UTF8 = Charset(UTF8, UTF8)


def _decoded(data: bytes, codec: str, errors: str, final: bool) -> tuple[str, int]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    return decoder.decode(data, final), len(decoder.getstate()[0])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True
