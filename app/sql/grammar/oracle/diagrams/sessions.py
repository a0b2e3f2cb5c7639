"""Sessions, the instance, auditing: what a server is told beside definitions."""

TEXT = """
alter_session = SET session_setting... | ADVISE { COMMIT | ROLLBACK | NOTHING }
    | CLOSE DATABASE LINK name
    | { ENABLE | DISABLE } { COMMIT IN PROCEDURE | GUARD | SHARD DDL | SHARD OPERATIONS }
    | { ENABLE | DISABLE | FORCE } PARALLEL { DML | DDL | QUERY } [ PARALLEL number ]
    | ENABLE RESUMABLE [ TIMEOUT number ] [ NAME string ] | DISABLE RESUMABLE | SYNC WITH PRIMARY
session_setting = ISOLATION_LEVEL = { SERIALIZABLE | READ COMMITTED } | EDITION = id
    | CONTAINER = value [ SERVICE = value ] | ROW ARCHIVAL VISIBILITY = { ACTIVE | ALL }
    | DEFAULT_COLLATION = word | USE_PRIVATE_OUTLINES = value | CONSTRAINT [ = ] { IMMEDIATE
    | DEFERRED | DEFAULT }
    | CONSTRAINTS [ = ] { IMMEDIATE | DEFERRED | DEFAULT } | EVENTS [ = ] string | setting
setting = setting_name = setting_value | setting_name setting_value
setting_name = word . word | string | word
setting_value = value_item,...
value_item = simple_value | expr
simple_value = value [ . value ] !{ + | - | * | / | ( }

alter_system = SET system_setting... | RESET system_reset... | ARCHIVE LOG archive_log
    | CHECKPOINT [ GLOBAL | LOCAL ]
    | CHECK DATAFILES [ GLOBAL | LOCAL ] | SWITCH LOGFILE | SUSPEND | RESUME
    | QUIESCE RESTRICTED | UNQUIESCE
    | FLUSH { SHARED_POOL | GLOBAL CONTEXT | BUFFER_CACHE [ GLOBAL | LOCAL ]
    | FLASH_CACHE [ GLOBAL | LOCAL ] | REDO TO value [ [ NO ] CONFIRM APPLY ]
    | PASSWORDFILE_METADATA_CACHE }
    | KILL SESSION string [ kill_item... ] | DISCONNECT SESSION string [ kill_item... ]
    | CANCEL SQL string
    | { ENABLE | DISABLE } { DISTRIBUTED RECOVERY | RESTRICTED SESSION }
    | SHUTDOWN [ IMMEDIATE ] string | REGISTER
    | { START | STOP } ROLLING rest | { START | STOP } ROLLING { MIGRATION | PATCH }
    | RELOCATE CLIENT string | DUMP rest
    | ADMINISTER rest | { ENABLE | DISABLE } RESTRICTED SESSION
kill_item = IMMEDIATE | NOREPLAY | FORCE | POST_TRANSACTION | TIMEOUT number
system_setting = system_encryption | EVENTS string | USE_STORED_OUTLINES = value [ NOOVERRIDE ]
    | GLOBAL_TOPIC_ENABLED = { TRUE | FALSE } | setting_name [ = ] setting_value [ system_item... ]
system_encryption = [ ENCRYPTION ] { KEY | WALLET } system_wallet
system_wallet = { OPEN | CLOSE } [ IDENTIFIED BY password ]
    | IDENTIFIED BY password [ MIGRATE USING password ]
system_item = COMMENT [ = ] string | DEFERRED | SCOPE [ = ] { MEMORY | SPFILE | BOTH }
    | SID [ = ] string | CONTAINER [ = ] { ALL | CURRENT }
system_reset = setting_name [ reset_item... ]
reset_item = SCOPE [ = ] { MEMORY | SPFILE | BOTH } | SID [ = ] string
archive_log = [ INSTANCE string ] [ THREAD number ] { SEQUENCE number | CHANGE number
    | CURRENT [ NOSWITCH ]
        | GROUP number | LOGFILE string [ USING BACKUP CONTROLFILE ] | NEXT | ALL | START
    | STOP } [ TO string ] | CURRENT

audit = POLICY id [ policy_whom... ]
    | CONTEXT NAMESPACE id ATTRIBUTES id,... [ context_more... ] [ BY id,... ]
    | audited_whole,... ON audited_on [ audit_how... ] | audited_whole,... [ audit_how... ]
audited_whole = ALL [ PRIVILEGES | STATEMENTS ] !audit_follower | audit_word... [ ( id,... ) ]
audit_follower = !{ ON | BY | IN | WHENEVER | CONTAINER } audit_word | (
context_more = , CONTEXT NAMESPACE id ATTRIBUTES id,...
audited_on = DEFAULT | DIRECTORY id | MINING MODEL name | SQL TRANSLATION PROFILE name
    | JAVA { SOURCE | RESOURCE } name | name
audit_how = BY { SESSION | ACCESS } | BY audited_user,... | IN SESSION CURRENT
    | WHENEVER [ NOT ] SUCCESSFUL | CONTAINER = { CURRENT | ALL }
audited_user = id
policy_whom = BY USERS WITH GRANTED ROLES role,... | BY id,... | EXCEPT id,...
    | WHENEVER [ NOT ] SUCCESSFUL

associate = COLUMNS name,... associated | { FUNCTIONS | PACKAGES | TYPES | INDEXES
    | INDEXTYPES } name,... associated
    | { FUNCTIONS | PACKAGES | TYPES | INDEXES | INDEXTYPES } name,... associated_default
associated = USING { NULL | name } [ storage_managed ]
associated_default = associated_cost [ , associated_cost ] [ storage_managed ] | USING { NULL
    | name } [ , associated_cost ]... [ storage_managed ]
associated_cost = DEFAULT COST ( number , number , number ) | DEFAULT SELECTIVITY number
storage_managed = WITH { SYSTEM | USER } MANAGED STORAGE TABLES
disassociate = { COLUMNS | FUNCTIONS | PACKAGES | TYPES | INDEXES | INDEXTYPES } name,... [ FORCE ]

user_option = identified | DEFAULT TABLESPACE id | [ LOCAL ] TEMPORARY TABLESPACE { SET id
    | id } | QUOTA { UNLIMITED | size } ON id
    | PROFILE word | PASSWORD EXPIRE | ACCOUNT { LOCK | UNLOCK }
    | ENABLE EDITIONS [ FOR id,... ] [ FORCE ] | container
    | DEFAULT COLLATION word | { ENABLE | DISABLE } DICTIONARY PROTECTION | READ ONLY
    | READ WRITE | HTTP [ DIGEST ] { ENABLE | DISABLE }
    | EXPIRE PASSWORD ROLLOVER PERIOD | NO AUTHENTICATION | DEFAULT ROLE default_roles
    | SET CONTAINER_DATA = container_data | ADD CONTAINER_DATA = container_data
    | REMOVE CONTAINER_DATA = container_data | { GRANT | REVOKE } CONNECT THROUGH through...
    | AND FACTOR string AS string | ADD FACTOR string AS string
container_data = { ALL | DEFAULT | ( value,... ) } [ FOR name ]
default_roles = NONE | ALL [ EXCEPT role,... ] | role,...
identified = IDENTIFIED BY VALUES string | IDENTIFIED BY password [ HTTP [ DIGEST ] { ENABLE
    | DISABLE } ] [ REPLACE password ] | IDENTIFIED { EXTERNALLY | GLOBALLY } [ AS { string
    | word } ]
    | NOT IDENTIFIED | IDENTIFIED USING name
through = ENTERPRISE USERS | WITH { ROLE { ALL EXCEPT role,... | role,... } | NO ROLES }
    | AUTHENTICATION REQUIRED | AUTHENTICATED USING { PASSWORD | CERTIFICATE
    | DISTINGUISHED NAME } | id
role_option = identified | container | SHARING = { METADATA | NONE }
drop_user_item = CASCADE
grant_option = WITH { ADMIN | DELEGATE | GRANT | HIERARCHY } OPTION | container
    | IDENTIFIED BY password,...
revoke_option = CASCADE CONSTRAINTS | FORCE | container
granted_object = DIRECTORY id | EDITION id | JAVA { SOURCE | RESOURCE } name
    | MINING MODEL name | SQL TRANSLATION PROFILE name
    | SCHEMA id | USER id,... | PROPERTY GRAPH name | MLE MODULE name | DOMAIN name
"""
