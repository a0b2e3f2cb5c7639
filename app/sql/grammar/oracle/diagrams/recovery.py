"""Recovery, standby databases and keystores."""

TEXT = """
recover = RECOVER [ AUTOMATIC ] [ FROM string ] { MANAGED STANDBY DATABASE [ managed... ]
    | TO LOGICAL STANDBY { KEEP IDENTITY | id } | CONTINUE [ DEFAULT ] | CANCEL
    | [ STANDBY ] DATABASE [ recovered... ] | [ STANDBY ] TABLESPACE id,... [ recovered... ]
    | [ STANDBY ] DATAFILE recovered_file,... [ recovered... ] | LOGFILE string [ recovered... ]
    | recovered... }
recovered_file = string | number
recovered = UNTIL { CANCEL | TIME expr | CHANGE number | CONSISTENT [ WITH CONTROLFILE ]
    | CONTROLFILE } | USING BACKUP CONTROLFILE | SNAPSHOT TIME expr | TEST
    | ALLOW number CORRUPTION | parallel
managed = USING { { ARCHIVED | CURRENT } LOGFILE | INSTANCES { ALL | number } }
    | DISCONNECT [ FROM SESSION ] | NODELAY | DELAY number | DEFAULT DELAY
    | UNTIL { CHANGE number | CONSISTENT | TIME expr } | parallel
    | { FINISH | CANCEL } [ managed_end... ] | [ NO ] { TIMEOUT | EXPIRE } [ number ] | NEXT number
    | THROUGH { ALL ARCHIVELOG | { ALL | LAST | NEXT } SWITCHOVER
    | [ THREAD number ] SEQUENCE number }
managed_end = FORCE | WAIT | NOWAIT | IMMEDIATE | SKIP [ STANDBY LOGFILE ]
logical_standby = { START | STOP | ABORT } LOGICAL STANDBY APPLY [ applied... ]
applied = IMMEDIATE | NODELAY | NEW PRIMARY id | INITIAL [ number ] | SKIP FAILED TRANSACTION
    | FINISH
switched = TO SWITCHOVER [ TO { [ PHYSICAL | LOGICAL ] { PRIMARY | STANDBY } } [ switched_with... ]
    | CANCEL ] | TO SWITCHOVER
switched_with = { WITH | WITHOUT } SESSION SHUTDOWN | WAIT | NOWAIT

administer_key = { CREATE [ [ LOCAL ] AUTO_LOGIN ] KEYSTORE [ string ]
    | SET KEYSTORE { OPEN | CLOSE } | BACKUP KEYSTORE | ALTER KEYSTORE PASSWORD
    | MERGE KEYSTORE keystore [ AND KEYSTORE keystore ] INTO { NEW | EXISTING } KEYSTORE string
    | [ FORCE ] { ISOLATE | UNITE } KEYSTORE
    | { SET | CREATE | USE | ACTIVATE } [ ENCRYPTION ] KEY [ string ]
    | SET TAG string FOR string | { EXPORT | IMPORT } [ ENCRYPTION ] KEYS WITH SECRET password
    | MOVE [ ENCRYPTION ] KEYS TO NEW KEYSTORE string
    | { ADD | UPDATE } SECRET string FOR CLIENT string | DELETE SECRET [ string ] FOR CLIENT string
    | SWITCHOVER TO LIBRARY string FOR ALL CONTAINERS } [ key_tail... ]
keystore = string [ IDENTIFIED BY password ]
key_tail = IDENTIFIED BY { EXTERNAL STORE | password } | FORCE KEYSTORE
    | WITH BACKUP [ USING string ] | WITH IDENTIFIER IN { string,... | ( query ) }
    | USING { TAG string | ALGORITHM string | string } | container | TO { [ [ LOCAL ] AUTO_LOGIN ]
    KEYSTORE string | string } | FROM { [ [ LOCAL ] AUTO_LOGIN | FORCE
    | ROOT ] KEYSTORE [ string ] | string } | WITH ROOT KEYSTORE | SET password
    | [ REVERSE ] MIGRATE USING password
"""
