"""An index as the dictionary has it."""

from dataclasses import dataclass

from app.sql.quoting import oracle_named as named


@dataclass(frozen=True, slots=True)
class Index:
    """One index as the dictionary has it. `parts` are columns or expressions, with ASC or DESC."""

    schema: str
    name: str
    table_schema: str
    table: str
    kind: str
    """NORMAL, BITMAP, FUNCTION-BASED NORMAL, IOT - TOP…"""
    unique: bool
    parts: tuple[tuple[str, str], ...] = ()
    usable: bool = True
    visible: bool = True
    enforces: bool = False
    """A primary or unique key stands on it."""

    @property
    def columns(self) -> str:
        """As they are written in a CREATE."""
        return ", ".join(f"{part} DESC" if way == "DESC" else part for part, way in self.parts)

    @property
    def path(self) -> str:
        """Its whole name, quoted."""
        return f"{named(self.schema)}.{named(self.name)}"

    @property
    def plain(self) -> bool:
        """Whether its order is that of its columns, so that a longer one could serve instead."""
        return self.kind in {"NORMAL", "FUNCTION-BASED NORMAL"}
