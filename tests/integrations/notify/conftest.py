"""What the tests of channels share."""

from collections.abc import Callable, Iterator

import pytest

from tests.integrations.notify.listening import Answer, HttpServer, SmtpServer
from tests.servers.certificates import Certificates, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("mail-certificates"))


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def answering() -> Iterator[Callable[..., HttpServer]]:
    """Makes HTTP servers, and ends them."""
    made: list[HttpServer] = []

    def make(*answers: Answer, **said: Certificates) -> HttpServer:
        made.append(HttpServer(*answers, **said))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def mailing() -> Iterator[Callable[..., SmtpServer]]:
    """Makes mail servers, and ends them."""
    made: list[SmtpServer] = []

    def make(**said: object) -> SmtpServer:
        made.append(SmtpServer(**said))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()
