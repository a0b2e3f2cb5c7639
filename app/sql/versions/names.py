"""Functions and types of the servers that not every release has.

A call or a type of such a name is the server's wherever the server has one; elsewhere the script
was written for another. Left out are names that somebody may well have given a function of theirs.
"""

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import Parsed
from app.sql.versions.release import Construct, Release, knows, read_table

_FUNCTIONS = """
ANY_VALUE                       5.7.5      -
BIN_TO_UUID                     8.0.0      -
IS_UUID                         8.0.0      -
UUID_TO_BIN                     8.0.0      -
UUID_V4                         -          11.7
UUID_V7                         -          11.7
REGEXP_INSTR                    8.0.4      *
REGEXP_LIKE                     8.0.4      -
REGEXP_REPLACE                  8.0.4      *
REGEXP_SUBSTR                   8.0.4      *
JSON_ARRAYAGG                   5.7.22     10.5.0
JSON_ARRAY_INTERSECT            -          11.2
JSON_COMPACT                    -          10.2.4
JSON_DETAILED                   -          10.2.4
JSON_EQUALS                     -          10.7.0
JSON_EXISTS                     -          10.2.3
JSON_KEY_VALUE                  -          11.2
JSON_LOOSE                      -          10.2.4
JSON_MERGE_PATCH                5.7.22     10.2.25
JSON_MERGE_PRESERVE             5.7.22     10.2.25
JSON_NORMALIZE                  -          10.7.0
JSON_OBJECTAGG                  5.7.22     10.5.0
JSON_OBJECT_FILTER_KEYS         -          11.2
JSON_OBJECT_TO_ARRAY            -          11.2
JSON_OVERLAPS                   8.0.17     10.9.0
JSON_PRETTY                     5.7.22     10.10.3
JSON_QUERY                      -          10.2.3
JSON_SCHEMA_VALID               8.0.17     11.1
JSON_SCHEMA_VALIDATION_REPORT   8.0.17     -
JSON_STORAGE_FREE               8.0.2      -
JSON_STORAGE_SIZE               5.7.22     -
JSON_VALUE                      8.0.21     10.2.3
ST_COLLECT                      8.0.24     -
ST_DISTANCE_SPHERE              5.7.6      10.5.10
ST_FRECHETDISTANCE              8.0.23     -
ST_HAUSDORFFDISTANCE            8.0.23     -
ST_LATITUDE                     8.0.12     -
ST_LINEINTERPOLATEPOINT         8.0.24     -
ST_LONGITUDE                    8.0.12     -
ST_SWAPXY                       8.0.0      -
ST_TRANSFORM                    8.0.13     -
ASTEXT                          ..8.0.1    *
ASWKT                           ..8.0.1    *
GEOMETRYFROMTEXT                ..8.0.1    *
GEOMFROMTEXT                    ..8.0.1    *
LINEFROMTEXT                    ..8.0.1    *
NUMGEOMETRIES                   ..8.0.1    *
POINTFROMTEXT                   ..8.0.1    *
POLYFROMTEXT                    ..8.0.1    *
DECODE                          ..8.0.3    *
DES_DECRYPT                     ..8.0.3    *
DES_ENCRYPT                     ..8.0.3    *
ENCODE                          ..8.0.3    *
ENCRYPT                         ..8.0.3    *
OLD_PASSWORD                    ..5.7.5    *
PASSWORD                        ..8.0.11   *
GTID_SUBSET                     *          -
GTID_SUBTRACT                   *          -
MASTER_GTID_WAIT                -          *
SOURCE_POS_WAIT                 8.0.26     -
WAIT_FOR_EXECUTED_GTID_SET      5.7.5      -
BINLOG_GTID_POS                 -          *
FORMAT_BYTES                    8.0.16     11.8
FORMAT_PICO_TIME                8.0.16     11.0
ICU_VERSION                     8.0.4      -
PS_CURRENT_THREAD_ID            8.0.16     -
PS_THREAD_ID                    8.0.16     -
STATEMENT_DIGEST                8.0.4      -
STATEMENT_DIGEST_TEXT           8.0.4      -
VALIDATE_PASSWORD_STRENGTH      *          -
RANDOM_BYTES                    *          10.10.0
GROUPING                        8.0.1      -
FROM_VECTOR                     9.0        -
STRING_TO_VECTOR                9.0        -
TO_VECTOR                       9.0        -
VECTOR_DIM                      9.0        -
VECTOR_TO_STRING                9.0        -
VEC_DISTANCE                    -          11.7.1
VEC_DISTANCE_COSINE             -          11.7.1
VEC_DISTANCE_EUCLIDEAN          -          11.7.1
VEC_FROMTEXT                    -          11.7.1
VEC_TOTEXT                      -          11.7.1
ADD_MONTHS                      -          10.6.1
COLUMN_CREATE                   -          *
COLUMN_GET                      -          *
COLUMN_JSON                     -          *
CRC32C                          -          10.8.0
DECODE_ORACLE                   -          10.3.2
KDF                             -          11.3
LENGTHB                         -          10.3.1
MEDIAN                          -          10.3.3
NATURAL_SORT_KEY                -          10.7.0
NVL2                            -          10.3.0
PERCENTILE_CONT                 -          10.3.3
PERCENTILE_DISC                 -          10.3.3
SFORMAT                         -          10.7.0
SYS_GUID                        -          10.6.1
TO_CHAR                         -          10.6.1
"""

_TYPES = """
JSON                            5.7.8      10.2.7
VECTOR                          9.0        11.7.1
UUID                            -          10.7.0
INET4                           -          10.10.0
INET6                           -          10.5.0
XMLTYPE                         -          12.3
CLOB                            -          10.3.2
NUMBER                          -          10.3.2
RAW                             -          10.3.2
VARCHAR2                        -          10.3.2
"""

FUNCTIONS = read_table(_FUNCTIONS, "{}()")
TYPES = read_table(_TYPES, "{}")


def unsupported_name(
    node: tree.Node, parsed: Parsed, dialect: Dialect, release: Release | None = None
) -> Construct | None:
    """The function or type that the node names, where the release has none such.

    Without a release, where none of the dialect ever had; see `unsupported`.
    """
    if isinstance(node, tree.FunctionCall):
        found = FUNCTIONS.get(node.name)
    else:
        found = TYPES.get(node.name) if isinstance(node, tree.DataType) else None
    if found is None or knows(found, dialect, release) or parsed.tokens.is_guarded(node.first):
        return None
    return found


def leaving_function(
    call: tree.FunctionCall, parsed: Parsed, dialect: Dialect, release: Release | None = None
) -> Construct | None:
    """The function that is called, where a later release has none such; see `leaving`."""
    found = FUNCTIONS.get(call.name)
    if found is None or not found.leaves(dialect, release):
        return None
    return None if parsed.tokens.is_guarded(call.first) else found
