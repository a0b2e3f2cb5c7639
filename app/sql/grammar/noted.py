"""Statements and objects that not every release knows, by their first words.

The names are those of `app.sql.versions`; what is more than a first word is noted where it is read.
"""

STATEMENTS_NOTED = {
    ("BACKUP",): "backup",
    ("CHANGE", "MASTER"): "change-master",
    ("CHANGE", "REPLICATION", "FILTER"): "change-filter",
    ("CHANGE", "REPLICATION", "SOURCE"): "change-source",
    ("CLONE",): "clone",
    ("IMPORT", "TABLE"): "import-table",
    ("RESTART",): "restart",
    ("SET", "RESOURCE", "GROUP"): "resource-group",
    ("SET", "STATEMENT"): "set-statement",
    ("START", "ALL", "REPLICAS"): "all-replicas",
    ("START", "ALL", "SLAVES"): "all-replicas",
    ("START", "GROUP_REPLICATION"): "group-replication",
    ("START", "REPLICA"): "replica",
    ("START", "SLAVE"): "slave",
    ("STOP", "ALL", "REPLICAS"): "all-replicas",
    ("STOP", "ALL", "SLAVES"): "all-replicas",
    ("STOP", "GROUP_REPLICATION"): "group-replication",
    ("STOP", "REPLICA"): "replica",
    ("STOP", "SLAVE"): "slave",
}
"""By the words that told the statement."""

OBJECTS_NOTED = {
    "INSTANCE": "alter-instance",
    "LIBRARY": "library",
    "LOGFILE": "logfile-group",
    "MATERIALIZED": "materialized-view",
    "PACKAGE": "package",
    "RESOURCE": "resource-group",
    "SEQUENCE": "sequence",
    "TABLESPACE": "tablespace",
    "UNDO": "undo-tablespace",
    "VECTOR": "vector-index",
}
"""By the word behind CREATE, ALTER or DROP."""
