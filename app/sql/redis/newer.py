"""Commands younger than the table of `command_table`, and since when options are there.

After the pages of the commands at redis.io: since when, and how many words (negative: at least).
"""

NEWER: dict[str, tuple[str, int]] = {
    "CLIENT NO-TOUCH": ("7.2.0", 3), "CLIENT SETINFO": ("7.2.0", 4), "WAITAOF": ("7.2.0", 4),
    "CLUSTER MYSHARDID": ("7.2.0", 2), "HEXPIRE": ("7.4.0", -6), "HPEXPIRE": ("7.4.0", -6),
    "HEXPIREAT": ("7.4.0", -6), "HPEXPIREAT": ("7.4.0", -6), "HTTL": ("7.4.0", -5),
    "HPTTL": ("7.4.0", -5), "HEXPIRETIME": ("7.4.0", -5), "HPEXPIRETIME": ("7.4.0", -5),
    "HPERSIST": ("7.4.0", -5), "HGETDEL": ("8.0.0", -5), "HGETEX": ("8.0.0", -5),
    "HSETEX": ("8.0.0", -6), "VADD": ("8.0.0", -5), "VSIM": ("8.0.0", -4), "VREM": ("8.0.0", 3),
    "VCARD": ("8.0.0", 2), "VDIM": ("8.0.0", 2), "VEMB": ("8.0.0", -3), "VGETATTR": ("8.0.0", 3),
    "VSETATTR": ("8.0.0", 4), "VINFO": ("8.0.0", 2), "VLINKS": ("8.0.0", -3),
    "VRANDMEMBER": ("8.0.0", -2), "VISMEMBER": ("8.2.0", 3), "VRANGE": ("8.4.0", -4),
    "XDELEX": ("8.2.0", -5), "XACKDEL": ("8.2.0", -6), "CLUSTER SLOT-STATS": ("8.2.0", -4),
    "DIGEST": ("8.4.0", 2), "DELEX": ("8.4.0", -2), "MSETEX": ("8.4.0", -4),
}  # fmt: skip

OPTIONS: dict[str, dict[str, str]] = {
    "SET": {"KEEPTTL": "6.0.0", "GET": "6.2.0", "EXAT": "6.2.0", "PXAT": "6.2.0"},
    "ZADD": {"GT": "6.2.0", "LT": "6.2.0"},
    "ZRANGE": {"BYSCORE": "6.2.0", "BYLEX": "6.2.0", "REV": "6.2.0", "LIMIT": "6.2.0"},
    "EXPIRE": {"NX": "7.0.0", "XX": "7.0.0", "GT": "7.0.0", "LT": "7.0.0"},
    "PEXPIRE": {"NX": "7.0.0", "XX": "7.0.0", "GT": "7.0.0", "LT": "7.0.0"},
    "EXPIREAT": {"NX": "7.0.0", "XX": "7.0.0", "GT": "7.0.0", "LT": "7.0.0"},
    "PEXPIREAT": {"NX": "7.0.0", "XX": "7.0.0", "GT": "7.0.0", "LT": "7.0.0"},
    "SCAN": {"TYPE": "6.0.0"},
    "HSCAN": {"NOVALUES": "7.4.0"},
    "FLUSHALL": {"ASYNC": "4.0.0", "SYNC": "6.2.0"},
    "FLUSHDB": {"ASYNC": "4.0.0", "SYNC": "6.2.0"},
    "XADD": {"NOMKSTREAM": "6.2.0", "MINID": "6.2.0", "LIMIT": "6.2.0"},
    "XTRIM": {"MINID": "6.2.0", "LIMIT": "6.2.0"},
    "XPENDING": {"IDLE": "6.2.0"},
    "BITCOUNT": {"BYTE": "7.0.0", "BIT": "7.0.0"},
    "BITPOS": {"BYTE": "7.0.0", "BIT": "7.0.0"},
    "GEOADD": {"NX": "6.2.0", "XX": "6.2.0", "CH": "6.2.0"},
    "GEORADIUS": {"ANY": "6.2.0"},
    "RESTORE": {"ABSTTL": "5.0.0", "IDLETIME": "5.0.0", "FREQ": "5.0.0"},
    "SHUTDOWN": {"NOW": "7.0.0", "FORCE": "7.0.0", "ABORT": "7.0.0"},
}
"""Words of a command that came later than it."""


def version_of(said: str) -> tuple[int, ...]:
    """A version that can be compared: (7, 0) of `7.0.15` is not younger than it."""
    return tuple(int(part) for part in said.split(".")[:2] if part.isdecimal())
