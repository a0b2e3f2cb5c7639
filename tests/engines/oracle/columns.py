"""The columns Oracle documents (Database Reference 19c) of the views our statements read."""

_DOCUMENTED = """\
v$session: saddr sid serial# audsid paddr user# username command ownerid taddr lockwait status
    server schema# schemaname osuser process machine port terminal program type sql_address
    sql_hash_value sql_id sql_child_number sql_exec_start sql_exec_id prev_sql_addr
    prev_hash_value prev_sql_id prev_child_number prev_exec_start prev_exec_id
    plsql_entry_object_id plsql_entry_subprogram_id plsql_object_id plsql_subprogram_id module
    module_hash action action_hash client_info fixed_table_sequence row_wait_obj# row_wait_file#
    row_wait_block# row_wait_row# top_level_call# logon_time last_call_et pdml_enabled
    failover_type failover_method failed_over resource_consumer_group pdml_status pddl_status
    pq_status current_queue_duration client_identifier blocking_session_status blocking_instance
    blocking_session final_blocking_session_status final_blocking_instance
    final_blocking_session seq# event# event p1text p1 p1raw p2text p2 p2raw p3text p3 p3raw
    wait_class_id wait_class# wait_class wait_time seconds_in_wait state wait_time_micro
    time_remaining_micro time_since_last_wait_micro service_name sql_trace sql_trace_waits
    sql_trace_binds sql_trace_plan_stats session_edition_id creator_addr creator_serial# ecid
    sql_translation_profile_id pga_tunable_mem shard_ddl_status con_id external_name
    plsql_debugger_connected
v$process: addr pid sosid spid stid execution_type pname username serial# terminal program
    traceid tracefile background latchwait latchspin pga_used_mem pga_alloc_mem pga_freeable_mem
    pga_max_mem numa_default numa_curr cpu_used con_id
v$transaction: addr xidusn xidslot xidsqn ubafil ubablk ubasqn ubarec status start_time
    start_scnb start_scnw start_uext start_ubafil start_ubablk start_ubasqn start_ubarec
    ses_addr flag space recursive noundo ptx name prv_xidusn prv_xidslt prv_xidsqn ptx_xidusn
    ptx_xidslt ptx_xidsqn dscn-b dscn-w used_ublk used_urec log_io phy_io cr_get cr_change
    start_date dscn_base dscn_wrap start_scn dependent_scn xid prv_xid ptx_xid con_id
v$lock: addr kaddr sid type id1 id2 lmode request ctime block con_id
v$sql: sql_text sql_fulltext sql_id sharable_mem persistent_mem runtime_mem sorts
    loaded_versions open_versions users_opening fetches executions px_servers_executions
    end_of_fetch_count users_executing loads first_load_time invalidations parse_calls
    disk_reads direct_writes buffer_gets application_wait_time concurrency_wait_time
    cluster_wait_time user_io_wait_time plsql_exec_time java_exec_time rows_processed
    command_type optimizer_mode optimizer_cost parsing_user_id parsing_schema_id
    parsing_schema_name service module action plan_hash_value full_plan_hash_value child_number
    cpu_time elapsed_time last_load_time last_active_time exact_matching_signature
    force_matching_signature con_id
v$sql_plan: address hash_value sql_id plan_hash_value full_plan_hash_value child_address
    child_number timestamp operation options object_node object# object_owner object_name
    object_alias object_type optimizer id parent_id depth position search_columns cost cardinality
    bytes other_tag partition_start partition_stop partition_id other distribution cpu_cost
    io_cost temp_space access_predicates filter_predicates projection time qblock_name remarks
    other_xml con_id
v$sql_plan_statistics_all: address hash_value sql_id plan_hash_value child_address child_number
    timestamp operation options object_node object# object_owner object_name object_alias
    object_type optimizer id parent_id depth position search_columns cost cardinality bytes
    other_tag partition_start partition_stop partition_id other distribution cpu_cost io_cost
    temp_space access_predicates filter_predicates projection time qblock_name remarks other_xml
    executions last_starts starts last_output_rows output_rows last_cr_buffer_gets cr_buffer_gets
    last_cu_buffer_gets cu_buffer_gets last_disk_reads disk_reads last_disk_writes disk_writes
    last_elapsed_time elapsed_time policy estimated_optimal_size estimated_onepass_size
    last_memory_used last_execution last_degree total_executions optimal_executions
    onepass_executions multipasses_executions active_time max_tempseg_size last_tempseg_size con_id
v$sqlstats: sql_text sql_fulltext sql_id last_active_time last_active_child_address
    plan_hash_value parse_calls disk_reads direct_writes direct_reads buffer_gets rows_processed
    serializable_aborts fetches executions end_of_fetch_count loads version_count invalidations
    px_servers_executions cpu_time elapsed_time avg_hard_parse_time application_wait_time
    concurrency_wait_time cluster_wait_time user_io_wait_time plsql_exec_time java_exec_time
    sorts sharable_mem total_sharable_mem typecheck_mem io_cell_offload_eligible_bytes
    io_interconnect_bytes physical_read_requests physical_read_bytes physical_write_requests
    physical_write_bytes exact_matching_signature force_matching_signature con_id con_dbid
    obsolete_count
v$session_longops: sid serial# opname target target_desc sofar totalwork units start_time
    last_update_time timestamp time_remaining elapsed_seconds context message username
    sql_address sql_hash_value sql_id sql_plan_hash_value sql_exec_start sql_exec_id
    sql_plan_line_id sql_plan_operation sql_plan_options qcsid con_id
v$containers: con_id dbid con_uid guid name open_mode restricted open_time create_scn total_size
v$instance: instance_number instance_name host_name version version_legacy version_full
    startup_time status parallel thread# archiver log_switch_wait logins shutdown_pending
    database_status instance_role active_state blocked con_id instance_mode edition family
    database_type
v$database: dbid name created resetlogs_change# resetlogs_time log_mode checkpoint_change#
    archive_change# controlfile_type open_resetlogs version_time open_mode protection_mode
    protection_level remote_archive database_role switchover# switchover_status dataguard_broker
    guard_status force_logging platform_id platform_name current_scn flashback_on db_unique_name
    standby_became_primary_scn fs_failover_mode fs_failover_status fs_failover_current_target
    fs_failover_threshold fs_failover_observer_present fs_failover_observer_host
    controlfile_converted primary_db_unique_name cdb con_id
v$version: banner banner_full banner_legacy con_id
v$parameter: num name type value display_value default_value isdefault isses_modifiable
    issys_modifiable ispdb_modifiable isinstance_modifiable ismodified isadjusted isdeprecated
    isbasic description update_comment hash con_id
v$system_parameter: num name type value display_value default_value isdefault isses_modifiable
    issys_modifiable ispdb_modifiable isinstance_modifiable ismodified isadjusted isdeprecated
    isbasic description update_comment hash con_id
v$spparameter: family sid name type value display_value isspecified ordinal update_comment
    con_id
v$parameter_valid_values: num name ordinal value isdefault con_id
v$dataguard_stats: source_dbid source_db_unique_name name value unit time_computed datum_time
    con_id
v$managed_standby: process pid status client_process client_pid client_dbid group# resetlog_id
    thread# sequence# block# blocks delay_mins known_agents active_agents con_id
v$dataguard_process: name pid type role proc_time action client_pid client_role group#
    resetlog_id thread# sequence# block# block_count delay_mins dest_id dest_memory_quota con_id
v$archive_gap: thread# low_sequence# high_sequence# con_id
v$archive_dest: dest_id dest_name status binding name_space target archiver schedule destination
    log_sequence reopen_secs delay_mins max_connections net_timeout process register fail_date
    fail_sequence fail_block failure_count max_failure error alternate dependency
    remote_template quota_size quota_used mountid transmit_mode async_blocks affirm type
    valid_now valid_type valid_role db_unique_name verify compression applied_scn con_id
    encryption
v$archive_dest_status: dest_id dest_name status type database_mode recovery_mode protection_mode
    destination standby_logfile_count standby_logfile_active archived_thread# archived_seq#
    applied_thread# applied_seq# error srl db_unique_name synchronization_status synchronized
    gap_status con_id
v$dataguard_config: db_unique_name parent_dbun dest_role current_scn con_id
v$dg_broker_config: database connect_identifier dataguard_role redo_source enabled status version
    con_id
v$listener_network: network type value con_id
v$recovery_file_dest: name space_limit space_used space_reclaimable number_of_files con_id
dba_objects: owner object_name subobject_name object_id data_object_id object_type created
    last_ddl_time timestamp status temporary generated secondary namespace edition_name sharing
    editionable oracle_maintained
all_objects: owner object_name subobject_name object_id data_object_id object_type created
    last_ddl_time timestamp status temporary generated secondary
session_privs: privilege
session_roles: role
all_users: username user_id created common oracle_maintained inherited default_collation
    implicit all_shard
dba_users: username user_id password account_status lock_date expiry_date default_tablespace
    temporary_tablespace local_temp_tablespace created profile initial_rsrc_consumer_group
    external_name password_versions editions_enabled authentication_type proxy_only_connect
    common last_login oracle_maintained inherited default_collation implicit all_shard
    password_change_date
dba_roles: role role_id password_required authentication_type common oracle_maintained inherited
    implicit external_name
dba_role_privs: grantee granted_role admin_option delegate_option default_role common inherited
dba_sys_privs: grantee privilege admin_option common inherited
dba_tab_privs: grantee owner table_name grantor privilege grantable hierarchy common type
    inherited
user_role_privs: username granted_role admin_option delegate_option default_role os_granted
    common inherited
user_sys_privs: username privilege admin_option common inherited
user_tab_privs: grantee owner table_name grantor privilege grantable hierarchy common type
    inherited
dba_tablespaces: tablespace_name block_size initial_extent next_extent min_extents max_extents
    max_size pct_increase min_extlen status contents logging force_logging extent_management
    allocation_type plugged_in segment_space_management def_tab_compression retention bigfile
    predicate_evaluation encrypted compress_for
dba_data_files: file_name file_id tablespace_name bytes blocks status relative_fno
    autoextensible maxbytes maxblocks increment_by user_bytes user_blocks online_status
    lost_write_protect
dba_temp_files: file_name file_id tablespace_name bytes blocks status relative_fno
    autoextensible maxbytes maxblocks increment_by user_bytes user_blocks shared inst_id
dba_free_space: tablespace_name file_id block_id bytes blocks relative_fno
dba_temp_free_space: tablespace_name tablespace_size allocated_space free_space shared inst_id
dba_undo_extents: owner segment_name tablespace_name extent_id file_id block_id bytes blocks
    relative_fno commit_jtime commit_wtime status
dba_lobs: owner table_name column_name segment_name tablespace_name index_name chunk pctversion
    retention freepools cache logging encrypt compression deduplication in_row format partitioned
    securefile segment_created
dba_segments: owner segment_name partition_name segment_type segment_subtype tablespace_name
    header_file header_block bytes blocks extents initial_extent next_extent
dba_indexes: owner index_name index_type table_owner table_name table_type uniqueness
    compression prefix_length tablespace_name status num_rows last_analyzed degree partitioned
    temporary generated visibility constraint_index dropped distinct_keys leaf_blocks
dba_ind_columns: index_owner index_name table_owner table_name column_name column_position
    column_length char_length descend
dba_ind_partitions: index_owner index_name composite partition_name subpartition_count status
dba_ind_subpartitions: index_owner index_name partition_name subpartition_name status
dba_cons_columns: owner constraint_name table_name column_name position
all_cons_columns: owner constraint_name table_name column_name position
dba_tables: owner table_name tablespace_name cluster_name iot_name status pct_free pct_used
    ini_trans max_trans initial_extent next_extent min_extents max_extents pct_increase freelists
    freelist_groups logging backed_up num_rows blocks empty_blocks avg_space chain_cnt avg_row_len
    sample_size last_analyzed partitioned compression compress_for
    temporary secondary nested external iot_type dropped
dba_constraints: owner constraint_name constraint_type table_name search_condition r_owner
    r_constraint_name delete_rule status deferrable deferred validated index_owner index_name
dba_index_usage: object_id name owner total_access_count total_exec_count total_rows_returned
    bucket_0_access_count last_used
v$index_usage_info: index_stats_enabled index_stats_collection_type active_elem_count
    alloc_elem_count max_elem_count flush_count total_flush_duration last_flush_time status_msg
    con_id
dba_ind_expressions: index_owner index_name table_owner table_name column_expression
    column_position
dba_external_tables: owner table_name type_owner type_name default_directory_owner
    default_directory_name reject_limit access_type access_parameters property inmemory
dba_mviews: owner mview_name container_name query query_len updatable
all_indexes: owner index_name index_type table_owner table_name uniqueness status temporary
    visibility dropped distinct_keys leaf_blocks tablespace_name
all_ind_columns: index_owner index_name table_owner table_name column_name column_position
    descend
all_ind_expressions: index_owner index_name table_owner table_name column_expression
    column_position
all_ind_partitions: index_owner index_name partition_name status
all_ind_subpartitions: index_owner index_name partition_name subpartition_name status
all_tables: owner table_name status num_rows avg_row_len chain_cnt pct_free last_analyzed
    blocks temporary secondary nested iot_type dropped
all_constraints: owner constraint_name constraint_type table_name r_owner r_constraint_name
    delete_rule status index_owner index_name search_condition search_condition_vc
v$locked_object: xidusn xidslot xidsqn object_id session_id oracle_username os_user_name process
    locked_mode con_id
all_external_tables: owner table_name
all_tab_cols: owner table_name column_name data_type data_type_mod data_type_owner data_length
    data_precision data_scale nullable column_id default_length data_default char_length char_used
    hidden_column virtual_column internal_column_id qualified_col_name user_generated
    default_on_null identity_column num_distinct
all_triggers: owner trigger_name trigger_type triggering_event table_owner base_object_type
    table_name column_name referencing_names when_clause status description action_type
    trigger_body
all_sequences: sequence_owner sequence_name min_value max_value increment_by cycle_flag
    order_flag cache_size last_number
all_tab_privs: grantor grantee table_schema table_name privilege grantable hierarchy common type
    inherited
all_col_privs: grantor grantee table_schema table_name column_name privilege grantable common
    inherited
all_dependencies: owner name type referenced_owner referenced_name referenced_type
    referenced_link_name dependency_type
all_source: owner name type line text origin_con_id
all_tab_partitions: table_owner table_name composite partition_name subpartition_count
    high_value high_value_length partition_position tablespace_name num_rows blocks
all_part_tables: owner table_name partitioning_type subpartitioning_type partition_count
all_mviews: owner mview_name container_name
dba_users_with_defpwd: username product
v$pwfile_users: username sysdba sysoper sysasm sysbackup sysdg syskm con_id
user_users: username user_id account_status lock_date expiry_date default_tablespace
    temporary_tablespace created common oracle_maintained
dba_col_privs: grantee owner table_name column_name grantor privilege grantable common inherited
user_col_privs: grantee owner table_name column_name grantor privilege grantable common inherited
v$sort_segment: tablespace_name segment_file segment_block extent_size current_users
    total_extents total_blocks used_extents used_blocks free_extents free_blocks con_id
v$recovery_area_usage: file_type percent_space_used percent_space_reclaimable number_of_files
    con_id
v$sysstat: statistic# name class value stat_id con_id
v$sys_time_model: stat_id stat_name value con_id
v$osstat: stat_name value osstat_id comments cumulative con_id
v$pgastat: name value unit con_id
v$sgainfo: name bytes resizeable con_id
v$sgastat: pool name bytes con_id
v$system_wait_class: wait_class_id wait_class# wait_class total_waits time_waited total_waits_fg
    time_waited_fg con_id
v$system_event: event total_waits total_timeouts time_waited average_wait time_waited_micro
    total_waits_fg total_timeouts_fg time_waited_fg average_wait_fg time_waited_micro_fg event_id
    wait_class_id wait_class# wait_class con_id
v$resource_limit: resource_name current_utilization max_utilization initial_allocation limit_value
    con_id
v$undostat: begin_time end_time undotsn undoblks txncount maxquerylen maxqueryid maxconcurrency
    unxpstealcnt unxpblkrelcnt unxpblkreucnt expstealcnt expblkrelcnt expblkreucnt ssolderrcnt
    nospaceerrcnt activeblks unexpiredblks expiredblks tuned_undoretention con_id
v$librarycache: namespace gets gethits gethitratio pins pinhits pinhitratio reloads invalidations
    dlm_lock_requests dlm_pin_requests dlm_pin_releases dlm_invalidation_requests
    dlm_invalidations con_id
v$log_history: recid stamp thread# sequence# first_change# first_time next_change#
    resetlogs_change# resetlogs_time con_id
v$asm_diskgroup_stat: group_number name sector_size logical_sector_size block_size
    allocation_unit_size state type total_mb free_mb hot_used_mb cold_used_mb
    required_mirror_free_mb usable_file_mb offline_disks compatibility database_compatibility
    voting_files con_id
v$sesstat: sid statistic# value con_id
v$statname: statistic# name class stat_id display_name con_id
v$database_block_corruption: file# block# blocks corruption_change# corruption_type con_id
v$rman_backup_job_details: session_key session_recid session_stamp command_id start_time end_time
    input_bytes output_bytes status_weight optimized_weight input_type_weight output_device_type
    autobackup_count backed_by_osb autobackup_done status input_type optimized elapsed_seconds
    compression_ratio input_bytes_per_sec output_bytes_per_sec con_id
dba_scheduler_job_run_details: log_id log_date owner job_name job_subname status error#
    req_start_date actual_start_date run_duration instance_id session_id slave_pid cpu_used
    credential_owner credential_name destination_owner destination additional_info errors output
dba_tablespace_usage_metrics: tablespace_name used_space tablespace_size used_percent
v$log: group# thread# sequence# bytes blocksize members archived status first_change# first_time
    next_change# next_time con_id
all_tab_columns: owner table_name column_name data_type data_type_mod data_type_owner data_length
    data_precision data_scale nullable column_id default_length data_default char_length char_used
all_tab_comments: owner table_name table_type comments origin_con_id
all_col_comments: owner table_name column_name comments origin_con_id
all_procedures: owner object_name procedure_name object_id subprogram_id overload object_type
    aggregate pipelined deterministic authid
all_arguments: owner object_name package_name object_id overload subprogram_id argument_name
    position sequence data_level data_type defaulted in_out data_length data_precision data_scale
    type_owner type_name type_subname pls_type
all_all_tables: owner table_name tablespace_name num_rows blocks avg_row_len last_analyzed
    partitioned iot_type temporary secondary nested dropped object_id_type table_type
all_views: owner view_name text_length text type_text_length type_text view_type read_only
user_segments: segment_name partition_name segment_type segment_subtype tablespace_name bytes
    blocks extents
user_tablespaces: tablespace_name block_size status contents
nls_database_parameters: parameter value
all_synonyms: owner synonym_name table_owner table_name db_link origin_con_id
"""


def _read() -> dict[str, tuple[str, ...]]:
    views = _DOCUMENTED.replace("\n    ", " ").splitlines()
    named = (view.split(":", 1) for view in views)
    found = {name: tuple(columns.split()) for name, columns in named}
    twins = {f"dba_{name[4:]}": columns for name, columns in found.items() if name[:4] == "all_"}
    return twins | found


COLUMNS = _read()
"""By view, V$ views without INST_ID, which GV$ views have beside."""
