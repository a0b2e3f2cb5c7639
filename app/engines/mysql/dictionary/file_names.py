"""Names as InnoDB keeps them: letters, digits and _ as they are, all else as @ and four hex digits.

MySQL's tables of letters with an accent (@0A and the like) are not used: such names are found by
the server's own functions only. See "Mapping of Identifiers to File Names" in the MySQL manual.
"""

import re

_PLAIN = re.compile(r"[0-9A-Za-z_]")
_CODED = re.compile(r"@([0-9a-fA-F]{4})")


def file_name(name: str) -> str:
    """A name of a schema or a table as InnoDB writes it."""
    return "".join(char if _PLAIN.match(char) else f"@{ord(char):04x}" for char in name)


def name_of_file(text: str) -> str:
    """The name behind what InnoDB writes."""
    return _CODED.sub(lambda found: chr(int(found.group(1), 16)), text)
