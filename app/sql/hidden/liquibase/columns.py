"""Columns and values of changes, in the words of a dialect."""

import re
from collections.abc import Mapping

from app.domain.dialect import Dialect
from app.sql.hidden.liquibase.items import Item
from app.sql.quoting import text_literal, written

_MYSQL_TYPES = {
    "BOOLEAN": "TINYINT(1)", "CLOB": "LONGTEXT", "NCLOB": "LONGTEXT", "BLOB": "LONGBLOB",
    "LONGVARBINARY": "LONGBLOB", "LONGVARCHAR": "LONGTEXT", "CURRENCY": "DECIMAL(19,4)",
    "UUID": "CHAR(36)", "NUMBER": "DECIMAL", "VARCHAR2": "VARCHAR", "NVARCHAR2": "VARCHAR",
    "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
}  # fmt: skip
_ORACLE_TYPES = {
    "BOOLEAN": "NUMBER(1)", "BIT": "NUMBER(1)", "TINYINT": "NUMBER(3)", "SMALLINT": "NUMBER(5)",
    "INT": "INTEGER", "BIGINT": "NUMBER(38,0)", "VARCHAR": "VARCHAR2", "NVARCHAR": "NVARCHAR2",
    "TEXT": "CLOB", "LONGTEXT": "CLOB", "LONGVARCHAR": "CLOB", "LONGVARBINARY": "BLOB",
    "LONGBLOB": "BLOB", "DATETIME": "TIMESTAMP", "CURRENCY": "NUMBER(15,2)", "UUID": "RAW(16)",
    "DECIMAL": "NUMBER", "DOUBLE": "FLOAT(24)", "TIME": "DATE",
}  # fmt: skip
_TYPE = re.compile(
    r"\s*(?:java\.sql\.Types\.)?([A-Za-z][\w ]*?)\s*(\([^)]*\))?\s*((?:unsigned)?)\s*\Z", re.I
)


def truth(values: Mapping[str, str], name: str) -> bool | None:
    """A value that is true or false; None where it is neither, or missing."""
    return {"true": True, "false": False}.get(values.get(name, "").strip().lower())


class Writer:
    """Writes names, types and values of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.oracle = dialect is Dialect.ORACLE

    def name(self, text: str) -> str:
        """A name, quoted where it must be."""
        if re.fullmatch(r"\$\{[\w.]+\}|[`\"].*[`\"]", text):
            return text
        if self.oracle and re.fullmatch(r"[A-Za-z][\w$#]*", text):
            # small letters are not quoted by Liquibase either, reserved words are
            capitals = text.upper()
            quoted = written(capitals, self.dialect)
            return text if quoted == capitals else quoted
        return written(text, self.dialect)

    def names(self, text: str) -> str:
        """Names with commas between them; an index may say DESC behind one."""
        parts = [part.strip() for part in text.split(",")]
        return ", ".join(
            part if re.search(r"[\s(]", part) else self.name(part) for part in parts if part
        )

    def table(self, values: Mapping[str, str], what: str = "tableName") -> str:
        """A table with its schema."""
        stem = what.removesuffix("TableName").removesuffix("tableName").removesuffix("Name")
        keys = (
            ("schemaName", "catalogName")
            if what[0] == "t"
            else (f"{stem}TableSchemaName", f"{stem}TableCatalogName")
        )
        owner = next((values[key] for key in keys if values.get(key)), "")
        name = self.name(values.get(what, ""))
        return f"{self.name(owner)}.{name}" if owner else name

    def type(self, text: str) -> str:
        """A type as this dialect calls it."""
        found = _TYPE.match(" ".join(text.split()))  # many blanks could stand in many places
        if found is None:
            return text
        types = _ORACLE_TYPES if self.oracle else _MYSQL_TYPES
        wanted = types.get(found[1].upper(), found[1])
        size = "" if "(" in wanted else (found[2] or "")
        return f"{wanted}{size} {found[3]}".strip()

    def quoted(self, text: str) -> str:
        """A string literal."""
        return text_literal(text, self.dialect)

    def value(self, values: Mapping[str, str], stem: str) -> str | None:
        """What stands in `stem`, `stemNumeric`, `stemComputed` and so on, as a literal."""
        if f"{stem}Computed" in values:
            return values[f"{stem}Computed"]
        if f"{stem}Numeric" in values:
            return values[f"{stem}Numeric"]
        if (said := truth(values, f"{stem}Boolean")) is not None:
            return str(int(said))
        if f"{stem}Date" in values:
            text = values[f"{stem}Date"]
            computed = re.match(r"[A-Za-z_]+\b", text)
            return text if computed else self._moment(text)
        return self.quoted(values[stem]) if stem in values else None

    def _moment(self, text: str) -> str:
        text = text.replace("T", " ")
        if not self.oracle:
            return f"'{text}'"
        return f"TIMESTAMP '{text}'" if ":" in text else f"DATE '{text}'"

    # ------------------------------------------------------------------ columns

    def column(self, item: Item, *, keys: bool = True) -> str:
        """A column of a table; its keys as well, where they do not stand for themselves."""
        values = item.values
        parts = [self.name(values.get("name", "")), self.type(values.get("type", ""))]
        default = self.value(values, "defaultValue")
        identity = truth(values, "autoIncrement")
        if default is not None:
            parts.append(f"DEFAULT {default}")
        if identity and self.oracle:
            parts.append("GENERATED BY DEFAULT AS IDENTITY")
        said = constraints(item)
        if truth(said, "nullable") is False or (truth(said, "primaryKey") and not self.oracle):
            parts.append("NOT NULL")
        if identity and not self.oracle:
            parts.append("AUTO_INCREMENT")
        if keys and truth(said, "primaryKey"):
            parts.append("PRIMARY KEY")
        if keys and truth(said, "unique"):
            parts.append("UNIQUE")
        if "remarks" in values and not self.oracle:
            parts.append(f"COMMENT {self.quoted(values['remarks'])}")
        return " ".join(part for part in parts if part)


def constraints(item: Item) -> dict[str, str]:
    """The constraints of a column."""
    found: dict[str, str] = {}
    for each in item.all("constraints"):
        found.update(each.values)
    return found
