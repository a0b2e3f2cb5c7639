"""A tab of the console as it survives the program: its text, and what it is bound to."""

from dataclasses import dataclass, field, replace

from app.domain.console.transaction import Mode


@dataclass(frozen=True, slots=True)
class Binding:
    """What belongs to a tab beside its text. All of it may be missing."""

    title: str = ""
    """As the user named it; "" where it is named after its file, or by number."""
    instance: str = ""
    """The id of the instance its statements go to."""
    schema: str = ""
    mode: Mode = Mode.AUTOCOMMIT
    stop_at_error: bool = True
    path: str = ""
    """The file it was opened from or saved to."""
    encoding: str = ""
    """How that file is written: a name as `app.sql.charset` gives it."""
    crlf: bool = False
    """Its lines end as those of Windows do."""
    bom: bool = False
    """It begins with a byte order mark."""
    stamp: tuple[int, int] | None = None
    """When that file was written (ns) and its size, as it was last read or saved."""
    unsaved: bool = False
    """The text is not what stands in the file."""
    caret: int = 0
    """Where the cursor stands, in characters."""

    def with_file_of(self, other: "Binding") -> "Binding":
        """This with the file of another, whose text it has now."""
        return replace(
            self, path=other.path, encoding=other.encoding, crlf=other.crlf, bom=other.bom,
            stamp=other.stamp, unsaved=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A tab."""

    id: str
    text: str = ""
    binding: Binding = field(default_factory=Binding)
