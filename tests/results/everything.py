"""A table with a column of every type, and rows at the ends of what each holds."""

from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

TYPES = """id BIGINT UNSIGNED PRIMARY KEY, i TINYINT, b TINYINT(1), y YEAR, n DECIMAL(65, 30),
    f FLOAT, d DOUBLE, c CHAR(3), v VARCHAR(300) CHARACTER SET utf8mb4, t LONGTEXT,
    e ENUM('a', 'b''c'), s SET('x', 'y'), vb VARBINARY(20), fb BINARY(4), lb LONGBLOB,
    bits BIT(10), one BIT, da DATE, ti TIME(6), dt DATETIME(6), ts TIMESTAMP(3) NULL, j JSON,
    g GEOMETRY, p POINT, `odd ``name` INT"""
EVERYTHING = """INSERT INTO shop.every VALUES
    (1, -128, 1, 2024, 12345678901234567890123456789012345.000000000000000000000000000001,
     1.5, 1.7976931348623157e308, 'abc', 'it''s \\\\ "quoted" 墨者 😀', 'a\\nb\\r\\n\\t\\0\\Z;--',
     'b''c', 'x,y', 0x00FF27, 0x01, '', b'1000000001', b'1', '1000-01-01',
     '-838:59:59.000000', '9999-12-31 23:59:59.999999', '2024-02-29 12:00:00.123',
     '{"a": [1, 2.50, "\\\\"x\\\\" \\\\\\\\ 墨"]}', ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),
      MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))), MULTIPOINT((1 1), (2 2)))'),
     ST_GeomFromText('POINT(10.5 52.25)', 4326), 7),
    (18446744073709551615, 127, 0, 1901, -0.5, -0.1, 5e-324, '', '', '', 'a', '', '', '', 'x',
     b'0', b'0', '2024-02-29', '00:00:00.000001', '1000-01-01', '1970-01-02 00:00:00', 'null',
     ST_GeomFromText('LINESTRING(0 0, 1e100 -1)'), ST_GeomFromText('POINT(0 0)'), NULL),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"""


def make_table(server: MysqlFamilyServer) -> None:
    """Make `shop.every`, with three rows."""
    server.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    server.sql(f"CREATE TABLE shop.every ({TYPES})")
    server.sql(EVERYTHING)
    if isinstance(server, MySQL):
        server.sql("ALTER TABLE shop.every ADD COLUMN vec VECTOR(3)")
        server.sql("UPDATE shop.every SET vec = STRING_TO_VECTOR('[0.1, -2, 3e10]') WHERE id = 1")
