"""Words of SQL: functions that change nothing, the grammar, and what only looks or sets a session."""

import re
from typing import Final

from runbooks.risk.words import listed

# Volatile in Postgres, yet they change nothing; and functions of other databases and extensions.
HARMLESS: Final = listed(
    "clock_timestamp current_query currval lastval gen_random_uuid random timeofday "
    "pg_blocking_pids pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system "
    "pg_current_logfile pg_current_wal_flush_lsn pg_is_in_recovery pg_current_wal_insert_lsn "
    "pg_current_wal_lsn pg_database_size pg_get_backend_memory_contexts pg_get_shmem_allocations "
    "pg_get_wal_replay_pause_state pg_indexes_size pg_is_wal_replay_paused pg_last_committed_xact "
    "pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status "
    "pg_ls_archive_statusdir pg_ls_logdir pg_ls_waldir pg_ls_tmpdir pg_notification_queue_usage "
    "pg_partition_ancestors pg_partition_tree pg_relation_size pg_table_size "
    "pg_safe_snapshot_blocking_pids pg_show_replication_origin_status pg_stat_get_io "
    "pg_tablespace_size txid_status pg_total_relation_size pg_xact_commit_timestamp "
    "pg_xact_status pg_stat_statements pgstattuple pgstatindex pg_prepared_xact "
    "pg_xlog_location_diff pg_last_xlog_replay_location pg_current_xlog_location "
    "pg_last_xlog_receive_location count sum avg min max coalesce nullif greatest least concat "
    "concat_ws substring substr trim ltrim rtrim upper lower length round floor ceil ceiling abs "
    "mod power sqrt now curdate curtime current_date current_time current_timestamp date time "
    "timestamp date_format date_add date_sub datediff timediff timestampdiff unix_timestamp "
    "from_unixtime year month day hour minute second if ifnull isnull group_concat json_extract "
    "json_unquote json_object json_array database schema user version connection_id row_number "
    "rank dense_rank lag lead first_value last_value ntile percent_rank cume_dist nth_value cast "
    "convert extract position overlay exists any some all array row values in replace left right "
    "lpad rpad repeat reverse instr locate find_in_set field elt format hex unhex md5 sha1 sha2 "
    "conv crc32 bit_and bit_or bit_xor std stddev variance string_agg array_agg json_agg "
    "jsonb_agg typeof total ifnull iif printf date strftime julianday datetime changes_ glob like "
    "unicode quote zeroblob getdate sysdatetime datename datepart dateadd isjson json_value "
    "json_query db_name object_name object_id schema_name suser_name len charindex stuff "
    "string_split getutcdate sysdate to_char to_date to_number nvl decode trunc listagg "
    "toStartOfHour tostartofminute tostartofday todate todatetime uniq uniqexact quantile "
    "formatreadablesize countif sumif avgif percentile_cont percentile_disc mode generate_series "
    "unnest grouping xmlelement xmlforest json_each json_table approx_count_distinct"
)


# Words of the grammar that may stand before a parenthesis.
GRAMMAR: Final = listed(
    "in values over and as exists any all some filter group on or not when then else case where "
    "having join from select using with partition by order distinct union except intersect "
    "lateral between like ilike is interval numeric decimal varchar char character varying time "
    "timestamp timestamptz bit float int bigint return cross inner outer left right full limit "
    "offset fetch materialized within recursive window range rows groups if set table sets rollup "
    "cube grouping array row at zone similar to explain"
)


SESSION: Final = re.compile(
    r"(?is)set\s+(session\s+|local\s+)?(statement_timeout|lock_timeout|"
    r"idle_in_transaction_session_timeout|timezone|time\s+zone|application_name|work_mem|"
    r"client_min_messages|enable_\w+|default_transaction_read_only|datestyle|intervalstyle|names|"
    r"extra_float_digits|max_execution_time|track_io_timing)\s*(=|to|\s)\s*[\w'.:/ -]+"
)


SHOW: Final = re.compile(r"(?is)(show|describe|desc)\s+[\w\s.,'%\"`=@*()<>-]*")


NOTHING: Final = re.compile(
    r"(?is)(begin|start\s+transaction|commit|rollback|abort|end|work|transaction|read\s+only|\s|"
    r"isolation\s+level|repeatable\s+read|serializable|read\s+committed)+"
)


SECRETS: Final = re.compile(
    r"(?i)\b(pg_shadow|pg_authid|mysql\.user|pg_user_mappings?|user_mapping_options|primary_conninfo|rolpassword|passwd|"
    r"authentication_string|password_hash|pg_hba_file_rules|subconninfo|create\s+(user|server)|"
    r"mysql\.(global_priv|slave_master_info|servers|password_history)|decrypted_secrets|system_auth|"
    r"sql_logins|sysx?logins|sys\.(user|link|user_history)\$)(?!\w)"
)


# Columns that hold a secret, by their names; the word inside a text or a longer plain name says nothing.
SECRET_COLUMN: Final = re.compile(
    r"(?i)(\w*_)?(password|passwd|pwd|passphrase|secret|secret_key|api_?key|access_?key|private_?key|"
    r"(access|refresh|auth|session|reset|bearer|api)_?token|encrypted_password|password_digest|otp_secret|"
    r"hashed_password|client_secret)"
)


MYSQL_CODE: Final = re.compile(r"/\*!|/\*M!|(?i:\binto\s+(outfile|dumpfile)\b)|\\!|\\\.|\\g|\\w")


LOCKING: Final = re.compile(r"(?i)\bwith\s*\([^()]*\b(updlock|xlock|tablockx?|holdlock|paglock|rowlock)\b")


# T-SQL needs no semicolon between statements, so these begin one wherever they stand.
TSQL_VERBS: Final = listed(
    "delete update insert merge exec execute drop truncate alter create shutdown checkpoint kill backup "
    "restore grant revoke deny dbcc reconfigure waitfor bulk writetext updatetext disable enable declare "
    "set print raiserror throw goto while begin commit rollback save receive send"
)


# Ends at the client and takes no file or program.
COPY_OUT: Final = re.compile(r"(?is)copy\s*\((.*)\)\s*to\s+stdout(\s+(with\s*)?[(\w\s,)]*)?")


PRAGMA: Final = re.compile(
    r"(?i)pragma\s+(\w+\.)?((table_x?info|index_x?info|index_list|table_list|foreign_key_list|"
    r"foreign_key_check|integrity_check|quick_check)\s*(\(\s*['\"`]?\w+['\"`]?\s*\))?|"
    r"(database_list|page_count|page_size|freelist_count|compile_options|encoding|user_version|"
    r"schema_version|journal_mode|collation_list|function_list|cache_size|synchronous|foreign_keys|"
    r"auto_vacuum|busy_timeout|locking_mode|wal_autocheckpoint|module_list|pragma_list|data_version|"
    r"application_id|mmap_size|temp_store|secure_delete|query_only|max_page_count))\s*"
)


LEXICAL: Final = (
    (
        (
            r"drop\s+(table|database|schema|index|view|role|user|materialized|function|tablespace|"
            r"extension|sequence|type|trigger|column|collection|keyspace|owned|subscription|"
            r"publication|policy|server|procedure|event|partition|constraint)?"
        ),
        "It drops {}; it cannot be undone.",
    ),
    (r"truncate\b", "TRUNCATE deletes all rows of a table."),
    (r"delete\b", "DELETE removes rows."),
    (
        r"flush\s+tables\s+with|shutdown\b|purge\s+binary|reset\s+(master|slave|replica|binary)|kill\b",
        "It ends service or drops logs.",
    ),
)
