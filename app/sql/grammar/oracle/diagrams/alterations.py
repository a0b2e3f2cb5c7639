"""What ALTER TABLE says of a table beside its columns and constraints."""

TEXT = """
alter_table_item = REKEY [ encryption... ] | MOVE [ move_item... ] | SHRINK SPACE [ CHECK
    | COMPACT ] [ CASCADE ]
    | ALLOCATE EXTENT [ ( extent_item... ) ] | DEALLOCATE UNUSED [ KEEP size ]
    | UPGRADE [ [ NOT ] INCLUDING DATA ] [ column_property... ]
    | { ENABLE | DISABLE } { TABLE LOCK | ALL TRIGGERS | ROW MOVEMENT | CONTAINER_MAP
        | CONTAINERS_DEFAULT | CONCURRENT WRITE | LOGICAL REPLICATION [ replication_keys ] }
    | DROP UNUSED COLUMNS [ CHECKPOINT number ] | DROP COLUMNS CONTINUE [ CHECKPOINT number ]
    | ADD supplemental | DROP SUPPLEMENTAL LOG { GROUP id | DATA ( log_key,... ) COLUMNS }
    | MODIFY LOB ( name ) ( modify_lob_item... ) | MODIFY VARRAY name ( modify_lob_item... )
    | MODIFY NESTED TABLE name RETURN [ AS ] { LOCATOR | VALUE }
    | MODIFY OPAQUE TYPE id { STORE ( id,... ) } UNPACKED
    | MODIFY DEFAULT ATTRIBUTES [ FOR { PARTITION | SUBPARTITION } { FOR ( expr,... )
    | id } ] [ default_attribute... ]
    | ADD OVERFLOW [ segment... ] [ ( { PARTITION [ segment... ] },... ) ]
    | OVERFLOW [ alter_overflow... ]
    | ADD PERIOD FOR id [ ( id , id ) ] | DROP PERIOD FOR id
    | DROP ( PERIOD FOR id )
    | { MINIMIZE | NOMINIMIZE } RECORDS_PER_BLOCK | MAPPING TABLE { UPDATE BLOCK REFERENCES }
    | COALESCE | NOMAPPING | MAPPING TABLE | PCTTHRESHOLD number | INCLUDING id
    | external_item | external_limit | DEFAULT DIRECTORY id | PROJECT COLUMN { ALL | REFERENCED }
    | MODIFY CLUSTERING clustering_when... | ADD attribute_clustering | DROP CLUSTERING
    | UPDATE { GLOBAL INDEXES | INDEXES [ ( index_update,... ) ] } | INVALIDATE GLOBAL INDEXES
    | NO ROW ARCHIVAL | ADD column_property | ADD annotations | MODIFY column_property
    | ADD EXTERNAL PARTITION ATTRIBUTES external | DROP EXTERNAL PARTITION ATTRIBUTES
    | table_property | [ NOT ] FOR STAGING | NO INMEMORY | RENAME LOB ( id ) TO id
    | SET UNUSED ( id )
    | ADD VALUES ( expr,... )
replication_keys = ALL KEYS | ALLOW NOVALIDATE KEYS | [ NO ] PARTIAL { JSON | LOB }
move_item = ONLINE | segment | compression | inmemory | parallel | organization | column_property
    | INCLUDING ROWS WHERE condition | UPDATE INDEXES [ ( index_update,... ) ] | indexing
    | OVERFLOW | MAPPING TABLE
    | NOMAPPING | PCTTHRESHOLD number | INCLUDING id
modify_lob_item = lob_item | ALLOCATE EXTENT [ ( extent_item... ) ] | SHRINK SPACE [ CHECK
    | COMPACT ] [ CASCADE ]
    | DEALLOCATE UNUSED [ KEEP size ] | CACHE READS logging
default_attribute = segment | compression | inmemory | column_property | PCTTHRESHOLD number
    | OVERFLOW | LOB ( id ) ( lob_item... ) | read_only | indexing
alter_overflow = segment | ALLOCATE EXTENT [ ( extent_item... ) ] | SHRINK SPACE [ CHECK
    | COMPACT ] [ CASCADE ]
    | DEALLOCATE UNUSED [ KEEP size ]
added_column_property = lob_storage | varray | nested | xmltype | object_column
    | ( added_partition,... )
added_partition = PARTITION id [ lob_storage | varray ]
modified_column = DROP IDENTITY | [ NOT ] SUBSTITUTABLE AT ALL LEVELS [ FORCE ] | DROP DEFAULT
    | ADD annotations | VALIDATE CAST | DROP DOMAIN [ PRESERVE CONSTRAINTS ] | ADD DOMAIN name
drop_column_item = CASCADE CONSTRAINTS | INVALIDATE | CHECKPOINT number | ONLINE
drop_constraint_item = CASCADE | { KEEP | DROP } INDEX | ONLINE
enabled_constraint = using_index | EXCEPTIONS INTO name | CASCADE | { KEEP | DROP } INDEX

partition_change_item = UPDATE GLOBAL INDEXES | UPDATE INDEXES [ ( index_update,... ) ]
    | INVALIDATE GLOBAL INDEXES | parallel | ONLINE | DEPENDENT TABLES ( dependent,... )
    | { DROP [ ALL ] | REUSE } STORAGE | CASCADE | { INCLUDING | EXCLUDING } INDEXES
    | { WITH | WITHOUT } VALIDATION | EXCEPTIONS INTO name | FOR { ROWS } WHERE condition
    | INCLUDING ROWS WHERE condition | indexing | { ALLOW | DISALLOW } CLUSTERING
index_update = name [ index_kept ] [ index_segment... ] [ ( update_partition,... ) ]
index_kept = LOCAL | GLOBAL [ PARTITION BY { RANGE | HASH } ( id,... )
    [ PARTITIONS number [ store_in ] | ( global_partition,... ) ] ]
global_partition = PARTITION [ !{ VALUES } id ] [ VALUES LESS THAN ( expr,... ) ] [ segment... ]
update_partition = [ PARTITION | SUBPARTITION ] !{ PARTITION } [ id ] [ index_segment... ]
dependent = name ( { partition_named,... } )
partition_named = PARTITION [ id ] [ partition_property... ]
modify_partition_head = DROP SUBPARTITION id | COALESCE SUBPARTITION [ id ] | { ADD
    | DROP } VALUES ( expr,... )
    | REBUILD UNUSABLE LOCAL INDEXES | UNUSABLE LOCAL INDEXES
    | MAPPING TABLE UPDATE BLOCK REFERENCES
modify_partition_item = partition_property | REBUILD UNUSABLE LOCAL INDEXES | UNUSABLE LOCAL INDEXES
    | SHRINK SPACE [ CHECK | COMPACT ] [ CASCADE ] | ALLOCATE EXTENT [ ( extent_item... ) ]
    | DEALLOCATE UNUSED [ KEEP size ] | LOB name ( modify_lob_item... )
    | LOB ( id ) ( modify_lob_item... )
    | VARRAY name ( modify_lob_item... ) | COALESCE | NO INMEMORY
move_partition_item = partition_property | MAPPING TABLE | ONLINE | INCLUDING ROWS WHERE condition
set_partitioning = INTERVAL ( [ expr ] ) | STORE IN ( id,... ) | PARTITIONING { MANUAL
    | AUTOMATIC } [ STORE IN ( id,... ) ]
"""
