"""Every secret a connection may ask for is named, and no other."""

from dataclasses import replace

from app.auth.oauth import Provider
from app.auth.signing import WORKSTATION_IDS
from app.domain.endpoint import Access, Socks
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.flows.secret_ids import secret_ids
from app.integrations.notify.channel import EmailChannel, Service, WebhookChannel
from tests.store.inventory.conftest import sample

URL = "mysql+pymysql://mohist@db.corp/mohist"


def test_a_bare_instance_has_a_password_alone() -> None:
    bare = Inventory.of([Instance("1", "one", DatabaseType.REDIS, "h", 6379)])
    known = (*WORKSTATION_IDS, "instance/1/password")
    assert secret_ids(bare) == known
    assert secret_ids(bare, "/x/inventory.db") == known
    assert secret_ids(bare, URL) == (*known, f"store/{URL}")


def test_the_secrets_of_channels_go_along() -> None:
    channels = (
        EmailChannel("m", "Mail", user="u"), EmailChannel("n", "No login"),
        WebhookChannel("d", "Ops", Service.DINGTALK, signed=True),
    )  # fmt: skip
    assert secret_ids(Inventory.of([]), URL, channels) == (
        *WORKSTATION_IDS, "channel/m/password", "channel/d/url", "channel/d/sign", f"store/{URL}",
    )  # fmt: skip


def test_the_secrets_of_providers_go_along() -> None:
    house = Provider("house", "House", "mohist", issuer="https://id.example.org")
    found = secret_ids(Inventory.of([]), providers=[house])
    assert found == (*WORKSTATION_IDS, house.tokens_id, house.secret_id)


def test_what_lies_on_the_way_is_named_too() -> None:
    full = sample()[-1]
    assert isinstance(full, Instance)
    named = set(secret_ids(Inventory.of([full]))) - set(WORKSTATION_IDS)
    whats = {each.rpartition("/")[2] for each in named}
    assert whats == {"password", "tls-key", "socks", "sentinel", "ssh-0", "ssh-1"}
    route = replace(full.access.route, socks=Socks("p"), hops=())
    bare = replace(full, access=Access(route=route))
    assert len(secret_ids(Inventory.of([bare]))) == 2 + len(WORKSTATION_IDS)
