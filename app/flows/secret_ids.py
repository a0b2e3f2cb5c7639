"""The ids of all secrets there may be: a keychain cannot be asked for a list."""

from collections.abc import Iterable

from app.auth.oauth import Provider
from app.auth.signing import WORKSTATION_IDS
from app.domain.endpoint import Access, secret_id
from app.domain.estate import Inventory
from app.domain.inventory import Instance
from app.integrations.notify.channel import Channel, channel_secret
from app.store.inventory.place import secret_of


def secret_ids(
    inventory: Inventory,
    store: str = "",
    channels: Iterable[Channel] = (),
    providers: Iterable[Provider] = (),
) -> tuple[str, ...]:
    """Of the workstation its key, of every instance what its connection may ask for, of every
    channel what it is told with, of every provider the tokens it gave and our secret there, and
    the password of a team's `store`.
    """
    found = list(WORKSTATION_IDS)
    found += [
        secret_id(instance.id, what)
        for instance in inventory.all(Instance)
        for what in _asked_for(instance.access)
    ]
    found += [channel_secret(each.id, what) for each in channels for what in each.secrets]
    found += [id_ for each in providers for id_ in (each.tokens_id, each.secret_id)]
    return (*found, secret_of(store)) if "://" in store else tuple(found)


def _asked_for(access: Access) -> list[str]:
    asked = ["password"]
    asked += ["tls-key"] * bool(access.tls.key or access.tls.certificate)
    asked += ["wallet"] * bool(access.oracle.wallet_folder)
    asked += ["sentinel"] * bool(access.redis.sentinels)
    asked += ["socks"] * (access.route.socks is not None)
    return asked + [hop.secret_at(place) for place, hop in enumerate(access.route.hops)]
