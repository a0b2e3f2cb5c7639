"""What to do about an error that stopped a channel.

Numbers are those of the applier (a statement that failed) and of the receiver (the source cannot
be reached, or no longer has what is asked for). Sources: MySQL Reference, "Server Error Message
Reference" and "Replication FAQ"; MariaDB KB, "Gtid Strict Mode".
"""

from app.i18n import N_, _

_COMPARE = N_(
    "The replica has a row that the source is about to make: it was written to, or a transaction"
    " ran twice. Compare the row on both sides; if they are the same, skip this transaction, else"
    " remove the row on the replica and start again."
)
_MISSING_ROW = N_(
    "The replica lacks a row that the source changed: it was written to. Copy the row from the"
    " source and start again, or skip this transaction and compare the table."
)
_LACKS_TABLE = N_(
    "A table or database differs between the two. Make it as it is on the source and start again;"
    " skip only where the replica has the change already."
)
_PURGED = N_(
    "The source no longer has the binary logs this replica needs. Build the replica anew from a"
    " backup or by cloning."
)
_ADVICE = {
    1007: _LACKS_TABLE, 1008: _LACKS_TABLE, 1050: _LACKS_TABLE, 1051: _LACKS_TABLE,
    1054: _LACKS_TABLE, 1060: _LACKS_TABLE, 1061: _LACKS_TABLE, 1091: _LACKS_TABLE,
    1146: _LACKS_TABLE, 1049: _LACKS_TABLE, 1677: _LACKS_TABLE,
    1396: N_("An account differs between the two. If the replica has what the source made, skip"
             " this transaction; else make it there and start again."),
    1062: _COMPARE, 1022: _COMPARE,
    1032: _MISSING_ROW,
    1236: _PURGED, 13114: _PURGED,
    1205: N_("The applier waited too long for a lock on this replica; the Locks page shows whose."
             " End that session and start again."),
    1213: N_("The applier was the victim of a deadlock too often; start again, and see who writes"
             " or locks on this replica."),
    1045: N_("The source refuses the account of replication: correct it with CHANGE REPLICATION"
             " SOURCE TO (MariaDB: CHANGE MASTER TO)."),
    1130: N_("The source has no account for this replica's address; add one there."),
    2003: N_("The source cannot be reached: see whether it runs, and the network in between."),
    2005: N_("The name of the source is not known here: see the name server."),
    2013: N_("The connection to the source broke; the receiver tries again by itself."),
    2026: N_("TLS with the source failed: see the certificates on both sides."),
    2061: N_("The account of replication needs TLS or the source's key: SOURCE_SSL = 1, or"
             " GET_SOURCE_PUBLIC_KEY = 1, in CHANGE REPLICATION SOURCE TO."),
    1593: N_("Source and replica have the same server_id or UUID, or differ in how they log; see"
             " the error's text."),
    1594: N_("The relay log is damaged. With GTID: stop replication, reset the replica's relay logs"
             " and start again; it fetches them anew."),
    1950: N_("The replica has a transaction of its own in the same domain, with a higher number:"
             " it was written to. Remove what it wrote and set gtid_slave_pos, or build it anew."),
}  # fmt: skip


def advice_for(number: int, text: str) -> str:
    """What to do about an error of a channel; "" where nothing helpful is known."""
    if number in (1236, 13114) and "purged" not in text and "not find first log" not in text:
        if "more GTIDs" in text or "errant" in text or "diverged" in text:
            return _(_AHEAD)
        return _("The source cannot send what was asked for; see the error's text.")
    return _(_ADVICE.get(number, ""))


_AHEAD = N_(
    "The replica has transactions that the source never had: the topology tells which. Compare the"
    " data, then give the source empty transactions with these GTIDs, or build the replica anew."
)
