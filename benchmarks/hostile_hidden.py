"""What `hostile.py hidden` reads: logs, mappers, changelogs, values of Redis as nobody has them.

A text is made while it is read, from parts that come again and again.
"""

from collections.abc import Callable, Iterator

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind

_SLOW = (
    "# Time: 2023-01-01T12:00:02.000001Z\n# User@Host: app[app] @ localhost []  Id: 9\n"
    "# Query_time: 3.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0\n"
)
_SETS = "<databaseChangeLog>", "</databaseChangeLog>"
_CHANGE = '<databaseChangeLog><changeSet id="1" author="a">', "</changeSet></databaseChangeLog>"
_MAPPER = '<mapper namespace="a">', "</mapper>"
_SELECT = '<mapper namespace="a"><select id="x">SELECT 1 FROM t WHERE ', "</select></mapper>"
_MOST = 1_000_000  # code points of a part that is given at once

Hostile = tuple[InputKind, str, str, str, int]
"""Its kind, how it begins, what comes again with its number for `#`, how it ends, how often."""

HIDDEN: dict[str, Hostile] = {
    "an entry without end": (InputKind.SLOW_LOG, _SLOW, "SELECT a FROM t\n", "", 12_000_000),
    "an entry of uses": (InputKind.SLOW_LOG, _SLOW, "use a#;\nuse b#;\n", "SELECT 1;\n", 100_000),
    "a general log's entry without end": (
        InputKind.GENERAL_LOG,
        "2023-01-01T12:00:00.000001Z\t    9 Query\t",
        "SELECT a FROM t;\n",
        "",
        12_000_000,
    ),
    "base64 of rows": (
        InputKind.BINLOG,
        "DELIMITER /*!*/;\n# at 4\nBINLOG '\n",
        "AAAA" * 19 + "\n",
        "'/*!*/;\nDELETE FROM t/*!*/;\n",
        6_500_000,
    ),
    "change sets": (
        InputKind.LIQUIBASE,
        _SETS[0],
        '<changeSet id="#" author="a"><sql>DELETE FROM t#</sql></changeSet>\n',
        _SETS[1],
        50_000,
    ),
    "statements of a change": (
        InputKind.LIQUIBASE,
        _CHANGE[0] + "<sql>",
        "DELETE FROM t#;\n",
        "</sql>" + _CHANGE[1],
        50_000,
    ),
    "columns of a change": (
        InputKind.LIQUIBASE,
        _CHANGE[0] + '<createTable tableName="t">',
        '<column name="c#" type="int"/>',
        "</createTable>" + _CHANGE[1],
        10_000,
    ),
    "attributes": (InputKind.LIQUIBASE, "<databaseChangeLog ", 'a#="1" ', "/>", 200_000),
    "change sets, too many": (
        InputKind.LIQUIBASE,
        _SETS[0],
        '<changeSet id="1" author="a"><sql>DELETE FROM t</sql></changeSet>\n',
        _SETS[1],
        2_000_000,
    ),
    "formatted change sets": (
        InputKind.LIQUIBASE,
        "--liquibase formatted sql\n",
        "--changeset a:#\nDELETE FROM t;\n--rollback DROP TABLE t;\n",
        "",
        100_000,
    ),
    "a formatted change set without end": (
        InputKind.LIQUIBASE,
        "--liquibase formatted sql\n--changeset a:1\n",
        "-- x\nDELETE FROM t;\n",
        "",
        200_000,
    ),
    "change sets in YAML": (
        InputKind.LIQUIBASE,
        "databaseChangeLog:\n",
        " - changeSet: {id: #, author: a, changes: [sql: {sql: DELETE FROM t}]}\n",
        "",
        10_000,
    ),
    "aliases in YAML": (
        InputKind.LIQUIBASE,
        f"m: &m {{{', '.join(f'k{n}: v' for n in range(1000))}}}\ndatabaseChangeLog: [",
        "*m, ",
        "]",
        100_000,
    ),
    "brackets in JSON": (InputKind.LIQUIBASE, '{"databaseChangeLog":', "[", "", 1_000_000),
    "properties": (
        InputKind.LIQUIBASE,
        f'{_SETS[0]}<property name="p" value="{"x" * 100_000}"/>',
        '<changeSet id="#" author="a"><sql>SELECT ${p}</sql></changeSet>',
        _SETS[1],
        100_000,
    ),
    "conditions": (
        InputKind.MYBATIS,
        _SELECT[0] + "1 = 1 ",
        '<if test="a#">AND a# = ${b}</if>\n',
        _SELECT[1],
        20_000,
    ),
    "branches": (
        InputKind.MYBATIS,
        _SELECT[0] + "<choose>",
        '<when test="a#">a# = 1</when>',
        "</choose>" + _SELECT[1],
        20_000,
    ),
    "statements of a mapper": (
        InputKind.MYBATIS,
        _MAPPER[0],
        '<select id="x#">SELECT a FROM t <where><if test="a">AND a = ${b}</if></where></select>\n',
        _MAPPER[1],
        3_000,
    ),
    "fragments of fragments": (
        InputKind.MYBATIS,
        _MAPPER[0] + '<select id="x"><include refid="f9"/></select><sql id="f0">1</sql>',
        '<sql id="f#">' + '<include refid="f@"/>' * 99 + "</sql>",
        _MAPPER[1],
        20,
    ),
    "entities": (
        InputKind.MYBATIS,
        '<!DOCTYPE m [<!ENTITY e0 "x">',
        '<!ENTITY e# "&e@;&e@;&e@;&e@;">',
        "]><mapper><select>&e90;</select></mapper>",
        90,
    ),
}


def hidden(most: int) -> Iterator[tuple[str, InputKind, Callable[[], Iterator[str]]]]:
    """Title, kind and maker of the chunks of each; nothing comes more than `most` times."""
    for title, (kind, begin, each, end, count) in HIDDEN.items():
        times = min(count, most)
        yield f"{times:,} × {title}, {kind.value}", kind, _maker(begin, each, end, times)


def redis(size: int) -> Iterator[tuple[str, Dialect, Callable[[], Iterator[str]]]]:
    """A value of `size` code points, as one types it and as it goes over the wire."""
    plain = 'SET a "', "x", '"\nKEYS *\n'
    wire = f"*3\r\n$3\r\nSET\r\n$1\r\na\r\n${size}\r\n", "x", "\r\nKEYS *\r\n"
    for title, (begin, each, end) in {"a value": plain, "a value of the wire": wire}.items():
        yield (
            f"{size / 1e6:,.0f} MB of {title}, redis",
            Dialect.REDIS,
            _maker(begin, each, end, size),
        )


def _maker(begin: str, each: str, end: str, times: int) -> Callable[[], Iterator[str]]:
    def chunks() -> Iterator[str]:
        yield begin
        at_once = max(_MOST // len(each), 1)
        for first in range(0, times, at_once):
            count = min(at_once, times - first)
            if "#" not in each:
                yield each * count
                continue
            yield "".join(
                each.replace("#", str(n + 1)).replace("@", str(n))
                for n in range(first, first + count)
            )
        yield end

    return chunks
