"""Plans as servers print them: of our own servers, and of Oracle in the form of its manuals."""

TREE = """\
-> Limit: 100 row(s)  (actual time=3.41..3.41 rows=1 loops=1)
    -> Sort: numwait DESC, supplier.s_name, limit input to 100 row(s) per chunk  (actual time=3.41..3.41 rows=1 loops=1)
        -> Table scan on <temporary>  (actual time=3.4..3.4 rows=1 loops=1)
            -> Aggregate using temporary table  (actual time=3.4..3.4 rows=1 loops=1)
                -> Nested loop antijoin  (cost=294 rows=59.8) (actual time=0.115..3.38 rows=5 loops=1)
                    -> Inner hash join (no condition)  (cost=177 rows=30) (actual time=0.0862..0.69 rows=765 loops=1)
                        -> Filter: (orders.o_orderstatus = 'F')  (cost=76.4 rows=150) (actual time=0.0354..0.557 rows=765 loops=1)
                            -> Table scan on orders  (cost=76.4 rows=1500) (actual time=0.0351..0.285 rows=1500 loops=1)
                        -> Hash
                            -> Table scan on supplier  (cost=2.25 rows=20) (actual time=0.0125..0.018 rows=20 loops=1)
                    -> Filter: (l3.l_suppkey <> supplier.s_suppkey)  (cost=1.07 rows=4.05) (actual time=0.00214..0.00214 rows=0.953 loops=107)
                        -> Index lookup on l3 using PRIMARY (l_orderkey = orders.o_orderkey)  (cost=1.07 rows=4.05) (actual time=0.00176..0.00187 rows=1.88 loops=107)
                        -> Select #3 (subquery in condition; dependent)
                            -> Index range scan on lineitem using lineitem_shipped over ('1996-01-01' <= l_shipdate < '1996-04-01'), with index condition: (lineitem.l_shipdate > lineitem.l_commitdate)  (cost=115 rows=254) (never executed)
"""  # noqa: E501

JSON_2 = """\
{"query": "/* select#1 */ select 1", "query_plan": {"inputs": [
  {"alias": "c", "operation": "Table scan on c", "table_name": "customer", "access_type": "table",
   "actual_rows": 150.0, "actual_loops": 1, "actual_last_row_ms": 0.05, "estimated_rows": 150.0,
   "estimated_total_cost": 15.25, "used_columns": ["c_comment"]},
  {"alias": "s", "heading": "Hash", "operation": "Covering index lookup on s using supplier_nation (s_nationkey = 3)",
   "table_name": "supplier", "access_type": "index", "index_name": "supplier_nation", "covering": true,
   "key_columns": ["s_nationkey"], "lookup_condition": "s_nationkey = 3", "actual_rows": null,
   "actual_loops": null, "estimated_rows": 20.0, "estimated_total_cost": 2.25}],
 "join_type": "inner join", "operation": "Inner hash join (<hash>(c.c_comment)=<hash>(s.s_comment))",
 "access_type": "join", "estimated_rows": 300.0, "actual_rows": 4.0, "actual_loops": 1,
 "actual_last_row_ms": 0.2, "estimated_total_cost": 303.0},
 "query_type": "select", "json_schema_version": "2.0"}
"""  # noqa: E501

JSON_1 = """\
{"query_block": {"select_id": 1, "cost_info": {"query_cost": "65.36"},
 "ordering_operation": {"using_temporary_table": true, "using_filesort": true,
  "cost_info": {"sort_cost": "25.40"}, "nested_loop": [
   {"table": {"table_name": "revenue", "access_type": "ALL", "rows_examined_per_scan": 254,
     "rows_produced_per_join": 25, "filtered": "10.00",
     "cost_info": {"read_cost": "28.53", "eval_cost": "2.54", "prefix_cost": "31.08"},
     "attached_condition": "(`revenue`.`total_revenue` = (/* select#3 */ select 1))",
     "attached_subqueries": [{"dependent": true, "cacheable": true, "query_block": {"select_id": 3,
       "table": {"table_name": "part", "access_type": "range", "possible_keys": ["a", "b"],
        "key": "a", "used_key_parts": ["x", "y"], "rows_examined_per_scan": 7, "filtered": "100.00",
        "using_index": true, "index_condition": "(`part`.`x` > 1)"}}}],
     "materialized_from_subquery": {"using_temporary_table": true, "dependent": false,
      "query_block": {"select_id": 2, "grouping_operation": {"using_temporary_table": true,
       "using_filesort": false, "table": {"table_name": "lineitem", "access_type": "ALL",
        "rows_examined_per_scan": 60000, "filtered": "100.00"}}}}}},
   {"table": {"table_name": "supplier", "access_type": "ALL", "rows_examined_per_scan": 20,
     "filtered": "10.00", "using_join_buffer": "Block Nested Loop"}}]}}}
"""

MARIADB = """\
{"query_optimization": {"r_total_time_ms": 0.159},
 "query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 0.43,
  "filesort": {"sort_key": "s.name", "r_loops": 1, "r_total_time_ms": 0.005, "r_output_rows": 1,
   "r_buffer_size": "37KiB", "r_sort_passes": 2, "temporary_table": {"nested_loop": [
    {"table": {"table_name": "region", "access_type": "ALL", "possible_keys": ["PRIMARY"],
      "r_loops": 1, "rows": 5, "r_rows": 5, "r_table_time_ms": 0.0165, "r_other_time_ms": 0.0108,
      "r_engine_stats": {"pages_accessed": 1}, "filtered": 100, "r_filtered": 20,
      "attached_condition": "region.r_name = 'EUROPE'"}},
    {"block-nl-join": {"table": {"table_name": "c", "access_type": "ALL", "r_loops": 1, "rows": 150,
      "r_rows": 15000, "r_table_time_ms": 0.02, "r_other_time_ms": 0.01, "filtered": 100,
      "r_filtered": 100}, "buffer_type": "flat", "buffer_size": "2KiB", "join_type": "BNL",
     "attached_condition": "c.c_comment = region.r_comment", "r_loops": 5, "r_filtered": 0,
     "r_unpack_time_ms": 0.19, "r_other_time_ms": 0.09}}],
   "subqueries": [{"expression_cache": {"r_loops": 160, "r_hit_ratio": 0, "query_block": {
     "select_id": 2, "r_loops": 160, "r_total_time_ms": 0.02, "nested_loop": [
      {"table": {"table_name": "partsupp", "access_type": "ref", "key": "PRIMARY",
       "used_key_parts": ["ps_partkey"], "ref": ["tpch.region.r_partkey"], "r_loops": 160,
       "rows": 2, "r_rows": 4, "r_total_time_ms": 0.0037, "filtered": 100,
       "r_filtered": 100}}]}}}]}}}}
"""

TABLE = """\
+------+--------------------+--------+------+---------------+---------+---------+----------+------+----------------------------------------------+
| id   | select_type        | table  | type | possible_keys | key     | key_len | ref      | rows | Extra                                        |
+------+--------------------+--------+------+---------------+---------+---------+----------+------+----------------------------------------------+
|    1 | PRIMARY            | region | ALL  | PRIMARY       | NULL    | NULL    | NULL     |    5 | Using where; Using temporary; Using filesort |
|    1 | PRIMARY            | part   | ALL  | NULL          | NULL    | NULL    | NULL     |  200 | Using join buffer (flat, BNL join)           |
|    2 | DEPENDENT SUBQUERY | ps     | ref  | PRIMARY       | PRIMARY | 4       | tpch.a.b |    4 | Using index                                  |
+------+--------------------+--------+------+---------------+---------+---------+----------+------+----------------------------------------------+
"""  # noqa: E501

XPLAN_CURSOR = """\
SQL_ID  6a8n9b2c1d0ef, child number 0
-------------------------------------
SELECT /* made up */ e.last_name, d.department_name FROM employees e, departments d WHERE ...

Plan hash value: 1473400139

----------------------------------------------------------------------------------------------------------------------------------------
| Id  | Operation                     | Name        | Starts | E-Rows | Cost (%CPU)| Pstart| Pstop | A-Rows |   A-Time   | Buffers | Reads  | OMem | 1Mem | Used-Mem | Used-Tmp|
----------------------------------------------------------------------------------------------------------------------------------------
|   0 | SELECT STATEMENT              |             |      1 |        |    12 (100)|       |       |     30 |00:00:01.25 |    1042 |    900 |      |      |          |         |
|   1 |  SORT ORDER BY                |             |      1 |     10 |    12   (9)|       |       |     30 |00:00:01.25 |    1042 |    900 |   10M|  1M  | 2048K (1)|    8192 |
|   2 |   NESTED LOOPS                |             |      1 |     10 |    11   (0)|       |       |     30 |00:00:01.02 |    1042 |    900 |      |      |          |         |
|*  3 |    TABLE ACCESS FULL          | DEPARTMENTS |      1 |      1 |     3   (0)|       |       |     15 |00:00:00.01 |       7 |      6 |      |      |          |         |
|   4 |    PARTITION RANGE SINGLE     |             |     15 |     10 |     1   (0)|     3 |   KEY |     30 |00:00:01.01 |    1035 |    894 |      |      |          |         |
|*  5 |     TABLE ACCESS BY INDEX ROWID| EMPLOYEES  |     15 |     10 |     1   (0)|     3 |   KEY |     30 |00:00:01.00 |    1035 |    894 |      |      |          |         |
|*  6 |      INDEX RANGE SCAN         | EMP_DEPT_IX |     15 |     10 |     0   (0)|       |       |  15000 |00:00:00.50 |     535 |    394 |      |      |          |         |
----------------------------------------------------------------------------------------------------------------------------------------

Query Block Name / Object Alias (identified by operation id):
-------------------------------------------------------------

   1 - SEL$1
   3 - SEL$1 / "D"@"SEL$1"
   5 - SEL$1 / "E"@"SEL$1"
   6 - SEL$1 / "E"@"SEL$1"

Predicate Information (identified by operation id):
---------------------------------------------------

   3 - filter("D"."LOCATION_ID"=1700 AND
              "D"."DEPARTMENT_NAME" LIKE 'A(%')
   5 - filter(TO_NUMBER("E"."BADGE")=5)
   6 - access("E"."DEPARTMENT_ID"="D"."DEPARTMENT_ID")
       filter("E"."DEPARTMENT_ID" IS NOT NULL)

Note
-----
   - this is an adaptive plan
"""  # noqa: E501

XPLAN_PLANNED = """\
Plan hash value: 2720807022

--------------------------------------------------------------------------------
| Id  | Operation             | Name | Rows  | Bytes | Cost (%CPU)| Time     |
--------------------------------------------------------------------------------
|   0 | SELECT STATEMENT      |      |  1000K|    86M|  9021K  (1)| 00:05:53 |
|   1 |  MERGE JOIN CARTESIAN |      |  1000K|    86M|  9021K  (1)| 00:05:53 |
|   2 |   TABLE ACCESS FULL   | T1   |  1000 | 43000 |     3   (0)| 00:00:01 |
|   3 |   BUFFER SORT         |      |  1000 | 43000 |  9018K  (1)| 00:05:53 |
|   4 |    INDEX FAST FULL SCAN| I2  |  1000 | 43000 |     9   (0)| 00:00:01 |
--------------------------------------------------------------------------------
"""

ALL = {
    "tree": TREE,
    "json 2": JSON_2,
    "json 1": JSON_1,
    "mariadb": MARIADB,
    "table": TABLE,
    "cursor": XPLAN_CURSOR,
    "planned": XPLAN_PLANNED,
}
