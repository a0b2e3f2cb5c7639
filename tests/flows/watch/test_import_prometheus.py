"""From a small server that speaks the API as Prometheus documents it, kind or hostile."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from app.cli import main
from app.domain.errors import BadInput, BadUsage, Cancelled, ConnectFailed, StoreTrouble
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.flows.watch.history_commands import named
from app.flows.watch.import_prometheus import _OURS, TOKEN, Imported, Request, import_prometheus
from app.monitor.catalogue import load
from app.monitor.history import History

DAWN = 20_400 * 86_400.0
QPS = 'rate(mysql_global_status_queries{job="db"}[1m])'


def never() -> bool:
    return False


class Prometheus(ThreadingHTTPServer):
    """Answers every query with a value each step: of two instances, the minute of the day."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[dict[str, str]] = []
        self.tokens: list[str | None] = []
        self.answer: tuple[int, bytes] | None = None
        """Instead of the right one."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/prom/"


class _Answers(BaseHTTPRequestHandler):
    server: Prometheus

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {
            name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        self.server.asked.append(form)
        self.server.tokens.append(self.headers["Authorization"])
        status, body = self.server.answer or (200, self._matrix(form))
        if self.path != "/prom/api/v1/query_range":
            status, body = 404, b"404 page not found"
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _matrix(self, form: dict[str, str]) -> bytes:
        begin, end, step = (float(form[name]) for name in ("start", "end", "step"))
        if form["query"] == "nonsense(":
            said = {"status": "error", "errorType": "bad_data", "error": "1:10: parse error: 这"}
            return json.dumps(said).encode()
        values = []
        at = begin
        while at <= end:
            values.append([at, "NaN" if at == DAWN + 600 else str((at - DAWN) / 60)])
            at += step
        name: dict[str, str] = {} if "(" in form["query"] else {"__name__": form["query"]}
        result = [
            {"metric": name | {"instance": who, "job": "db"}, "values": values}
            for who in ("10.0.0.1:9104", "stranger:9104")
        ]
        data = {"resultType": "matrix", "result": result}
        return json.dumps({"status": "success", "data": data, "warnings": ["slow"]}).encode()

    def log_message(self, *_of: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Prometheus]:
    made = Prometheus()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "data" / "history", clock=lambda: DAWN + 10 * 86_400)
    yield made
    made.close()


def fetch(history: History, server: Prometheus, *queries: str, days: float = 0.5) -> Imported:
    request = Request(server.url, queries, DAWN, DAWN + days * 86_400)
    known = {"10.0.0.1:9104": "a"}
    return import_prometheus(history, request, known.get, never)


def test_values_are_kept_under_our_keys_and_instances(history: History, server: Prometheus) -> None:
    done = fetch(
        history, server, f"mysql.queries={QPS}", "mysql_global_status_threads_running", "up",
        days=2.5,
    )  # fmt: skip
    assert done.series == 6
    assert done.samples == 2 * 3600
    assert done.unknown == ("stranger:9104",)
    assert history.instances() == ("a", "stranger:9104")
    assert history.keys("a") == ("mysql.queries", "mysql.threads_running", "prometheus.up")
    shown = history.series("a", "mysql.queries", DAWN, DAWN + 3 * 86_400)
    assert shown.step == 300  # that long ago no sample is kept by itself
    assert (min(shown.lows), max(shown.highs)) == (0, 3600)
    assert [form["query"] for form in server.asked[:2]] == [
        QPS, "mysql_global_status_threads_running",
    ]  # fmt: skip


def test_imported_twice_and_in_parts_it_is_the_same(history: History, server: Prometheus) -> None:
    fetch(history, server, "up")
    before = history.series("a", "prometheus.up", DAWN, DAWN + 86_400)
    fetch(history, server, "up", days=0.25)
    fetch(history, server, "down")
    assert history.series("a", "prometheus.up", DAWN, DAWN + 86_400) == before
    assert len(history.series("a", "prometheus.down", DAWN, DAWN + 86_400).times) == 145


def test_a_refused_query_is_said_in_its_own_words(history: History, server: Prometheus) -> None:
    with pytest.raises(BadInput, match="parse error: 这"):
        fetch(history, server, "nonsense(")


HOSTILE = {
    "page": b"<html>Welcome</html>",
    "list": b"[]",
    "scalar": b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}',
    "broken": b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":3}]}}',
    "values": b'{"status":"success","data":{"resultType":"matrix","result":'
    b'[{"metric":{},"values":[["x","y"]]}]}}',
    "deep": b"[" * 100_000,
    "many": json.dumps(
        {
            "status": "success",
            "data": {"resultType": "matrix", "result": [{"metric": {}, "values": []}] * 6000},
        }
    ).encode(),
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_no_prometheus_answers_is_one_sentence(
    history: History, server: Prometheus, kind: str
) -> None:
    server.answer = (200, HOSTILE[kind])
    with pytest.raises(BadInput):
        fetch(history, server, "up")


def test_a_token_is_sent_and_a_closed_door_is_said(
    history: History, server: Prometheus, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = (401, b"")
    with pytest.raises(ConnectFailed, match="let us in"):
        fetch(history, server, "up")
    monkeypatch.setenv(TOKEN, "s3cret")
    server.answer = None
    fetch(history, server, "up")
    assert server.tokens == [None, "Bearer s3cret"]


def test_nobody_there_is_said(history: History, server: Prometheus) -> None:
    request = Request("http://127.0.0.1:1", ("up",), DAWN, DAWN + 60)
    with pytest.raises(ConnectFailed, match="refused"):
        import_prometheus(history, request, lambda _name: None, never)


@pytest.mark.parametrize(("days", "step"), [(0, 60), (-1, 60), (1, 0), (1_000_000, 1)])
def test_a_stretch_that_makes_no_sense_asks_nobody(
    history: History, server: Prometheus, days: float, step: float
) -> None:
    request = Request(server.url, ("up",), DAWN, DAWN + days * 86_400, step)
    with pytest.raises(BadUsage):
        import_prometheus(history, request, lambda _name: None, never)
    assert not server.asked


def test_it_can_be_stopped_and_is_refused_where_another_console_writes(
    history: History, server: Prometheus
) -> None:
    request = Request(server.url, ("up",), DAWN, DAWN + 86_400)
    with pytest.raises(Cancelled):
        import_prometheus(history, request, lambda _name: None, lambda: True)
    other = History(history.folder)
    with pytest.raises(StoreTrouble, match="Another"):
        import_prometheus(other, request, lambda _name: None, never)
    other.close()


def test_names_of_exporters_mean_metrics_there_are() -> None:
    assert set(_OURS.values()) <= set(load().metrics)


def test_an_instance_is_known_by_name_address_or_its_host_alone() -> None:
    def one(name: str, address: str, port: int) -> Instance:
        return Instance(f"id-{name}", name, DatabaseType.MYSQL, address, port)

    inventory = Inventory.of(
        [one("orders", "10.0.0.1", 3306), one("x", "10.0.0.2", 3306), one("y", "10.0.0.2", 3307)]
    )
    assert named(inventory, "orders") == "id-orders"
    assert named(inventory, "10.0.0.2:3307") == "id-y"
    assert named(inventory, "10.0.0.1:9104") == "id-orders"
    assert named(inventory, "10.0.0.2:9104") is None
    assert named(inventory, "") is None


def test_the_command_line_imports_and_exports(
    server: Prometheus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    out, err = StringIO(), StringIO()
    until = datetime.now(UTC).replace(second=0, microsecond=0)
    since = until - timedelta(hours=2)
    span = ("--since", since.isoformat(), "--until", until.isoformat())
    imports = ("history", "import-prometheus", server.url, "up", *span)
    assert main(imports, out, err) == 0, err.getvalue()
    assert out.getvalue().startswith("242 samples were imported.")
    file = tmp_path / "out.csv"
    exports = ("history", "export", str(file), *span, "--metric", "prometheus.*")
    assert main(exports, out, err) == 0, err.getvalue()
    assert "242 rows are in" in out.getvalue()
    assert file.read_text("utf-8").count("stranger") == 121
    assert main((*exports, "--instance", "nobody"), out, err) == 2
    assert "There is nothing in the history of nobody." in err.getvalue()
    secret = ("history", "import-prometheus", "http://me:pw@127.0.0.1:1", "up")
    assert main(secret, out, err) == 2
    assert main(("history", "import-prometheus", "ftp://x", "up"), out, err) == 2
