"""The two kinds of sessions there are, put together from what each can do."""

from app.engines.redis.accounts import ShowsAccounts
from app.engines.redis.captures import Captures
from app.engines.redis.change_keys import ChangesKeys
from app.engines.redis.clients import ListsClients
from app.engines.redis.key_weights import WeighsKeys
from app.engines.redis.keys import BrowsesKeys
from app.engines.redis.parameters import ShowsParameters
from app.engines.redis.pubsub import Subscribes
from app.engines.redis.replication import Replicates
from app.engines.redis.sampling import TakesSamples
from app.engines.redis.sentinel import Watches
from app.engines.redis.slow import KeepsSlowLog
from app.engines.redis.space import ShowsSpace


class RedisSession(
    ListsClients,
    Replicates,
    KeepsSlowLog,
    ShowsParameters,
    ShowsAccounts,
    ShowsSpace,
    BrowsesKeys,
    WeighsKeys,
    ChangesKeys,
    Subscribes,
    TakesSamples,
    Captures,
):
    """A server that holds keys, or a cluster of them."""


class SentinelSession(ListsClients, Watches, Subscribes, TakesSamples):
    """A Sentinel: it watches masters and holds no keys."""
