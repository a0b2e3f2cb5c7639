"""From samples to alerts: rules as data, what they come to, and who is told nothing of it.

| file         | what                                                          |
|--------------|---------------------------------------------------------------|
| `rulebook`   | which rules there are, and which hold for whom                |
| `rules_file` | the user's own, and what they changed, as TOML                |
| `condition`  | one threshold on one series: value, duration, hysteresis      |
| `trend`      | one that looks ahead                                          |
| `case`       | all thresholds of a rule on one series: one alert             |
| `quiet`      | silences and maintenance windows                              |
| `watched`    | what is known of one instance                                 |
| `states`     | what must survive the end of the program                      |
| `seat`       | which of several programs on one folder judges                |
| `sentences`  | what an alert says                                            |
| `judge`      | all of it together                                            |
"""

from app.monitor.alerts.judge import Judge
from app.monitor.alerts.rules_file import read_rules, write_rules

__all__ = ["Judge", "read_rules", "write_rules"]
