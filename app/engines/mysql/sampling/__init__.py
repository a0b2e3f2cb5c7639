"""Looking at MySQL and MariaDB again and again for little: the sources of metrics, and captures.

| source     | fields                                                                            |
|------------|-----------------------------------------------------------------------------------|
| `status`   | SHOW GLOBAL STATUS, named as the server spells them                                 |
| `variable` | global variables in small letters; a minute old at most                             |
| `innodb`   | INNODB_METRICS that are enabled, by name                                            |
| `trx`      | `count`, `oldest_age` (s), `lock_waiting`: InnoDB's open transactions but ours      |
| `mdl`      | `waiting`: sessions that wait for a metadata lock                                   |
| `waits`    | by wait class: `sessions` that are active now, without ours and the server's own    |
| `replica`  | by channel: `io_running`, `sql_running`, `lag` (s; None is broken), `delay` (s, as  |
|            | configured), `last_errno`, `last_error`, `gtid_gap` (received, not applied)         |
| `group`    | by member's address: `state`, `online` (1, 0), `role`, `certifying`, `applying`,    |
|            | `conflicts`                                                                         |
| `autoinc`  | by schema.table: `used_percent`, the fullest hundred                                |
| `space`    | by schema: `bytes` of InnoDB's files                                                |
| `file_io`  | `read_count`, `write_count`, `read_time`, `write_time` (s)                          |
| `digest`   | `lost`: statements that were not counted by shape                                   |
| `binlog`   | `bytes`, `files`                                                                    |
| `memory`   | `total`: bytes the server says it holds                                             |
| `probe`    | `ping_ms`: round trip of COM_PING                                                   |
| `cost`     | `statements`, `seconds`, `bytes`, `rows` of this session so far                     |
"""

from app.engines.mysql.sampling.sampler import TakesSamples

__all__ = ["TakesSamples"]
