"""Character sets and collations of MySQL 5.7 to 9 and MariaDB 10.3 to 11, and how wide they are.

`SHOW COLLATION` of both. MySQL's `utf8mb4_0900_…` are in no MariaDB before 11.4.5, which takes them
as names of its own `uca1400`; MariaDB's `…_nopad_…` and `uca1400` are in no MySQL.
"""

import re

from app.domain.dialect import Dialect

CHARSETS = {
    "armscii8": 1, "ascii": 1, "big5": 2, "binary": 1, "cp1250": 1, "cp1251": 1, "cp1256": 1,
    "cp1257": 1, "cp850": 1, "cp852": 1, "cp866": 1, "cp932": 2, "dec8": 1, "eucjpms": 3,
    "euckr": 2, "gb18030": 4, "gb2312": 2, "gbk": 2, "geostd8": 1, "greek": 1, "hebrew": 1,
    "hp8": 1, "keybcs2": 1, "koi8r": 1, "koi8u": 1, "latin1": 1, "latin2": 1, "latin5": 1,
    "latin7": 1, "macce": 1, "macroman": 1, "sjis": 2, "swe7": 1, "tis620": 1, "ucs2": 2,
    "ujis": 3, "utf16": 4, "utf16le": 4, "utf32": 4, "utf8mb3": 3, "utf8mb4": 4,
}  # fmt: skip
"""The most bytes that one character takes."""
_MYSQL_ONLY = frozenset({"gb18030"})

_LANGUAGES = """bin croatian_ci czech_ci danish_ci esperanto_ci estonian_ci general_ci german2_ci
hungarian_ci icelandic_ci latvian_ci lithuanian_ci persian_ci polish_ci roman_ci romanian_ci
sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci swedish_ci turkish_ci unicode_520_ci
unicode_ci vietnamese_ci"""
_OF_MARIADB = " croatian_mysql561_ci myanmar_ci thai_520_w2"
_OWN = {
    "armscii8": "general_ci", "ascii": "general_ci", "big5": "chinese_ci", "binary": "",
    "cp1250": "croatian_ci czech_cs general_ci polish_ci",
    "cp1251": "bulgarian_ci general_ci general_cs ukrainian_ci", "cp1256": "general_ci",
    "cp1257": "general_ci lithuanian_ci", "cp850": "general_ci", "cp852": "general_ci",
    "cp866": "general_ci", "cp932": "japanese_ci", "dec8": "swedish_ci", "eucjpms": "japanese_ci",
    "euckr": "korean_ci", "gb18030": "chinese_ci unicode_520_ci", "gb2312": "chinese_ci",
    "gbk": "chinese_ci", "geostd8": "general_ci", "greek": "general_ci", "hebrew": "general_ci",
    "hp8": "english_ci", "keybcs2": "general_ci", "koi8r": "general_ci", "koi8u": "general_ci",
    "latin1": "danish_ci general_ci general_cs german1_ci german2_ci spanish_ci swedish_ci",
    "latin2": "croatian_ci czech_cs general_ci hungarian_ci", "latin5": "turkish_ci",
    "latin7": "estonian_cs general_ci general_cs", "macce": "general_ci",
    "macroman": "general_ci", "sjis": "japanese_ci", "swe7": "swedish_ci", "tis620": "thai_ci",
    "ujis": "japanese_ci", "utf16le": "general_ci",
    "ucs2": f"{_LANGUAGES} general_mysql500_ci", "utf16": _LANGUAGES, "utf32": _LANGUAGES,
    "utf8mb3": f"{_LANGUAGES} general_mysql500_ci tolower_ci", "utf8mb4": _LANGUAGES,
}  # fmt: skip
_0900 = re.compile(
    r"utf8mb4_(?:(?:(?:bg|bs|cs|da|de_pb|eo|es|es_trad|et|gl|hr|hu|is|la|lt|lv|mn_cyrl|nb|nn|pl|ro"
    r"|ru|sk|sl|sr_latn|sv|tr|vi)_)?0900_a(?:i_ci|s_cs)|(?:ja|zh)_0900_as_cs(?:_ks)?"
    r"|0900_(?:as_ci|bin))"
)
_1400 = re.compile(
    r"(?:(?:utf8mb3|utf8mb4|ucs2|utf16|utf32)_)?uca1400_(?:[a-z]+\d?_)?(?:nopad_)?a[is]_c[is]"
)
_COLLATIONS = {"binary"} | {
    f"{charset}_{rest}" for charset, rests in _OWN.items() for rest in ("bin", *rests.split())
    if charset != "binary"
}  # fmt: skip
_COLLATIONS_OF_MARIADB = {
    f"{charset}_{rest}"
    for charset, rests in _OWN.items()
    if charset != "binary" and "unicode_ci" in rests.split()
    for rest in _OF_MARIADB.split()
}


def canonical(name: str) -> str:
    """A character set or collation in lower case, with utf8mb3 for its old name utf8."""
    name = name.lower()
    return f"utf8mb3{name[4:]}" if name == "utf8" or name.startswith("utf8_") else name


def charset_of(collation: str) -> str:
    """The character set of a collation; "" of MariaDB's uca1400_…, which go with several."""
    first = canonical(collation).partition("_")[0]
    return "" if first == "uca1400" else first


def knows_charset(name: str, dialect: Dialect) -> bool:
    """Whether some release of that server has it."""
    name = canonical(name)
    return name in CHARSETS and (dialect is Dialect.MYSQL or name not in _MYSQL_ONLY)


def knows_collation(name: str, dialect: Dialect) -> bool:
    """Whether some release of that server has it."""
    name = canonical(name)
    if name in _COLLATIONS or _0900.fullmatch(name):
        return knows_charset(charset_of(name), dialect)
    if dialect is Dialect.MYSQL:
        return False
    plain = name.replace("_nopad_", "_")
    return plain in _COLLATIONS | _COLLATIONS_OF_MARIADB or _1400.fullmatch(name) is not None


def is_0900(collation: str) -> bool:
    """Whether it is one of those that MySQL 8.0 brought."""
    return _0900.fullmatch(canonical(collation)) is not None


def width(charset: str) -> int:
    """The most bytes a character takes in it; 4 where the character set is not known."""
    return CHARSETS.get(canonical(charset), 4)
