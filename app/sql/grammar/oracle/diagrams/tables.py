"""What stands behind the columns of a table, and of its partitions."""

TEXT = """
constraint_option = [ NOT ] DEFERRABLE | INITIALLY { IMMEDIATE | DEFERRED } | RELY | NORELY
    | using_index | ENABLE [ VALIDATE | NOVALIDATE ] | DISABLE [ VALIDATE | NOVALIDATE ]
    | VALIDATE | NOVALIDATE | EXCEPTIONS INTO name | PRECHECK | NOPRECHECK
identity_option = sequence_option | START WITH { LIMIT VALUE | number }
identity_insert = INSERT { ONLY | AND UPDATE }
virtual_tail = { VIRTUAL [ BY USER FOR STATISTICS ]
    | MATERIALIZED } [ evaluation_edition ] [ unusable... ] | evaluation_edition [ unusable... ]
evaluation_edition = EVALUATE USING { CURRENT EDITION | EDITION id | NULL EDITION }
unusable = UNUSABLE { BEFORE | BEGINNING WITH } { CURRENT EDITION | EDITION id | NULL EDITION }
column_encryption = ENCRYPT [ encryption... ] | DECRYPT
column_clause = inmemory | annotations | DOMAIN name | DOMAIN | SCOPE IS name | WITH ROWID
    | VALIDATE CAST [ USING ] [ string ] | VALIDATE [ USING ] string | NO DROP | RESERVABLE
    | PRECHECK | NOPRECHECK

table_head = FOR EXCHANGE WITH TABLE name | OF XMLTYPE | SHARING = { METADATA | DATA
    | EXTENDED DATA | NONE } | OF type
    | substitutable | parent
    | OBJECT IDENTIFIER IS { SYSTEM GENERATED | PRIMARY KEY }
table_part = supplemental | PERIOD FOR id [ ( id , id ) ] | SCOPE FOR ( name ) IS name
    | REF ( name ) WITH ROWID | DOMAIN name ( id,... )
table_property = OBJECT IDENTIFIER IS { SYSTEM GENERATED | PRIMARY KEY }
    | OIDINDEX [ !{ ( } id ] ( [ segment... ] ) | xml_schema | xml_virtual | segment
    | segment_creation
    | compression | inmemory | organization | column_property
    | json_storage | parallel | supplemental | cluster_of | cache | row_movement | flashback_archive
    | dependencies | ilm | indexing | read_only | annotations | constraint_state | on_commit
    | MONITORING | NOMONITORING | MEMOPTIMIZE FOR { READ | WRITE } | NO MEMOPTIMIZE FOR { READ
    | WRITE }
    | RESULT_CACHE ( result_cache,... ) | DEFAULT COLLATION word | immutable | row_archival
    | OVERFLOW | CONSISTENT HASH word | staging | external_limit | USAGE QUEUE | ZONEMAP
    | NO ZONEMAP | attribute_clustering
    | REFRESH EVERY number { SECOND | MINUTE | HOUR | DAY }
    | LOGICAL REPLICATION | NO LOGICAL REPLICATION | parent | substitutable
staging = FOR STAGING | NOT FOR STAGING
parent = PARENT name
cache = CACHE | NOCACHE
row_movement = { ENABLE | DISABLE } ROW MOVEMENT
dependencies = ROWDEPENDENCIES | NOROWDEPENDENCIES
flashback_archive = NO FLASHBACK ARCHIVE | FLASHBACK ARCHIVE [ !follower id ]
result_cache = MODE { DEFAULT | FORCE | MANUAL } | STANDBY { ENABLE | DISABLE }
on_commit = ON COMMIT { { DELETE | PRESERVE } ROWS | { DROP | PRESERVE } DEFINITION }
cluster_of = CLUSTER name ( id,... )
immutable = NO DROP [ UNTIL number DAYS IDLE ]
    | NO DELETE [ UNTIL number DAYS AFTER INSERT ] [ LOCKED ]
    | HASHING USING word [ VERSION word ] | VERSION word | WITH { USER CHAIN
    | ROW VERSION } [ AND USER CHAIN ] [ word ( id,... ) ]
row_archival = ROW ARCHIVAL
attribute_clustering = [ ADD ] CLUSTERING [ clustering_join ] BY [ LINEAR | INTERLEAVED ] ORDER
        ( clustering_columns,... ) [ clustering_when... ] | DROP CLUSTERING
    | MODIFY CLUSTERING clustering_when...
clustering_join = name clustering_one...
clustering_one = JOIN name ON ( condition )
clustering_columns = name | ( name,... )
clustering_when = { YES | NO } ON { LOAD | DATA MOVEMENT } | WITH MATERIALIZED ZONEMAP [ ( id ) ]
    | WITHOUT MATERIALIZED ZONEMAP
supplemental = SUPPLEMENTAL LOG { GROUP id ( log_column,... ) [ ALWAYS ]
    | DATA ( log_key,... ) COLUMNS }
log_column = id [ NO LOG ]
log_key = ALL | PRIMARY KEY | UNIQUE [ INDEX ] | FOREIGN KEY
constraint_state = { ENABLE | DISABLE } [ VALIDATE | NOVALIDATE ] which_constraint
    [ using_index ] [ EXCEPTIONS INTO name ] [ CASCADE ] [ { KEEP | DROP } INDEX ]
    | { ENABLE | DISABLE } { TABLE LOCK | ALL TRIGGERS | CONTAINER_MAP | CONTAINERS_DEFAULT }
which_constraint = UNIQUE ( id,... ) | PRIMARY KEY | CONSTRAINT id
using_index = USING INDEX [ ( statement ) | index_property... | name ]

organization = ORGANIZATION HEAP | ORGANIZATION INDEX [ iot_item... ]
    | ORGANIZATION EXTERNAL external | EXTERNAL PARTITION ATTRIBUTES external
iot_item = MAPPING TABLE | NOMAPPING | PCTTHRESHOLD number | INCLUDING id | OVERFLOW | segment
    | compression
external = ( [ TYPE id ] [ external_item... ] ) [ external_limit ]
external_item = DEFAULT DIRECTORY id | ACCESS PARAMETERS { parens | USING CLOB query }
    | LOCATION ( location,... )
external_limit = REJECT LIMIT { UNLIMITED | number }
location = [ id : ] string | id

ilm = ILM { ADD POLICY ilm_policy | { DELETE | ENABLE | DISABLE } POLICY id | DELETE_ALL
    | ENABLE_ALL
    | DISABLE_ALL }
ilm_policy = { compression | inmemory | TIER TO id [ READ ONLY ] | { SET | MODIFY } inmemory
        | NO INMEMORY } [ SEGMENT | GROUP | ROW ] [ ilm_when ]
ilm_when = AFTER number { DAY | DAYS | MONTH | MONTHS | YEAR | YEARS } OF { NO ACCESS
    | NO MODIFICATION | CREATION }
    | ON id

partition_property = segment | segment_creation | compression | inmemory | column_property
    | json_storage | indexing | read_only | OVERFLOW | ilm | external_partition | NOCOMPRESS
    | ORGANIZATION EXTERNAL | parallel
external_partition = EXTERNAL [ DEFAULT DIRECTORY id ] [ ACCESS PARAMETERS parens ]
    [ LOCATION ( location,... ) ] | DEFAULT DIRECTORY id | LOCATION ( location,... )
    | ACCESS PARAMETERS parens
partition_stores = hash_store...
hash_store = store_in | OVERFLOW store_in | compression | tablespace
store_in = STORE IN ( id,... )

analyze_part = PARTITION { FOR ( expr,... ) | ( id ) } | SUBPARTITION { FOR ( expr,... ) | ( id ) }
flashback_database = [ STANDBY ] [ PLUGGABLE ] DATABASE [ id ] TO { BEFORE RESETLOGS
    | [ BEFORE ] { SCN | TIMESTAMP } expr | RESTORE POINT id }
purge = { TABLE | INDEX } name | TABLESPACE id [ USER id ] | TABLESPACE SET id | RECYCLEBIN
    | DBA_RECYCLEBIN
truncate_item = { PRESERVE | PURGE } [ { MATERIALIZED VIEW | SNAPSHOT } LOG ] | { DROP [ ALL ]
    | REUSE } STORAGE
    | CASCADE
drop_table_item = CASCADE { CONSTRAINTS | CONSTRAINT } | PURGE | FORCE | AS { string | id }
flashback_table = TO { BEFORE DROP [ RENAME TO name ] | { SCN | TIMESTAMP } expr
    | RESTORE POINT id } [ { ENABLE | DISABLE } TRIGGERS ]
analyze_item = VALIDATE REF UPDATE [ SET DANGLING TO NULL ]
    | VALIDATE STRUCTURE [ CASCADE [ FAST | COMPLETE ] ] [ OFFLINE | ONLINE ] [ INTO name ]
    | LIST CHAINED ROWS [ INTO name ]
    | DELETE [ SYSTEM ] STATISTICS
    | { COMPUTE | ESTIMATE } [ SYSTEM ] STATISTICS [ analyze_for... ] [ SAMPLE number { ROWS
    | PERCENT } ]
analyze_for = FOR TABLE | FOR ALL [ INDEXED ] COLUMNS [ SIZE number ] | FOR ALL [ LOCAL ] INDEXES
    | FOR COLUMNS [ SIZE number ] analyze_column...
analyze_column = [ , ] id [ SIZE number ]
"""
