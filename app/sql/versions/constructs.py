"""Which releases know which construct: what the grammar notes, beside what servers have.

The grammar reads what any release of MySQL from 5.7 and MariaDB from 10.3 knows, and notes what
not all of them do (`Cursor.note`). A line here is the noted name, the releases of MySQL and of
MariaDB that know it, and how it is written, which reports say in every language. Sources: the
manuals and release notes; what MySQL 9.7 and MariaDB 10.11 say is put to the servers by a test.
"""

from collections.abc import Iterator

from app.domain.dialect import Dialect
from app.sql.parse import Parsed
from app.sql.versions.oracle import oracle_constructs
from app.sql.versions.release import Construct, Release, knows, read_table

_TABLE = """
# queries
with                      8.0.1      10.2.1   WITH … AS (…)
with-cycle                -          10.5.2   WITH … CYCLE … RESTRICT
with-inside               8.0.22     -        (WITH … SELECT …) UNION …
with-changes              8.0.1      -        WITH … UPDATE, WITH … DELETE
window                    8.0.2      10.2.0   OVER
aggregate-distinct        -          -        STD(DISTINCT …)
nth-from                  8.0.2      -        NTH_VALUE(…) FROM FIRST, FROM LAST
lead-default              8.0.2      -        LEAD(…, …, …), LAG(…, …, …)
aggregate-limit           -          10.3.3   JSON_ARRAYAGG(… ORDER BY … LIMIT …)
frame-groups              8.0.2      -        OVER (… GROUPS …)
grouping-sets             9.7        -        GROUPING SETS
with-cube                 -          -        WITH CUBE
frame-interval            8.0.2      -        OVER (… RANGE INTERVAL …)
window-clause             8.0.2      10.2.0   WINDOW … AS (…)
null-treatment            8.0.2      -        RESPECT NULLS, IGNORE NULLS
within-group              -          10.3.3   WITHIN GROUP (ORDER BY …)
qualify                   9.7        -        QUALIFY
intersect                 8.0.31     10.3.0   INTERSECT, EXCEPT
intersect-all             8.0.31     10.5.0   INTERSECT ALL, EXCEPT ALL
minus                     -          10.6.1   MINUS
lateral                   8.0.14     -        LATERAL
json-table                8.0.4      10.6.0   JSON_TABLE(…)
values                    -          10.3.3   VALUES (…), (…)
values-row                8.0.19     -        VALUES ROW(…)
select-unique             -          *        SELECT UNIQUE
natural-straight-join     -          *        NATURAL STRAIGHT_JOIN
full-join                 -          -        FULL JOIN
table-function            -          -        FROM …(…)
as-of                     -          -        FROM … AS OF …
derived-alias             -          -        FROM (SELECT …) WHERE …
table                     8.0.19     -        TABLE …
derived-in-parentheses    ..8.0.1    *        FROM ((SELECT …) …)
derived-columns           8.0.19     -        FROM (SELECT …) AS … (…)
tablesample               9.7        -        TABLESAMPLE
system-time               -          10.3.4   FOR SYSTEM_TIME
next-value                -          10.3.0   NEXT VALUE FOR, PREVIOUS VALUE FOR
for-share                 8.0.1      -        FOR SHARE
lock-several              8.0.1      -        FOR UPDATE … FOR SHARE
lock-of                   8.0.1      -        FOR UPDATE OF
lock-nowait               8.0.1      10.3.0   FOR UPDATE NOWAIT
lock-skip                 8.0.1      10.6.0   FOR UPDATE SKIP LOCKED
lock-wait                 -          10.3.0   FOR UPDATE WAIT
share-mode-nowait         -          10.3.0   LOCK IN SHARE MODE NOWAIT
fetch-first               -          10.6.0   FETCH FIRST … ROWS
offset-rows               -          10.6.0   OFFSET … ROWS
rows-examined             -          *        LIMIT ROWS EXAMINED
group-by-order            ..8.0.13   *        GROUP BY … ASC, GROUP BY … DESC
rollup-order              8.0.12     -        WITH ROLLUP ORDER BY
procedure-analyse         ..8.0.1    *        PROCEDURE ANALYSE()
sql-cache                 ..8.0.3    *        SQL_CACHE
json-arrow                5.7.9      -        column->'$.path'
json-unquoting-arrow      5.7.13     -        column->>'$.path'
null-escaped              ..8.0.0    *        SELECT \\N
member-of                 8.0.17     -        MEMBER OF (…)
cast-json                 5.7.8      -        CAST(… AS JSON)
cast-interval             -          10.4     CAST(… AS INTERVAL DAY_SECOND(…))
cast-array                8.0.17     -        CAST(… AS … ARRAY)
cast-float                8.0.17     10.2     CAST(… AS FLOAT)
cast-real                 8.0.17     -        CAST(… AS REAL)
cast-double               8.0.17     *        CAST(… AS DOUBLE)
cast-year                 8.0.22     -        CAST(… AS YEAR)
cast-geometry             8.0.24     -         CAST(… AS POINT), CAST(… AS GEOMETRY)
cast-integer              -          *        CAST(… AS INT)
cast-varchar              -          *        CAST(… AS VARCHAR)
cast-at-time-zone         8.0.22     -        CAST(… AT TIME ZONE …)
weight-level              ..8.0.0    *        WEIGHT_STRING(… LEVEL …)
json-value-returning      8.0.21     -        JSON_VALUE(… RETURNING … ON EMPTY)
blank-before-parenthesis  -          -        COUNT␣(…), SUM␣(…), NOW␣(…)
dot-before-name           ..8.0.1    *        .…
# changes
do-alias                  *          -        DO … AS …
insert-alias              8.0.19     -        INSERT … VALUES (…) AS …
insert-returning          -          10.5.0   INSERT … RETURNING
values-elsewhere          *          ..10.3.3 VALUES(…) outside ON DUPLICATE KEY UPDATE
delete-returning          -          *        DELETE … RETURNING
delete-several-ordered    -          11.8     DELETE …, … FROM … ORDER BY … LIMIT …
delete-alias              8.0.16     11.6     DELETE FROM … AS …
delete-history            -          10.3.4   DELETE HISTORY
portion-of                -          10.4.3   FOR PORTION OF
low-priority-lock         ..9.0      *        LOCK TABLES … LOW_PRIORITY WRITE
# definitions
or-replace                -          *        CREATE OR REPLACE
if-not-exists-index       -          *        CREATE INDEX IF NOT EXISTS
if-exists-index           -          *        DROP INDEX IF EXISTS
if-exists-change          -          *        ADD COLUMN IF NOT EXISTS, DROP COLUMN IF EXISTS
if-not-exists-program     8.0.29     10.1.3   PROCEDURE IF NOT EXISTS, TRIGGER IF NOT EXISTS
if-not-exists-view        9.1        10.1.3   CREATE VIEW IF NOT EXISTS
alter-if-exists           -          10.5.2   ALTER TABLE IF EXISTS
rename-if-exists          -          10.5.2   RENAME TABLE IF EXISTS
alter-ignore              ..5.7.4    *        ALTER IGNORE TABLE
ddl-wait                  -          10.3.0   ALTER TABLE … WAIT, DROP TABLE … NOWAIT
default-expression        8.0.13     10.2.1   DEFAULT (…)
column-invisible          8.0.23     10.3.3   CREATE TABLE … (… INVISIBLE)
column-visible            8.0.23     -        CREATE TABLE … (… VISIBLE)
column-compressed         -          10.3.2   CREATE TABLE … (… COMPRESSED)
column-format             *          -        COLUMN_FORMAT
column-storage            *          -        CREATE TABLE … (… STORAGE DISK)
column-srid               8.0.3      -        SRID
column-ref-system         -          10.1.2   REF_SYSTEM_ID
engine-attribute          8.0.21     -        ENGINE_ATTRIBUTE
start-transaction         8.0.21     -        CREATE TABLE … START TRANSACTION
secondary-engine          8.0.13     -        SECONDARY_ENGINE
external-table            9.4        -        CREATE EXTERNAL TABLE, FILES, FILE_FORMAT, …
index-invisible           8.0.0      -        INDEX … INVISIBLE
index-visible             8.0.0      *        INDEX … VISIBLE
alter-index-visible       8.0.0      -        ALTER INDEX … VISIBLE, ALTER INDEX … INVISIBLE
index-ignored             -          10.6.0   INDEX … IGNORED
functional-index          8.0.13     -        INDEX … ((…))
special-index-order       ..8.0.1    *        FULLTEXT (… DESC), SPATIAL (… DESC)
without-overlaps          -          10.5.3   WITHOUT OVERLAPS
vector-index              -          11.7.1   VECTOR INDEX
null-behind               5.7.6      -        AS (…) NOT NULL, CHECK (…) NOT NULL
persistent-column         -          *        AS (…) PERSISTENT
online                    -          *        ALTER ONLINE TABLE, CREATE ONLINE INDEX
upgrade-directory         ..8.0.0    *        UPGRADE DATA DIRECTORY NAME
sequence-type             -          11.5     CREATE SEQUENCE … AS …
qualified-type            -          10.3.24  CREATE TABLE … (… mariadb_schema.date)
column-references         -          10.5     CREATE TABLE … (… CONSTRAINT … REFERENCES …)
column-constraint         *          -        CREATE TABLE … (… CONSTRAINT … CHECK (…))
check-enforced            8.0.16     -        ENFORCED, NOT ENFORCED
alter-check               8.0.16     -        ALTER CHECK, ALTER CONSTRAINT
drop-check                8.0.16     -        DROP CHECK
drop-constraint           8.0.19     10.2.1   DROP CONSTRAINT
rename-column             8.0.3      10.5.2   RENAME COLUMN
rename-index              5.7.1      10.5.2   RENAME INDEX
set-visible               8.0.23     -        ALTER COLUMN … SET VISIBLE, SET INVISIBLE
drop-index-how            *          -        DROP INDEX … ALGORITHM, DROP INDEX … LOCK
validation                5.7.2      -        WITH VALIDATION, WITHOUT VALIDATION
secondary-load            8.0.13     -        SECONDARY_LOAD, SECONDARY_UNLOAD
partition-tablespace      5.7.4      -        IMPORT PARTITION, DISCARD PARTITION
convert-partition         -          10.7.1   CONVERT PARTITION, CONVERT TABLE
partition-system-time     -          10.3.4   PARTITION BY SYSTEM_TIME
partition-word            -          10.7.1   PARTITION BY RANGE (…) (… VALUES LESS THAN (…))
partition-default         -          10.2.2   PARTITION … DEFAULT
system-versioning         -          10.3.4   SYSTEM VERSIONING
period                    -          10.3.4   PERIOD FOR
default-call              -          10.2.1   DEFAULT UUID()
collate-default           -          10.9.1   CREATE TABLE … (… COLLATE DEFAULT)
charset-default           ..8.0.1    *        CHARACTER SET DEFAULT, COLLATE DEFAULT
autoextend-size           8.0.23     -        CREATE TABLE … AUTOEXTEND_SIZE
ietf-quotes               -          *        IETF_QUOTES
table-encrypted           -          *        ENCRYPTED, ENCRYPTION_KEY_ID
page-compressed           -          *        PAGE_COMPRESSED
aria-option               -          *        PAGE_CHECKSUM, TRANSACTIONAL
old-option                -          *        RAID_TYPE = …
type-option               -          -        TYPE = …
table-encryption          5.7.11     -        CREATE TABLE … ENCRYPTION '…'
database-encryption       8.0.16     -        CREATE DATABASE … ENCRYPTION
database-read-only        8.0.22     -        ALTER DATABASE … READ ONLY
database-comment          -          10.5.0   CREATE DATABASE … COMMENT
sequence                  -          10.3.0   CREATE SEQUENCE
package                   -          11.4     CREATE PACKAGE
program-aggregate         -          10.3.3   CREATE AGGREGATE FUNCTION …(…)
function-parameter-mode   -          10.8.0   CREATE FUNCTION …(IN …), CREATE FUNCTION …(OUT …)
program-language          9.0        -        LANGUAGE JAVASCRIPT
library                   9.2        -        CREATE LIBRARY
duality-view              9.4        -        JSON DUALITY VIEW
trigger-events            -          12.0     CREATE TRIGGER … INSERT OR UPDATE
tablespace                5.7.6      -        CREATE TABLESPACE
logfile-group             *          -        CREATE LOGFILE GROUP
materialized-view         9.5        -        CREATE MATERIALIZED VIEW
undo-tablespace           8.0.14     -        UNDO TABLESPACE
reference-system          8.0.1      -        SPATIAL REFERENCE SYSTEM
resource-group            8.0.3      -        CREATE RESOURCE GROUP
# programs
oracle-mode               -          10.3.2   BEGIN … END, CREATE PROCEDURE … AS (sql_mode = ORACLE)
program-only              -          -        DECLARE, FETCH, RETURN, LEAVE
compound                  -          10.1.1   BEGIN NOT ATOMIC, IF … END IF
for-loop                  -          10.3.3   FOR … IN … DO
execute-values            -          10.2.3   EXECUTE … USING 'value'
load-bulk                 8.1        -        LOAD DATA … ALGORITHM = BULK
parameter-default         -          11.8     CREATE PROCEDURE …(… DEFAULT …)
show-replica-hosts        -          10.5.1   SHOW REPLICA HOSTS
json-path-expression      -          *        JSON_VALUE(…, CONCAT(…))
prepare-expression        -          10.2.3   PREPARE … FROM CONCAT(…)
tidb-transaction          -          -        PESSIMISTIC, OPTIMISTIC, CAUSAL CONSISTENCY
execute-immediate         -          10.2.3   EXECUTE IMMEDIATE
cursor-parameters         -          10.3.0   CURSOR (…) FOR
sys-refcursor             -          12.0     SYS_REFCURSOR, OPEN … FOR …
anchored-type             -          10.3.0   TYPE OF, ROW TYPE OF, ROW (…)
set-statement             -          10.1.2   SET STATEMENT … FOR
# accounts
role-host                 8.0.0      -        CREATE ROLE …@…, GRANT …@… TO …
several-roles             8.0.0      -        SET ROLE ALL, SET ROLE DEFAULT
grant-identified          ..8.0.11   *        GRANT … IDENTIFIED BY
revoke-identified         ..8.0.11   -        REVOKE … IDENTIFIED BY
identified-by-password    ..8.0.11   *        IDENTIFIED BY PASSWORD
identified-with-by        5.7.6      -        IDENTIFIED WITH … BY
identified-via            -          *        IDENTIFIED VIA
identified-or             -          10.4.3   IDENTIFIED … OR …
factor                    8.0.27     -        IDENTIFIED … AND IDENTIFIED …
random-password           8.0.18     -        RANDOM PASSWORD
retain-password           8.0.14     -        RETAIN CURRENT PASSWORD, DISCARD OLD PASSWORD
replace-password          8.0.13     -        REPLACE '…'
require-current           8.0.13     -        PASSWORD REQUIRE CURRENT
password-history          8.0.3      -        PASSWORD HISTORY, PASSWORD REUSE
failed-logins             8.0.19     -        FAILED_LOGIN_ATTEMPTS, PASSWORD_LOCK_TIME
account-lock              5.7.6      10.4.2   ACCOUNT LOCK
password-expire           5.7.4      10.4.3   PASSWORD EXPIRE
user-comment              8.0.21     -        CREATE USER … COMMENT, CREATE USER … ATTRIBUTE
max-statement-time        -          *        CREATE USER … MAX_STATEMENT_TIME
alter-user-self           5.7.6      -        ALTER USER USER()
default-role-to           8.0.0      -        SET DEFAULT ROLE … TO
default-role-for          -          *        SET DEFAULT ROLE … FOR …
password-function         ..8.0.11   *        SET PASSWORD = PASSWORD('…')
grant-limits              ..8.0.11   *        GRANT … WITH MAX_QUERIES_PER_HOUR
admin-option-for          -          *        REVOKE ADMIN OPTION FOR
default-role              8.0.0      -        CREATE USER … DEFAULT ROLE
ignore-unknown-user       8.0.30     -        IGNORE UNKNOWN USER
revoke-if-exists          8.0.30     -        REVOKE IF EXISTS
grant-as                  8.0.16     -        GRANT … AS …
several-granted-roles     8.0.0      -        GRANT …, … TO …
dynamic-privilege         8.0.0      -        GRANT BACKUP_ADMIN, GRANT SYSTEM_VARIABLES_ADMIN
mariadb-privilege         -          10.5.2   GRANT BINLOG ADMIN, GRANT DELETE HISTORY
role-privilege            8.0.0      -        GRANT CREATE ROLE, GRANT DROP ROLE
role-admin                -          *        CREATE ROLE … WITH ADMIN
aurora-privilege          -          -        GRANT LOAD FROM S3, GRANT INVOKE LAMBDA
show-grants-using         8.0.0      -        SHOW GRANTS … USING
# the server
change-master             ..8.4      *        CHANGE MASTER TO
change-source             8.0.23     -        CHANGE REPLICATION SOURCE TO
change-filter             5.7.3      -        CHANGE REPLICATION FILTER
slave                     ..8.4      *        SLAVE
replica                   8.0.22     10.5.1   REPLICA
group-replication         5.7.17     -        GROUP_REPLICATION
show-master               ..8.4      *        SHOW MASTER STATUS, SHOW MASTER LOGS
binary-log-status         8.2        -        SHOW BINARY LOG STATUS
reset-master              ..8.4      *        RESET MASTER
reset-binary-logs         8.2        -        RESET BINARY LOGS
purge-master              ..8.4      *        PURGE MASTER LOGS
query-cache               ..8.0.3    *        QUERY CACHE
flush-hosts               ..8.4      *        FLUSH HOSTS
flush-des-keys            ..8.0.3    *        FLUSH DES_KEY_FILE
flush-costs               5.7.5      -        FLUSH OPTIMIZER_COSTS
flush-replica             -          *        FLUSH MASTER, FLUSH SLAVE
delete-domain-id          -          *        FLUSH BINARY LOGS DELETE_DOMAIN_ID = (…)
flush-user-variables      -          *        FLUSH USER_VARIABLES
relay-log-connection      -          *        FLUSH RELAY LOGS '…'
flush-ssl                 -          10.4     FLUSH SSL
statistics                -          *        USER_STATISTICS, INDEX_STATISTICS
persist                   8.0.0      -        SET PERSIST, SET PERSIST_ONLY
reset-persist             8.0.0      -        RESET PERSIST
alter-instance            5.7.11     -        ALTER INSTANCE
lock-instance             8.0.0      -        LOCK INSTANCE FOR BACKUP
backup                    -          10.4.1   BACKUP STAGE, BACKUP LOCK
clone                     8.0.17     -        CLONE
component                 8.0.0      -        INSTALL COMPONENT
restart                   8.0.4      -        RESTART
import-table              8.0.1      -        IMPORT TABLE
install-soname            -          *        INSTALL SONAME
if-exists-plugin          -          10.4.0   INSTALL PLUGIN IF NOT EXISTS
shutdown-wait             -          10.4.4   SHUTDOWN WAIT FOR ALL REPLICAS
all-replicas              -          *        ALL SLAVES, ALL REPLICAS
binlog-status             -          10.5.2   SHOW BINLOG STATUS
histogram                 8.0.2      -        ANALYZE TABLE … UPDATE HISTOGRAM
histogram-data            8.0.31     -        UPDATE HISTOGRAM … USING DATA
histogram-auto            8.4        -        UPDATE HISTOGRAM … AUTO UPDATE
persistent-statistics     -          10.0.1   ANALYZE TABLE … PERSISTENT FOR
explain-analyze           8.0.18     -        EXPLAIN ANALYZE
analyze                   -          10.1.0   ANALYZE SELECT
explain-plan              -          -        EXPLAIN PLAN
explain-definition        -          -        EXPLAIN ALTER TABLE, EXPLAIN CREATE TABLE
explain-partitions        ..8.0.12   *        EXPLAIN EXTENDED, EXPLAIN PARTITIONS
explain-tree              8.0.16     -        EXPLAIN FORMAT = TREE
explain-into              8.1        -        EXPLAIN … INTO
explain-schema            8.3        -        EXPLAIN FOR SCHEMA
explain-connection        5.7.2      10.9.1   EXPLAIN FOR CONNECTION
show-authors              -          *        SHOW AUTHORS
show-contributors         -          *        SHOW CONTRIBUTORS
show-replicas             8.0.22     -        SHOW REPLICAS
show-package              -          10.3.5   SHOW PACKAGE STATUS, SHOW CREATE PACKAGE
show-sequence             -          10.3.1   SHOW CREATE SEQUENCE
show-server               -          12.0     SHOW CREATE SERVER
show-library              9.2        -        SHOW LIBRARY STATUS, SHOW CREATE LIBRARY
check-view                -          *        CHECK VIEW, REPAIR VIEW
disable-checkpoint        -          *        AND DISABLE CHECKPOINT
flush-status-scope        -          11.5     FLUSH GLOBAL STATUS, FLUSH SESSION STATUS
flush-threads             -          *        FLUSH THREADS
replica-credentials       *          -        START REPLICA USER = '…'
until-gaps                *          -        UNTIL SQL_AFTER_MTS_GAPS
until-source              8.0.22     -        UNTIL SOURCE_LOG_FILE
lock-concurrent           -          *        LOCK TABLES … WRITE CONCURRENT
xa-format                 -          10.3.3   XA RECOVER FORMAT
xa-convert                5.7.5      -        XA RECOVER CONVERT XID
diagnostics-row           -          10.7.0   GET DIAGNOSTICS … = ROW_NUMBER
stacked-diagnostics       5.7.2      -        GET STACKED DIAGNOSTICS
show-extended             8.0.0      -        SHOW EXTENDED
show-explain              -          *        SHOW EXPLAIN
kill-details              -          *        KILL HARD, KILL SOFT, KILL USER, KILL QUERY ID
"""


CONSTRUCTS = read_table(_TABLE)


def unsupported(
    parsed: Parsed, dialect: Dialect, release: Release | None = None
) -> Iterator[tuple[Construct, int]]:
    """What the statement uses that the release does not know, and the token it begins at.

    Without a release, what no release of the dialect ever knew. What stands in a versioned
    comment is meant for those who know it.
    """
    if dialect is Dialect.ORACLE:
        for construct, at in oracle_constructs(parsed) if release else ():
            if not knows(construct, dialect, release):
                yield construct, at
        return
    for name, at in parsed.constructs:
        construct = CONSTRUCTS[name]
        if not knows(construct, dialect, release) and not parsed.tokens.is_guarded(at):
            yield construct, at


def leaving(
    parsed: Parsed, dialect: Dialect, release: Release | None = None
) -> Iterator[tuple[Construct, int]]:
    """What the statement uses that the release knows and a later one does not, and where.

    Without a release, what any release of the dialect has lost.
    """
    for name, at in parsed.constructs:
        construct = CONSTRUCTS[name]
        if construct.leaves(dialect, release) and not parsed.tokens.is_guarded(at):
            yield construct, at
