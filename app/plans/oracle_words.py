"""Oracle's words for the steps of a plan: `TABLE ACCESS FULL`, `HASH JOIN OUTER`.

Operation and options stand in one column of DBMS_XPLAN and in two of V$SQL_PLAN; here they are one
text.
"""

from app.domain.plan import Access, Step, Trait

_STEPS = (
    ("SELECT STATEMENT", Step.STATEMENT),
    ("INSERT STATEMENT", Step.STATEMENT),
    ("UPDATE STATEMENT", Step.STATEMENT),
    ("DELETE STATEMENT", Step.STATEMENT),
    ("MERGE STATEMENT", Step.STATEMENT),
    ("CREATE ", Step.STATEMENT),
    ("TABLE ACCESS", Step.ACCESS),
    ("INDEX", Step.ACCESS),
    ("BITMAP INDEX", Step.ACCESS),
    ("MAT_VIEW", Step.ACCESS),
    ("FIXED TABLE", Step.ACCESS),
    ("DOMAIN INDEX", Step.ACCESS),
    ("EXTERNAL TABLE", Step.ACCESS),
    ("FAST DUAL", Step.ACCESS),
    ("NESTED LOOPS", Step.LOOP),
    ("HASH JOIN", Step.HASH_JOIN),
    ("MERGE JOIN CARTESIAN", Step.CARTESIAN),
    ("MERGE JOIN", Step.MERGE_JOIN),
    ("SORT AGGREGATE", Step.GROUP),
    ("SORT GROUP BY", Step.GROUP),
    ("SORT UNIQUE", Step.DISTINCT),
    ("SORT", Step.SORT),
    ("HASH GROUP BY", Step.GROUP),
    ("HASH UNIQUE", Step.DISTINCT),
    ("BUFFER SORT", Step.STORE),
    ("WINDOW", Step.WINDOW),
    ("FILTER", Step.FILTER),
    ("COUNT STOPKEY", Step.LIMIT),
    ("UNION", Step.UNION),
    ("INTERSECTION", Step.UNION),
    ("MINUS", Step.UNION),
    ("CONCATENATION", Step.UNION),
    ("TEMP TABLE TRANSFORMATION", Step.STORE),
    ("LOAD AS SELECT", Step.STORE),
    ("LOAD TABLE", Step.WRITE),
    ("VIEW", Step.OTHER),
    ("INSERT", Step.WRITE),
    ("UPDATE", Step.WRITE),
    ("DELETE", Step.WRITE),
    ("MERGE", Step.WRITE),
)  # fmt: skip
_ACCESSES = (
    ("BY INDEX ROWID", Access.LOOKUP),
    ("BY USER ROWID", Access.UNIQUE),
    ("BY LOCAL INDEX ROWID", Access.LOOKUP),
    ("BY GLOBAL INDEX ROWID", Access.LOOKUP),
    ("BY ROWID RANGE", Access.RANGE),
    ("UNIQUE SCAN", Access.UNIQUE),
    ("RANGE SCAN", Access.RANGE),
    ("SKIP SCAN", Access.SKIP_SCAN),
    ("FAST FULL SCAN", Access.INDEX_SCAN),
    ("FULL SCAN (MIN/MAX)", Access.UNIQUE),
    ("FULL SCAN", Access.INDEX_SCAN),
    ("SINGLE VALUE", Access.LOOKUP),
    ("FIXED TABLE FULL", Access.FULL_SCAN),
    ("FIXED TABLE FIXED INDEX", Access.LOOKUP),
    ("TABLE ACCESS FULL", Access.FULL_SCAN),
    ("STORAGE FULL", Access.FULL_SCAN),
    ("INMEMORY FULL", Access.FULL_SCAN),
    ("MAT_VIEW ACCESS FULL", Access.FULL_SCAN),
    ("SAMPLE", Access.FULL_SCAN),
    ("EXTERNAL TABLE", Access.FULL_SCAN),
    ("DOMAIN INDEX", Access.SEARCH),
    ("FAST DUAL", Access.CONSTANT),
    ("TABLE ACCESS CLUSTER", Access.LOOKUP),
    ("TABLE ACCESS HASH", Access.UNIQUE),
)  # fmt: skip
_FILE_SORTS = ("SORT ORDER BY", "SORT GROUP BY", "SORT JOIN", "SORT UNIQUE", "WINDOW SORT")


def understand(words: str, object_name: str = "") -> tuple[Step, Access, frozenset[Trait]]:
    """What a step does, how it comes to its rows, and what else is to be known."""
    step = next((step for start, step in _STEPS if words.startswith(start)), Step.OTHER)
    access = Access.NONE
    if step is Step.ACCESS:
        access = next((access for part, access in _ACCESSES if part in words), Access.NONE)
        if access is Access.FULL_SCAN and object_name.startswith("SYS_TEMP_"):
            access = Access.TEMPORARY
    if step is Step.LOOP and "CARTESIAN" in words:
        step = Step.CARTESIAN
    traits = set()
    if words.startswith(_FILE_SORTS) and "NOSORT" not in words:
        traits.add(Trait.FILESORT)
    if words.startswith(("TEMP TABLE TRANSFORMATION", "LOAD AS SELECT")):
        traits.add(Trait.TEMPORARY)
    if words.startswith("INDEX FAST FULL SCAN"):
        traits.add(Trait.COVERING)
    return step, access, frozenset(traits)


def is_index(words: str) -> bool:
    """Whether the object of a step is an index."""
    return words.startswith(("INDEX", "BITMAP INDEX", "DOMAIN INDEX"))
