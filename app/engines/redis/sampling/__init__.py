"""Looking at a Redis server again and again for little: the sources of metrics.

| source        | fields                                                                         |
|---------------|--------------------------------------------------------------------------------|
| `info`        | of INFO, named as the server spells them; a share in percent is a number       |
| `commandstats`| by command (`config|get`): `calls`, `usec`, `failed_calls`, `rejected_calls`   |
| `errorstats`  | by the first word of the error: `count`                                        |
| `keyspace`    | by database (`db0`): `keys`, `expires`, `avg_ttl` (ms)                         |
| `replica`     | by replica's address: `state`, `online` (1, 0), `offset_lag` (bytes), `lag` (s;|
|               | None is broken)                                                                |
| `cluster`     | of CLUSTER INFO, on a node of a cluster                                        |
| `sentinel`    | by master: `status` (ok, sdown, odown), `ckquorum` (1, 0), and what SENTINEL   |
|               | MASTERS says, `num_slaves` for `num-slaves`                                    |
| `slowlog`     | `last_id` (-1 before the first), `length`                                      |
| `latency`     | by event: `latest`, `max` (ms), `at` (s since 1970)                            |
| `config`      | of CONFIG GET; `maxmemory_policy` and `maxmemory-policy` are one               |
| `probe`       | `ping_ms`: round trip of PING                                                  |
| `cost`        | `statements`, `seconds`, `bytes` of this session so far                        |
"""

from app.engines.redis.sampling.sampler import TakesSamples

__all__ = ["TakesSamples"]
