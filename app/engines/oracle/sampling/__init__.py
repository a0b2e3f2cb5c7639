"""Looking at an Oracle instance again and again for little, without any pack.

| source         | fields                                                                        |
|----------------|-------------------------------------------------------------------------------|
| `sysstat`,     | statistics by name, in words: `parse_count_hard` for `parse count (hard)`     |
| `time_model`,  | (microseconds)                                                                |
| `osstat`,      | (hundredths of a second)                                                      |
| `pga`, `sga`   | and beside them `pga_aggregate_limit`, `shared_pool_free_memory`              |
| `wait_class`   | by class but Idle: `total_waits`, `time_waited` (hundredths of a second)      |
| `event`        | by event of those classes: `total_waits`, `time_waited_micro`                 |
| `waits`        | by wait class, and `CPU`: `sessions` at work now, without ours                |
| `blocked`      | `sessions` that wait for another one, `longest` (s)                           |
| `resource`     | by resource: `current`, `max`, `limit` (None is unlimited)                    |
| `tablespace`   | by name: `used_percent` of what it may grow to, `used_bytes`, `size_bytes`    |
| `temp`, `fra`  | `used_percent`, `used_bytes`, `size_bytes`                                    |
| `undo`         | of the last hour: `ssolderrcnt`, `nospaceerrcnt`, `maxquerylen` (s),          |
|                | `tuned_undoretention` (s), `activeblks`                                       |
| `librarycache` | `gets`, `gethits`, `pins`, `pinhits`, `reloads`, `invalidations`              |
| `log_history`  | `last_hour`: log switches                                                     |
| `instance`     | `status`, `database_status`, `archiver`, `logins`, `shutdown_pending`,        |
|                | `blocked`, `startup`                                                          |
| `database`     | `role`, `open_mode`, `log_mode`, `force_logging`, `flashback_on`,             |
|                | `switchover_status`, `protection_mode`                                        |
| `dataguard`    | by `transport lag` and `apply lag`: `lag` (s; None is not known)              |
| `archive_dest` | by name: `status`, `error`, `target`, `gap_status`, `synchronization_status`  |
| `asm`          | by disk group: `state`, `used_percent`, `total_mb`, `free_mb`,                |
|                | `usable_file_mb`, `offline_disks`                                             |
| `probe`        | `ping_ms`: round trip of a ping                                               |
| `cost`         | `statements`, `seconds`, `bytes`, `rows` of this session so far               |
"""

from app.engines.oracle.sampling.sampler import TakesSamples

__all__ = ["TakesSamples"]
