"""The exporters of Prometheus, as Debian packages them, each scraping one server."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from types import TracebackType
from typing import Self

from tests.servers.process import free_port

MYSQL, REDIS = "prometheus-mysqld-exporter", "prometheus-redis-exporter"


class Exporter:
    """One that listens on a free port, until it is left."""

    def __init__(self, program: str, *options: str, **environment: str) -> None:
        self.port = free_port()
        self._line = [program, *options]
        self._environment = os.environ | environment
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def missing(program: str) -> str:
        """Why it cannot be run, or nothing."""
        return "" if shutil.which(program) else f"{program} is not installed"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [part.format(port=self.port) for part in self._line],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 10
        while True:
            try:
                self.scrape()
                return self
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > end or self._process.poll() is not None:
                    self.__exit__(None, None, None)
                    raise
                time.sleep(0.1)

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    @property
    def pid(self) -> int:
        """Of its process."""
        assert self._process is not None
        return self._process.pid

    def scrape(self) -> bytes:
        """All it tells, as Prometheus would ask for it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as answer:
            said: bytes = answer.read()
            return said


def of_mysql(port: int, user: str, password: str) -> Exporter:
    """With what it collects by default."""
    return Exporter(
        MYSQL,
        "--web.listen-address=127.0.0.1:{port}",
        DATA_SOURCE_NAME=f"{user}:{password}@(127.0.0.1:{port})/",
    )


def of_redis(port: int) -> Exporter:
    """With what it collects by default."""
    return Exporter(
        REDIS, "-web.listen-address=127.0.0.1:{port}", f"-redis.addr=redis://127.0.0.1:{port}"
    )
