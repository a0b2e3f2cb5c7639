"""Tablespaces, data files, databases and what a database is made and altered with."""

TEXT = """
create_tablespace = { DATAFILE | TEMPFILE } file_spec,... | MINIMUM EXTENT size
    | BLOCKSIZE size | logging | FORCE LOGGING
    | ENCRYPTION [ tablespace_encryption ] | DEFAULT [ tablespace_default... ] | ONLINE
    | OFFLINE | tablespace_extents
    | SEGMENT SPACE MANAGEMENT { AUTO | MANUAL } | FLASHBACK { ON | OFF }
    | RETENTION { GUARANTEE | NOGUARANTEE }
    | TABLESPACE GROUP { id | string } | ENCRYPT | storage | compression
    | LOST WRITE PROTECTION | IN SHARDSPACE id
    | USING TEMPLATE ( rest ) | FOR { ALL | LEAF } | PERMANENT | TEMPORARY
    | FILESYSTEM_LIKE_LOGGING | inmemory
tablespace_encryption = USING string [ MODE string ] [ ENCRYPT | DECRYPT ] | ENCRYPT | DECRYPT
tablespace_default = compression | inmemory | storage | INDEX compression | ilm
    | TABLE compression | ENCRYPT | INDEX COMPRESS ADVANCED { LOW | HIGH }
tablespace_extents = EXTENT MANAGEMENT { DICTIONARY | LOCAL [ AUTOALLOCATE
    | UNIFORM [ SIZE size ] ] }
file_spec = [ string ] file_item... | string | ( string,... ) [ file_item... ]
file_item = SIZE size | BLOCKSIZE size | REUSE | autoextend
autoextend = AUTOEXTEND { OFF | ON [ NEXT size ] [ MAXSIZE { UNLIMITED | size } ] }
file_or_number = string | number

alter_tablespace = ADD { DATAFILE | TEMPFILE } [ file_spec,... ] | { DROP | SHRINK } { DATAFILE
    | TEMPFILE } file_or_number [ KEEP size ]
    | RENAME DATAFILE string,... TO string,... | RENAME TO id | { DATAFILE
    | TEMPFILE } { ONLINE | OFFLINE }
    | ONLINE | OFFLINE [ NORMAL | TEMPORARY | IMMEDIATE ] | READ ONLY | READ WRITE | PERMANENT
    | TEMPORARY
    | { BEGIN | END } BACKUP | logging | [ NO ] FORCE LOGGING | TABLESPACE GROUP { id
    | string } | autoextend
    | FLASHBACK { ON | OFF } | RETENTION { GUARANTEE | NOGUARANTEE } | RESIZE size | COALESCE
    | SHRINK SPACE [ KEEP size ]
    | DEFAULT [ tablespace_default... ] | MINIMUM EXTENT size
    | ENCRYPTION [ tablespace_alter_encryption... ]
    | { ENABLE | SUSPEND | REMOVE } LOST WRITE PROTECTION | SET ENCRYPTION rest | storage | ilm
    | compression
tablespace_alter_encryption = ONLINE | OFFLINE | USING string | ENCRYPT | DECRYPT | REKEY
    | FINISH [ ENCRYPT | REKEY | DECRYPT ]
    | FILE_NAME_CONVERT = ( string,... ) [ KEEP ] | MODE string

create_database = USER { SYS | SYSTEM } IDENTIFIED BY password | CONTROLFILE REUSE
    | MAXDATAFILES number | MAXINSTANCES number
    | CHARACTER SET word | NATIONAL CHARACTER SET word | SET DEFAULT { BIGFILE
    | SMALLFILE } TABLESPACE
    | LOGFILE log_group,... | MAXLOGFILES number | MAXLOGMEMBERS number | MAXLOGHISTORY number
    | ARCHIVELOG | NOARCHIVELOG
    | FORCE LOGGING | SET STANDBY NOLOGGING FOR { DATA AVAILABILITY | LOAD PERFORMANCE }
    | EXTENT MANAGEMENT LOCAL
    | DATAFILE file_spec,... | SYSAUX DATAFILE file_spec,...
    | DEFAULT TABLESPACE id [ DATAFILE file_spec,... ] [ tablespace_extents ]
    | [ BIGFILE | SMALLFILE ] DEFAULT [ LOCAL ] TEMPORARY TABLESPACE [ FOR { ALL
    | LEAF } ] id [ TEMPFILE file_spec,... ] [ tablespace_extents ]
    | [ BIGFILE | SMALLFILE ] UNDO TABLESPACE id [ DATAFILE file_spec,... ] | SET TIME_ZONE = string
    | [ BIGFILE | SMALLFILE ] USER_DATA TABLESPACE id [ DATAFILE file_spec,... ]
    | ENABLE PLUGGABLE DATABASE [ seed... ]
    | SEED seed... | LOCAL UNDO { ON | OFF } | USING MIRROR COPY id
seed = SEED | FILE_NAME_CONVERT = { NONE | ( string,... ) } | { SYSTEM
    | SYSAUX } DATAFILES { file_item }...
    | LOCAL UNDO { ON | OFF }
log_group = [ GROUP number ] { ( string,... ) | string } [ file_item... ]
    | GROUP number [ file_item... ]
create_controlfile = REUSE | SET | DATABASE id | LOGFILE log_group,... | RESETLOGS
    | NORESETLOGS | DATAFILE file_spec,...
    | MAXLOGFILES number | MAXLOGMEMBERS number | MAXLOGHISTORY number | MAXDATAFILES number
    | MAXINSTANCES number
    | ARCHIVELOG | NOARCHIVELOG | FORCE LOGGING | CHARACTER SET word | STANDBY LOGFILE log_group,...
create_pfile = [ = string ] FROM { SPFILE [ = string ] | MEMORY }
create_spfile = [ = string ] FROM { PFILE [ = string ] [ AS COPY ] | MEMORY }

create_pluggable_database = ADMIN USER name IDENTIFIED BY password | ROLES = ( id,... )
    | FROM pdb_source [ @ word ] | parallel
    | DEFAULT TABLESPACE id [ DATAFILE file_spec,... ] | FILE_NAME_CONVERT = { NONE
    | ( string,... ) }
    | SERVICE_NAME_CONVERT = { NONE | ( string,... ) } | PATH_PREFIX = { NONE | string | id }
    | STORAGE { UNLIMITED | pdb_storage }
    | TEMPFILE REUSE | USER_TABLESPACES = { NONE | ALL [ EXCEPT ( string,... ) ]
    | ( string,... ) } [ SNAPSHOT COPY | NO DATA | COPY | MOVE | NOCOPY ]
    | STANDBYS = { NONE | ALL [ EXCEPT ( id,... ) ] | ( id,... ) } | LOGGING | NOLOGGING
    | CREATE_FILE_DEST = { NONE | string | id }
    | SNAPSHOT COPY | COPY | MOVE | NOCOPY | USING { string | SNAPSHOT { id | string } }
    | SOURCE_FILE_NAME_CONVERT = { NONE | ( string,... ) }
    | SOURCE_FILE_DIRECTORY = { NONE | string } | AS CLONE | AS { APPLICATION CONTAINER | SEED
    | PROXY } | NO DATA | SEED
    | HOST = { id | string } | PORT = number | RELOCATE [ AVAILABILITY { MAX | NORMAL
    | HIGH } ] | REFRESH MODE { NONE | MANUAL | EVERY number { HOURS | MINUTES } }
    | SNAPSHOT MODE { NONE | MANUAL | EVERY number { HOURS | MINUTES } }
    | KEYSTORE { IDENTIFIED BY password | EXTERNAL STORE } | INCLUDING SHARED KEY
    | USING { MIRROR COPY | SNAPSHOT } { id | string } | DATAFILE COPY
    | CONTAINER_MAP UPDATE rest | DECRYPT USING string | TYPE id
pdb_source = NON$CDB | id
pdb_storage = ( { MAXSIZE | MAX_SHARED_TEMP_SIZE | MAX_AUDIT_SIZE | MAX_DIAG_SIZE } { UNLIMITED
    | size } ) | ( pdb_limit... )
pdb_limit = { MAXSIZE | MAX_SHARED_TEMP_SIZE | MAX_AUDIT_SIZE | MAX_DIAG_SIZE } { UNLIMITED | size }
alter_pluggable_database = pdb_action
pdb_action = ALL EXCEPT id,... | ALL | { CLOSE | OPEN } [ pdb_open... ]
    | UNPLUG INTO string [ ENCRYPT USING password ]
    | SAVE STATE [ instances ]
    | DISCARD STATE [ instances ]
    | DEFAULT { [ LOCAL ] TEMPORARY TABLESPACE id | TABLESPACE id | EDITION = id }
    | SET DEFAULT { BIGFILE | SMALLFILE } TABLESPACE
    | RENAME GLOBAL_NAME TO value | SET CONTAINERS rest | STORAGE { UNLIMITED | pdb_storage }
    | [ NO ] FORCE LOGGING | [ NO ] FORCE NOLOGGING
    | LOGGING | NOLOGGING | { ENABLE | DISABLE } RECOVERY | { ENABLE
    | DISABLE } RESTRICTED SESSION | SET TIME_ZONE = string
    | REFRESH [ MODE { NONE | MANUAL | EVERY number { HOURS | MINUTES } } | SWITCHOVER ]
    | { ADD | DROP } SUPPLEMENTAL LOG rest
    | DATAFILE datafile_which datafile_action... | { BEGIN | END } BACKUP | recover
    | SNAPSHOT [ MODE { NONE | MANUAL | EVERY number [ HOURS | MINUTES ] } | id [ CONSISTENT ] ]
    | SET id = value
    | DROP SNAPSHOT id | MATERIALIZE | CONTAINERS rest | APPLICATION rest | PRIORITY number
    | { ENABLE | DISABLE } { BACKUP | LOST WRITE PROTECTION }
    | PREPARE MIRROR COPY id rest | DROP MIRROR COPY id | FROM id REFRESH rest | RESIZE rest
    | MIGRATE rest | HOST = string | PORT = number | FLASHBACK { ON | OFF }
pdb_open = READ { WRITE | ONLY } | RESTRICTED | UPGRADE | FORCE | RESETLOGS | IMMEDIATE | ABORT
    | instances | SERVICES = { ALL [ EXCEPT ( string,... ) ] | NONE | ( string,... ) }
    | RELOCATE [ TO string ] | NORELOCATE | NORMAL
instances = INSTANCES = { ALL [ EXCEPT ( string,... ) ] | NONE | ( string,... ) }
datafile_which = { string | number },... | ALL

alter_database = startup | recover | file_action | log_action | control_action
    | standby_action | default_action | instance_action
    | security_action | lost_write | { BEGIN | END } BACKUP | PREPARE MIRROR COPY id rest
    | DROP MIRROR COPY id | CONVERT TO { PHYSICAL | SNAPSHOT } STANDBY | ACTIVATE rest
    | ENCRYPTION rest | DICTIONARY rest | CHARACTER SET [ INTERNAL_USE ] word
    | NATIONAL CHARACTER SET [ INTERNAL_USE ] word | pdb_action
startup = MOUNT [ { STANDBY | CLONE } DATABASE ] | OPEN READ ONLY
    | OPEN [ READ WRITE ] [ RESETLOGS | NORESETLOGS ] [ UPGRADE | DOWNGRADE ]
    | { OPEN | CLOSE } [ IMMEDIATE | NORMAL | ABORT ] | DISMOUNT
file_action = CREATE DATAFILE file_or_number,... [ AS { NEW | file_spec,... } ]
    | { DATAFILE | TEMPFILE } { string | number },... datafile_action
    | MOVE DATAFILE file_or_number [ TO string ] [ REUSE ] [ KEEP ]
    | RENAME FILE string,... TO string,...
datafile_action = ONLINE | OFFLINE [ FOR DROP ] | OFFLINE DROP | RESIZE size | autoextend
    | END BACKUP | ENCRYPT | DECRYPT | DROP [ INCLUDING DATAFILES ]
log_action = [ MANUAL ] ARCHIVELOG [ MANUAL ] | NOARCHIVELOG | [ NO ] FORCE LOGGING
    | SET STANDBY NOLOGGING FOR { DATA AVAILABILITY | LOAD PERFORMANCE }
    | RENAME FILE string,... TO string,...
    | CLEAR [ UNARCHIVED ] LOGFILE log_which,... [ UNRECOVERABLE DATAFILE ]
    | ADD [ STANDBY ] LOGFILE [ INSTANCE string ] [ THREAD number ] log_group,...
    | ADD [ STANDBY ] LOGFILE MEMBER log_member,... TO log_which,...
    | DROP [ STANDBY ] LOGFILE log_which,... | DROP [ STANDBY ] LOGFILE MEMBER string,...
    | SWITCH ALL LOGFILE [ TO BLOCKSIZE number ]
    | ADD SUPPLEMENTAL LOG { DATA [ ( log_key,... ) COLUMNS | FOR PROCEDURAL REPLICATION
    | SUBSET DATABASE REPLICATION ] }
    | DROP SUPPLEMENTAL LOG { DATA [ ( log_key,... ) COLUMNS | FOR PROCEDURAL REPLICATION
    | SUBSET DATABASE REPLICATION ] } | supplemental
log_which = GROUP number | ( string,... ) | string
log_member = string [ REUSE ]
control_action = CREATE { [ LOGICAL | PHYSICAL | FAR SYNC INSTANCE ] [ STANDBY ] CONTROLFILE
    | FAR SYNC INSTANCE CONTROLFILE } AS string [ REUSE ]
    | BACKUP CONTROLFILE TO { string [ REUSE ] | TRACE [ AS string [ REUSE ] ] [ RESETLOGS
    | NORESETLOGS ] }
standby_action = ACTIVATE [ PHYSICAL | LOGICAL ] STANDBY DATABASE [ FINISH APPLY ]
    | SET STANDBY [ DATABASE ] TO MAXIMIZE { PROTECTION | AVAILABILITY | PERFORMANCE }
    | REGISTER [ OR REPLACE ] [ PHYSICAL | LOGICAL ] LOGFILE file_spec,... [ FOR id ]
    | { COMMIT | PREPARE } switched
    | { SWITCHOVER | FAILOVER } TO id [ VERIFY | FORCE ] | logical_standby
    | CONVERT TO { PHYSICAL | SNAPSHOT } STANDBY
default_action = DEFAULT EDITION = id | SET DEFAULT { BIGFILE | SMALLFILE } TABLESPACE
    | DEFAULT TABLESPACE id | DEFAULT [ LOCAL ] TEMPORARY TABLESPACE id
    | RENAME GLOBAL_NAME TO value | { ENABLE
    | DISABLE } BLOCK CHANGE TRACKING [ USING FILE string [ REUSE ] ] | FLASHBACK { ON | OFF }
    | SET TIME_ZONE = string | [ NO ] FORCE NOLOGGING | UNDO MODE rest | LOCAL UNDO { ON
    | OFF } | SET SINGLE INSTANCE LOGFILE
instance_action = { ENABLE | DISABLE } [ PUBLIC ] { INSTANCE string | THREAD number }
security_action = GUARD { ALL | STANDBY | NONE }
lost_write = { ENABLE | DISABLE | REMOVE | SUSPEND } LOST WRITE { PROTECTION | TRACKING }
    | PROPERTY { SET | REMOVE } DEFAULT_CREDENTIAL [ = string ]

create_diskgroup = rest
alter_diskgroup = rest
create_pmem_filestore = rest
alter_pmem_filestore = rest

alter_resource_cost = { CPU_PER_SESSION | CONNECT_TIME | LOGICAL_READS_PER_SESSION
    | PRIVATE_SGA } number
"""
