"""What Linux and df write, of old and new, big and small; and whatever else may come."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.host import reading

STAT = """cpu  100 20 30 4000 50 6 7 8 9 10
cpu0 50 10 15 2000 25 3 3 4 4 5
cpu1 50 10 15 2000 25 3 4 4 5 5
"""


def test_processors() -> None:
    assert reading.cpu(STAT) == {
        "total": 4221, "user": 120, "system": 30, "idle": 4000, "iowait": 50, "steal": 8,
    }  # fmt: skip
    assert reading.cpu("cpu  1 2 3 4")["total"] == 10, "as old kernels have it"
    assert reading.cpu("cpu 1 2") == reading.cpu("") == {}
    assert reading.load("0.52 0.58 1.59 2/467 8104", STAT) == {
        "one": 0.52, "five": 0.58, "fifteen": 1.59, "cores": 2,
    }  # fmt: skip


def test_memory_of_new_kernels_and_old() -> None:
    new = "MemTotal: 2000 kB\nMemFree: 100 kB\nMemAvailable:  900 kB\nSwapTotal: 0 kB\n"
    assert reading.memory(new) == {"total": 2048000, "available": 921600, "swap_total": 0}
    old = "MemTotal: 2000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 200 kB\nHugePages_Total: 4\n"
    assert reading.memory(old)["available"] == 350 * 1024


GNU = """Filesystem     1024-blocks      Used Available Capacity Mounted on
udev               8100000         0   8100000       0% /dev
tmpfs              1600000      1200   1598800       1% /run
/dev/mapper/vg-root 95000000 45000000 45250000      50% /
/dev/loop3           64000     64000         0     100% /snap/core20/1974
//nas/back up      1000000    400000    600000      40% /mnt/back up
rpool/data        50000000  50000000         0     100% /data
/dev/sdz1                0         0         0       -  /empty
"""
BUSYBOX = """Filesystem           1024-blocks    Used Available Capacity Mounted on
overlay               61255492  30627746  27486420  53% /
none                     65536         0     65536   0% /dev
"""


def test_disks_without_what_is_none() -> None:
    found = reading.disks(GNU)
    assert found.keys() == {"/", "/mnt/back up", "/data"}
    assert found["/"] == {
        "size": 90_250_000 * 1024, "used": 45_000_000 * 1024, "free": 45_250_000 * 1024,
    }  # fmt: skip
    assert found["/data"]["size"] == found["/data"]["used"]
    assert reading.disks(BUSYBOX).keys() == {"/"}


def test_requests_of_disks_and_not_of_their_parts_again() -> None:
    said = """   8       0 sda 100 1 800 50 200 2 1600 150 3 180 200
   8       1 sda1 90 1 700 40 200 2 1600 150 0 170 190
 202       1 xvda1 7 0 56 4 1 0 8 1 0 5 5
 259       0 nvme0n1 10 0 80 5 0 0 0 0 0 5 5 0 0 0 0
 259       1 nvme0n1p1 10 0 80 5 0 0 0 0 0 5 5 0 0 0 0
 253       0 dm-0 300 0 2400 200 0 0 0 0 0 180 200
   7       0 loop0 10 0 80 5 0 0 0 0 0 5 5
   8      16 sdb 0 0 0 0 0 0 0 0 0 0 0
   8      17 sdc 1 2 3
"""
    found = reading.diskstats(said)
    assert found.keys() == {"sda", "xvda1", "nvme0n1", "dm-0"}
    assert found["sda"] == {
        "ios": 300, "time_ms": 200, "busy_ms": 180, "reads": 100, "writes": 200,
        "read_bytes": 800 * 512, "write_bytes": 1600 * 512,
    }  # fmt: skip


_LINES = st.text(alphabet="cpu 0123456789.%/-:kB\nMemTotalsdaxé²", max_size=200)


@given(st.one_of(st.text(max_size=200), _LINES))
@settings(max_examples=60)
def test_anything_at_all(said: str) -> None:
    reading.load(said, said)
    for fields in (reading.cpu(said), reading.memory(said)):
        assert all(isinstance(value, int) and value >= 0 for value in fields.values())
    for rows in (reading.disks(said), reading.diskstats(said)):
        assert all(isinstance(v, int) and v >= 0 for row in rows.values() for v in row.values())
    reading.first_number(said)
