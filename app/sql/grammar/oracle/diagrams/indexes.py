"""What indexes are made with, and what ALTER INDEX does to them."""

TEXT = """
index_property = FOR { JSON | TEXT | XML } | vector_index | segment | compression | parallel
    | index_visibility | SORT | NOSORT | REVERSE | NOREVERSE | ONLINE
    | COMPUTE STATISTICS | index_partial | INDEXING { FULL | PARTIAL } | annotations
    | DEFERRED INVALIDATION | IMMEDIATE INVALIDATION
    | index_domain | global_partitioned | local_partitioned | UNUSABLE | USABLE | ILM ilm_policy
vector_index = ORGANIZATION { INMEMORY [ NEIGHBOR ] GRAPH | [ NEIGHBOR ] PARTITIONS }
    | [ WITH ] DISTANCE [ METRIC ] word [ CUSTOM name ]
    | WITH TARGET ACCURACY number [ PERCENT ] | PARAMETERS ( vector_parameter,... )
    | DUPLICATE ALL | INCLUDE ( id,... )
vector_parameter = word... [ number | string ]
index_visibility = VISIBLE | INVISIBLE
index_partial = INDEXING { FULL | PARTIAL }
index_domain = INDEXTYPE IS name [ index_parameters... ]
    | FILTER BY name,... | ORDER BY index_order,... | index_parameters
index_parameters = PARAMETERS ( string )
index_order = name [ ASC | DESC ]
local_partitioned = LOCAL [ store_in ] [ ( index_partition,... ) ]
index_partition = PARTITION [ !index_follower id ] [ index_segment... ] [ index_subpartitions ]
index_follower = TABLESPACE | PCTFREE | INITRANS | LOGGING | NOLOGGING | STORAGE | UNUSABLE
    | COMPRESS | NOCOMPRESS
index_segment = segment | compression | UNUSABLE | USABLE | index_parameters | segment_creation
index_subpartitions = store_in | ( index_subpartition,... )
index_subpartition = SUBPARTITION [ !index_follower id ] [ index_segment... ]
global_partitioned = GLOBAL PARTITION BY RANGE ( id,... ) ( global_range,... )
    | GLOBAL PARTITION BY HASH ( id,... ) { PARTITIONS number [ store_in ]
    | ( index_partition,... ) }
    | GLOBAL
global_range = PARTITION [ !{ VALUES } id ] VALUES LESS THAN ( expr,... ) [ index_segment... ]
    | index_partition
bitmap_join = FROM from_table,... WHERE condition
from_table = name [ !{ WHERE | LOCAL | TABLESPACE } id ]

alter_index = rebuild_index | alter_index_item... | RENAME PARTITION id TO id
    | RENAME SUBPARTITION id TO id | RENAME TO name | alter_index_partition
    | { MONITORING | NOMONITORING } USAGE | UPDATE BLOCK REFERENCES
alter_index_item = segment | parallel | index_visibility | SHRINK SPACE [ CHECK
    | COMPACT ] [ CASCADE ]
    | DEALLOCATE UNUSED [ KEEP size ] | ALLOCATE EXTENT [ ( extent_item... ) ]
    | UNUSABLE [ ONLINE ] [ invalidation ]
    | ENABLE | DISABLE | COMPILE | COALESCE [ CLEANUP ] [ ONLY ] [ parallel ]
    | PARAMETERS ( string )
    | compression | REVERSE | NOREVERSE | annotations | ilm | invalidation | index_partial
invalidation = { DEFERRED | IMMEDIATE } INVALIDATION
extent_item = SIZE size | DATAFILE string | INSTANCE number
rebuild_index = REBUILD [ { PARTITION | SUBPARTITION } id ] [ rebuild_item... ]
rebuild_item = REVERSE | NOREVERSE | ONLINE | parallel | compression | segment
    | index_parameters | invalidation
    | COMPUTE STATISTICS | index_partial | UNUSABLE
alter_index_partition = MODIFY DEFAULT ATTRIBUTES [ FOR PARTITION id ] segment...
    | ADD PARTITION [ !index_follower id ] [ index_segment... ] [ parallel ]
    | MODIFY { PARTITION | SUBPARTITION } id modify_index_partition...
    | DROP PARTITION id | COALESCE PARTITION [ parallel ]
    | SPLIT PARTITION id AT ( expr,... ) [ INTO ( index_partition,... ) ] [ parallel ]
modify_index_partition = SHRINK SPACE [ CHECK | COMPACT ] [ CASCADE ] | segment | compression
    | UNUSABLE | COALESCE [ CLEANUP ] | UPDATE BLOCK REFERENCES
    | ALLOCATE EXTENT [ ( extent_item... ) ] | DEALLOCATE UNUSED [ KEEP size ] | index_parameters
drop_index_item = ONLINE | FORCE | invalidation
"""
