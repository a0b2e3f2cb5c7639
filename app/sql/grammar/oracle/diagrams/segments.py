"""What segments are made with: space, compression, memory, LOBs (SQL Language Reference 23ai)."""

TEXT = """
physical = PCTFREE number | PCTUSED number | INITRANS number | MAXTRANS number | storage
storage = STORAGE ( storage_item... ) | STORAGE ( storage_item,... )
storage_item = INITIAL size | NEXT size | MINEXTENTS number | MAXEXTENTS { UNLIMITED | number }
    | MAXSIZE { UNLIMITED | size } | PCTINCREASE number | FREELISTS number
    | FREELIST GROUPS number | OPTIMAL [ NULL | size ] | BUFFER_POOL { KEEP | RECYCLE | DEFAULT }
    | FLASH_CACHE { KEEP | NONE | DEFAULT } | CELL_FLASH_CACHE { KEEP | NONE | DEFAULT } | ENCRYPT
size = number [ K | M | G | T | P | E ]
tablespace = TABLESPACE SET id | TABLESPACE id
logging = LOGGING | NOLOGGING | FILESYSTEM_LIKE_LOGGING | RECOVERABLE | UNRECOVERABLE
segment = physical | tablespace | logging

compression = COMPRESS FOR { OLTP | ALL OPERATIONS | DIRECT_LOAD OPERATIONS
        | { QUERY | ARCHIVE } [ LOW | HIGH ] } [ row_locking ]
    | COMPRESS ADVANCED [ LOW | HIGH ] | COMPRESS [ BASIC | number ]
    | ROW STORE COMPRESS [ BASIC | ADVANCED ]
    | COLUMN STORE COMPRESS [ FOR { QUERY | ARCHIVE } [ LOW | HIGH ] ] [ row_locking ]
    | NOCOMPRESS
row_locking = [ NO ] ROW LEVEL LOCKING
inmemory = INMEMORY [ inmemory_item... ] [ ( id,... ) ] | NO INMEMORY [ ( id,... ) ]
inmemory_item = MEMCOMPRESS AUTO | MEMCOMPRESS FOR { DML | { QUERY | CAPACITY } [ LOW | HIGH ] }
    | NO MEMCOMPRESS | PRIORITY { NONE | LOW | MEDIUM | HIGH | CRITICAL }
    | DISTRIBUTE [ AUTO | BY { ROWID RANGE | PARTITION | SUBPARTITION } ]
        [ FOR SERVICE { DEFAULT | ALL | NONE | id } ]
    | DUPLICATE [ ALL ] | NO DUPLICATE | SPATIAL { id | ( id,... ) }
    | TEXT ( inmemory_text,... ) | ALL
inmemory_text = id [ USING { string | id } ]
parallel = NOPARALLEL | PARALLEL ( parallel_item... ) | PARALLEL [ number
    | DEFAULT ] [ INSTANCES { number | DEFAULT } ]
parallel_item = { DEGREE | INSTANCES } { number | DEFAULT }
segment_creation = SEGMENT CREATION { IMMEDIATE | DEFERRED }
indexing = INDEXING { ON | OFF }
read_only = READ ONLY | READ WRITE
annotations = ANNOTATIONS ( annotation,... )
annotation = { ADD [ IF NOT EXISTS | OR REPLACE ] | DROP [ IF EXISTS ] | REPLACE } word [ string ]
    | word [ string ]

encryption = USING string | IDENTIFIED BY word | [ NO ] SALT | string
lob_storage = LOB ( lob_column,... ) STORE AS [ SECUREFILE | BASICFILE ] [ segment_name ]
    [ ( [ lob_item... ] ) ]
lob_column = name
segment_name = !follower id
follower = PARTITION | SUBPARTITION | TABLESPACE | LOB | VARRAY | NESTED | XMLTYPE | PCTFREE
    | INITRANS | LOGGING | NOLOGGING | CACHE | NOCACHE | PARALLEL | NOPARALLEL | COMPRESS
    | NOCOMPRESS | MONITORING | ENABLE | DISABLE | AS | COLUMN | SEGMENT | STORAGE | ON
    | ORGANIZATION | ROWDEPENDENCIES | NOROWDEPENDENCIES | INMEMORY | NO | ROW | INDEXING
    | READ | VIRTUAL | INDEX | REJECT | SUPPLEMENTAL | CLUSTER | FLASHBACK | ILM | RESULT_CACHE
    | XMLSCHEMA | ELEMENT
    | BINARY | OBJECT | OVERFLOW | PCTTHRESHOLD | INCLUDING | MAPPING | UPDATE | LESS | VALUES
lob_item = tablespace | { ENABLE | DISABLE } STORAGE IN ROW [ number ] | CHUNK size
    | PCTVERSION number | FREEPOOLS number | RETENTION [ MAX | MIN number | AUTO | NONE ]
    | DEDUPLICATE [ LOB ] | KEEP_DUPLICATES [ LOB ] | ENCRYPT [ encryption... ] | DECRYPT
    | COMPRESS [ HIGH | MEDIUM | LOW ] | NOCOMPRESS | CACHE READS | CACHE | NOCACHE
    | INDEX [ !( segment_name ] [ ( segment... ) ] | REBUILD FREEPOOLS | physical | logging
substitutable = [ ELEMENT ] IS OF [ TYPE ] ( ONLY type ) | [ NOT ] SUBSTITUTABLE AT ALL LEVELS
varray = VARRAY name [ substitutable ] [ STORE AS [ SECUREFILE | BASICFILE ] LOB
    [ segment_name ] [ ( [ lob_item... ] ) ] ]
nested = NESTED TABLE name [ substitutable ] [ LOCAL | GLOBAL ] STORE AS name
    [ ( nested_item... ) ] [ RETURN [ AS ] { LOCATOR | VALUE } ]
nested_item = elements | table_property
xmltype = XMLTYPE STORE xml_storage [ xml_virtual ] [ xml_schema ]
    | XMLTYPE [ COLUMN ] name [ STORE xml_storage ] [ xml_virtual ] [ xml_schema ]
xml_storage = ALL VARRAYS AS { LOBS | TABLES }
    | AS { OBJECT RELATIONAL | [ SECUREFILE | BASICFILE ] [ CLOB | BINARY XML
    | TRANSPORTABLE BINARY XML ] }
        [ segment_name ] [ ( [ lob_item... ] ) ] [ NO INDEX | INDEX ]
xml_virtual = VIRTUAL COLUMNS ( xml_column,... )
xml_column = id AS ( expr )
xml_schema = XMLSCHEMAS ( xml_schema... ) | [ XMLSCHEMA { string
    | word } ] ELEMENT word [ xml_anything... ] | xml_anything...
xml_anything = STORE ALL VARRAYS AS { LOBS | TABLES }
    | { ALLOW | DISALLOW } { NONSCHEMA | ANYSCHEMA }
object_column = COLUMN name { substitutable [ STORE AS LOB [ segment_name ] [ ( lob_item... ) ] ]
    | STORE AS LOB [ segment_name ] [ ( lob_item... ) ] }
    | OBJECT IDENTIFIER IS { SYSTEM GENERATED | PRIMARY KEY }
    | OIDINDEX [ !( id ] ( [ segment... ] )
column_property = lob_storage | varray | nested | xmltype | object_column
json_storage = JSON ( id,... ) STORE AS [ segment_name ] ( [ lob_item... ] )
"""
