"""The small language in which metrics are said: `rate(status.Queries)`, `100 * a.b / a.c`.

    status.Queries                    a field of a source
    config.`maxmemory-policy`         a field whose name is no word
    event["log file sync"].time       a field of one row of a table
    + - * /  ( )  numbers  "text"     arithmetic; only == and != take text
    == != < <= > >=  and  or          1 where it is so, 0 where not
    delta(x)  rate(x)                 what counters rose by since the last look, and that per second
    first(a, b, …)                    the first that is there: names that differ by version
    min(a, b)  max(a, b)  abs(a)      of values
    sum(x) min(x) max(x) avg(x) any(x) count(x)    over the rows of the one table in x
    on(x)                             1 for ON, YES, 1 and the like, 0 for anything else

What is not there (None, a missing field, a division by zero) makes the whole value missing: a wrong
number is worse than none.
"""

from app.monitor.formula.compiled import Formula, Scene, compiled
from app.monitor.formula.tree import BadFormula, Reference

__all__ = ["BadFormula", "Formula", "Reference", "Scene", "compiled"]
