"""Everything that is defined beside tables, indexes and views: `kind` objects with their clauses.

A diagram `create_…`, `alter_…` or `drop_…` is what stands behind the object's name, clause by
clause.
"""

TEXT = """
sequence_option = INCREMENT BY number | START WITH number | RESTART [ START WITH number ]
    | MAXVALUE number | NOMAXVALUE
    | MINVALUE number | NOMINVALUE | CYCLE | NOCYCLE | CACHE number | NOCACHE | ORDER | NOORDER
    | KEEP | NOKEEP | SESSION | GLOBAL | SCALE [ EXTEND | NOEXTEND ] | NOSCALE
    | SHARD [ EXTEND | NOEXTEND ] | NOSHARD | sharing
sharing = SHARING = { METADATA | DATA | EXTENDED DATA | NONE }
create_sequence = sequence_option
alter_sequence = !{ START } sequence_option

create_synonym = sharing | FOR name
alter_synonym = EDITIONABLE | NONEDITIONABLE | COMPILE
drop_synonym = FORCE

create_database_link = CONNECT TO { CURRENT_USER | name IDENTIFIED { BY VALUES string
    | BY password } [ link_authentication ] }
    | CONNECT WITH id | link_authentication | USING string
link_authentication = AUTHENTICATED BY name IDENTIFIED { BY VALUES string | BY password }
alter_database_link = CONNECT TO name IDENTIFIED { BY VALUES string
    | BY password } [ link_authentication ] | link_authentication

create_directory = sharing | AS string
create_context = USING name | SHARING = { METADATA | NONE } | INITIALIZED { EXTERNALLY
    | GLOBALLY } | ACCESSED GLOBALLY
create_library = sharing | { AS | IS } string [ AGENT string ] [ IN id ] | { AS | IS } string IN id
    | AGENT string | CREDENTIAL name
alter_library = COMPILE [ DEBUG ] [ compile_parameter... ] [ REUSE SETTINGS ] | EDITIONABLE
    | NONEDITIONABLE
compile_parameter = id = value
create_edition = AS CHILD OF id
drop_edition = CASCADE
create_cluster = ( cluster_column,... ) | ( cluster_column,... ) | SIZE size
    | [ SINGLE TABLE ] HASHKEYS number [ HASH IS expr ]
    | HASH IS expr | INDEX | segment | parallel | cache | dependencies | sharing | SORT
    | SINGLE TABLE
cluster_column = id type [ COLLATE word ] [ SORT ]
alter_cluster = segment | SIZE size
    | MODIFY PARTITION id [ ALLOCATE EXTENT [ ( extent_item... ) ] ]
    | ALLOCATE EXTENT [ ( extent_item... ) ]
    | DEALLOCATE UNUSED [ KEEP size ] | cache | parallel
drop_cluster = INCLUDING TABLES [ CASCADE CONSTRAINTS ]

create_outline = FOR CATEGORY id | FROM [ PUBLIC | PRIVATE ] id | ON statement
alter_outline = REBUILD | RENAME TO id | CHANGE CATEGORY TO id | ENABLE | DISABLE
create_dimension = LEVEL id IS { name | ( name,... ) } [ SKIP WHEN NULL ]
    | HIERARCHY id ( id hierarchy_level... [ hierarchy_join... ] )
    | ATTRIBUTE id LEVEL id DETERMINES { name | ( name,... ) }
    | ATTRIBUTE id DETERMINES { name | ( name,... ) } | ATTRIBUTE id attribute_level...
attribute_level = LEVEL id DETERMINES { name | ( name,... ) }
hierarchy_level = CHILD OF id
hierarchy_join = JOIN KEY { name | ( name,... ) } REFERENCES id
alter_dimension = ADD create_dimension | DROP { LEVEL id [ RESTRICT | CASCADE ] | HIERARCHY id
    | ATTRIBUTE id [ LEVEL id [ COLUMN name,... ] ] } | COMPILE
create_operator = BINDING operator_binding,... | sharing
operator_binding = ( type,... ) RETURN type [ operator_implementation... ] USING name
operator_implementation = ANCILLARY TO operator_primary,...
    | WITH INDEX CONTEXT , SCAN CONTEXT name [ COMPUTE ANCILLARY DATA ] [ WITH COLUMN CONTEXT ]
    | WITH COLUMN CONTEXT | COMPUTE ANCILLARY DATA
operator_primary = name ( type,... )
alter_operator = ADD BINDING operator_binding | DROP BINDING ( type,... ) [ FORCE ] | COMPILE
drop_operator = FORCE
create_indextype = FOR indextype_operator,... | USING name [ array_dml ] | array_dml | sharing
    | WITH [ LOCAL ] RANGE PARTITION | WITH SYSTEM MANAGED STORAGE TABLES
    | WITH LOCAL PARTITION | WITH REBUILD ONLINE
indextype_operator = name ( [ type,... ] )
array_dml = [ WITH | WITHOUT ] ARRAY DML [ ( array_type,... ) ]
array_type = ( type [ , name ] ) | type [ , name ]
alter_indextype = { ADD | DROP } indextype_operator | USING name [ array_dml ] | COMPILE
    | WITH [ LOCAL ] RANGE PARTITION | WITH SYSTEM MANAGED STORAGE TABLES | , { ADD
    | DROP } indextype_operator
drop_indextype = FORCE
create_java = sharing | AUTHID { CURRENT_USER | DEFINER } | RESOLVER ( rest )
    | AS rest | USING { BFILE ( id , string ) | { CLOB | BLOB | BFILE } query
    | string } | rest
alter_java = RESOLVER ( rest ) | { COMPILE | RESOLVE } | AUTHID { CURRENT_USER | DEFINER }

create_profile = LIMIT limit... | MANDATORY LIMIT limit... | MANDATORY | container
alter_profile = LIMIT limit... | container | MANDATORY
limit = limit_name { UNLIMITED | DEFAULT | NULL | expr [ K | M | G ] }
limit_name = SESSIONS_PER_USER | CPU_PER_SESSION | CPU_PER_CALL | CONNECT_TIME | IDLE_TIME
    | LOGICAL_READS_PER_SESSION
    | LOGICAL_READS_PER_CALL | COMPOSITE_LIMIT | PRIVATE_SGA | FAILED_LOGIN_ATTEMPTS
    | PASSWORD_LIFE_TIME
    | PASSWORD_REUSE_TIME | PASSWORD_REUSE_MAX | PASSWORD_LOCK_TIME | PASSWORD_GRACE_TIME
    | INACTIVE_ACCOUNT_TIME | PASSWORD_VERIFY_FUNCTION | PASSWORD_ROLLOVER_TIME
drop_profile = CASCADE [ CONSTRAINTS ]
container = CONTAINER = { ALL | CURRENT | ( id,... ) }

create_restore_point = CLEAN | FOR PLUGGABLE DATABASE id | AS OF { TIMESTAMP | SCN } expr
    | PRESERVE | GUARANTEE FLASHBACK DATABASE
drop_restore_point = FOR PLUGGABLE DATABASE id
create_rollback_segment = TABLESPACE id | storage
alter_rollback_segment = ONLINE | OFFLINE | storage | SHRINK [ TO size ]
create_flashback_archive = TABLESPACE id | QUOTA size | [ NO ] OPTIMIZE DATA
    | RETENTION number { YEAR | MONTH | DAY }
alter_flashback_archive = SET DEFAULT | { ADD | MODIFY } TABLESPACE id [ QUOTA size ]
    | REMOVE TABLESPACE id | MODIFY RETENTION number { YEAR | MONTH | DAY }
    | PURGE { ALL | BEFORE { SCN | TIMESTAMP } expr } | [ NO ] OPTIMIZE DATA
create_join_group = ( joined,... )
joined = name [ ( id ) ]
alter_join_group = { ADD | REMOVE } ( joined,... )
create_audit_policy = PRIVILEGES audited,... | ACTIONS COMPONENT = audit_component
    | ACTIONS audit_action,... | ROLES role,...
    | WHEN string EVALUATE PER { STATEMENT | SESSION | INSTANCE } | ONLY TOPLEVEL | container
alter_audit_policy = { ADD | DROP } create_audit_policy | CONDITION { DROP
    | string EVALUATE PER { STATEMENT | SESSION | INSTANCE } }
    | { ADD | DROP } ONLY TOPLEVEL | create_audit_policy
audit_component = { DATAPUMP | DIRECT_LOAD | OLS | XS | DV | PROTOCOL } audit_component_action,...
audit_component_action = audit_word... [ ON name ]
audited = audit_word...
audit_action = audit_word... [ ( id,... ) ] [ ON { DIRECTORY id | MINING MODEL name | name } ]
role = !{ ALL | NONE | EXCEPT | ACTIONS | PRIVILEGES | WHEN } word
audit_word = !{ ON | PRIVILEGES | ACTIONS | ROLES | WHEN | ONLY | CONTAINER | BY | WHENEVER
    | IN } word
create_domain = AS ENUM ( enumerated,... ) | AS type [ STRICT ] [ COLLATE word ] | STRICT
    | ( id,... ) | VALIDATE [ CAST ] [ USING ] string
    | domain_item | DISPLAY expr | ORDER expr | AS ( domain_column,... )
    | CHOOSE DOMAIN USING ( domain_column,... ) FROM expr
domain_item = [ CONSTRAINT [ !{ CHECK } id ] ] CHECK ( condition ) [ constraint_option... ]
    | [ CONSTRAINT id ] NOT NULL [ constraint_option... ] | NULL
    | DEFAULT [ ON NULL [ FOR INSERT { ONLY | AND UPDATE } ] ] expr | annotations
domain_column = id { AS type | type } [ STRICT ] [ COLLATE word ] [ domain_item... ]
enumerated = id [ = id ]... [ = expr ]
create_assertion = CHECK ( asserted ) | constraint_option
asserted = ALL ( query ) id SATISFY ( condition ) | condition
alter_assertion = constraint_option | RENAME TO id
alter_domain = ADD { DISPLAY expr | ORDER expr | DEFAULT expr } | MODIFY { DISPLAY expr
    | ORDER expr | DEFAULT expr }
    | DROP { DISPLAY | ORDER | DEFAULT } | annotations
drop_domain = FORCE [ PRESERVE ] | PRESERVE
create_mle_module = LANGUAGE JAVASCRIPT | VERSION string | rest
create_mle_env = IMPORTS ( mle_import,... ) | LANGUAGE OPTIONS string | PURE | CLONE name
mle_import = string MODULE name
alter_mle_module = SET METADATA USING rest
alter_mle_env = rest
create_schema = rest
create_sql_macro = rest
create_lockdown_profile = FROM id | INCLUDING id
alter_lockdown_profile = { DISABLE | ENABLE } { STATEMENT | OPTION | FEATURE } rest
    | USERS = { ALL | COMMON | LOCAL }
create_credential = rest
create_true_cache = rest
drop_type = FORCE | VALIDATE
drop_directory = FORCE
drop_user = CASCADE
drop_tablespace = INCLUDING CONTENTS [ { AND | KEEP } DATAFILES ] [ CASCADE CONSTRAINTS ]
    | { DROP | KEEP } QUOTA | CASCADE CONSTRAINTS
    | INCLUDING DATAFILES AND CONTENTS
drop_database = INCLUDING BACKUPS | NOPROMPT
drop_pluggable_database = { KEEP | INCLUDING } DATAFILES | FORCE
drop_pmem_filestore = FORCE INCLUDING CONTENTS | { INCLUDING | EXCLUDING } CONTENTS
drop_diskgroup = FORCE INCLUDING CONTENTS | { INCLUDING | EXCLUDING } CONTENTS
"""
