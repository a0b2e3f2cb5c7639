"""Views and materialized views."""

TEXT = """
view_head = FORCE | NO FORCE | NOFORCE | EDITIONABLE EDITIONING | EDITIONABLE | EDITIONING
    | NONEDITIONABLE
    | JSON [ RELATIONAL ] DUALITY | JSON COLLECTION
view_kind = sharing
    | OF XMLTYPE [ xml_schema ] [ WITH OBJECT { IDENTIFIER | ID | OID } { DEFAULT | ( expr,... ) } ]
    | OF type { WITH OBJECT { IDENTIFIER | ID | OID } { DEFAULT | ( id,... ) } | UNDER name }
    | DEFAULT COLLATION word | BEQUEATH { CURRENT_USER | DEFINER } | annotations
    | { ENABLE | DISABLE } LOGICAL REPLICATION
view_property = sharing | { ENABLE | DISABLE } LOGICAL REPLICATION
    | DEFAULT COLLATION word | BEQUEATH { CURRENT_USER | DEFINER } | annotations
    | WITH OBJECT { IDENTIFIER | ID | OID } { DEFAULT | ( id,... ) }
view_tail = WITH { READ ONLY | CHECK OPTION } [ CONSTRAINT id ] | CONTAINER_MAP | CONTAINERS_DEFAULT
alter_view_item = COMPILE | { EDITIONABLE | NONEDITIONABLE } | READ { ONLY | WRITE }
    | MODIFY CONSTRAINT id { RELY | NORELY } | DROP { CONSTRAINT id | PRIMARY KEY
    | UNIQUE ( id,... ) }
    | annotations | ENABLE LOGICAL REPLICATION | DISABLE LOGICAL REPLICATION

materialized_item = ON PREBUILT TABLE [ { WITH | WITHOUT } REDUCED PRECISION ]
    | refresh | BUILD { IMMEDIATE | DEFERRED } | USING INDEX [ segment... ] | USING NO INDEX
    | { ENABLE | DISABLE } QUERY REWRITE [ unusable... ] | evaluation_edition
    | { ENABLE | DISABLE } ON QUERY COMPUTATION | FOR UPDATE | { ENABLE
    | DISABLE } CONCURRENT REFRESH
    | SCOPE FOR ( name ) IS name | table_property
refresh = NEVER REFRESH | REFRESH refresh_item...
refresh_item = FAST ON { COMMIT | STATEMENT } | FAST | COMPLETE | FORCE | ON { DEMAND | COMMIT
    | STATEMENT }
    | START WITH expr | NEXT expr | WITH { PRIMARY KEY | ROWID }
    | USING [ { DEFAULT [ MASTER | LOCAL ] ROLLBACK SEGMENT | [ MASTER
    | LOCAL ] ROLLBACK SEGMENT id }
        | { ENFORCED | TRUSTED } CONSTRAINTS ]
    | USING DEFAULT { MASTER | LOCAL } ROLLBACK SEGMENT
    | { ENABLE | DISABLE } CONCURRENT REFRESH
view_log_item = segment | cache | parallel | logging | table_compression | log_with
    | log_values | log_purge
    | FOR { SYNCHRONOUS REFRESH USING id | FAST REFRESH } | SHARING = { METADATA | NONE }
table_compression = compression
log_with = WITH [ log_what,... ] [ log_values ]
log_what = OBJECT ID [ ( id,... ) ] | PRIMARY KEY [ ( id,... ) ] | ROWID [ ( id,... ) ]
    | SEQUENCE [ ( id,... ) ] | COMMIT SCN
    | ( id,... )
log_values = { INCLUDING | EXCLUDING } NEW VALUES | ( id,... ) [ { INCLUDING
    | EXCLUDING } NEW VALUES ]
log_purge = PURGE { IMMEDIATE [ SYNCHRONOUS | ASYNCHRONOUS ]
    | START WITH expr [ repeat_interval ] | repeat_interval }
repeat_interval = NEXT expr | REPEAT INTERVAL expr [ DAY | HOUR | MINUTE | SECOND ]
zonemap_item = segment | cache | SCALE number | refresh | { ENABLE | DISABLE } PRUNING
    | zonemap_refresh
zonemap_refresh = REFRESH zonemap_when...
zonemap_when = FAST | COMPLETE | FORCE | ON { DEMAND | COMMIT | LOAD [ DATA MOVEMENT ]
    | DATA MOVEMENT }
alter_zonemap_item = segment | cache | refresh | { ENABLE | DISABLE } PRUNING | COMPILE
    | REBUILD | UNUSABLE
    | zonemap_refresh
alter_materialized_item = refresh | { ENABLE | DISABLE } QUERY REWRITE [ unusable... ] | COMPILE
    | CONSIDER FRESH | evaluation_edition | { ENABLE | DISABLE } ON QUERY COMPUTATION
    | MODIFY LOB ( name ) ( modify_lob_item... ) | USING INDEX [ segment... ] | alter_overflow
    | MODIFY SCOPE FOR ( name ) IS name | lob_storage | parallel | logging | cache
    | compression | inmemory
    | { ENABLE | DISABLE } CONCURRENT REFRESH | table_property
alter_view_log_item = ADD [ log_what,... ] [ log_values ] | segment | parallel | logging
    | cache | alter_overflow
    | MOVE [ segment... ] [ parallel ] | log_purge | FOR { SYNCHRONOUS REFRESH USING id
    | FAST REFRESH }
    | PURGE log_purge
drop_materialized_view = PRESERVE TABLE
drop_view_item = CASCADE { CONSTRAINTS | CONSTRAINT }
"""
