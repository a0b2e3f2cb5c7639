"""Every engine there is, and which one serves a type of database."""

from app.domain.errors import Unsupported
from app.domain.inventory import DatabaseType
from app.engines import mysql, oracle, redis
from app.engines.base import Engine
from app.i18n import _

ENGINES: tuple[Engine, ...] = (mysql.ENGINE, oracle.ENGINE, redis.ENGINE)


def engine_for(type_: str) -> Engine:
    """The engine of that type; Unsupported where there is none, BadInput for no type at all."""
    wanted = DatabaseType.named(type_)
    for engine in ENGINES:
        if wanted in engine.types:
            return engine
    raise Unsupported(_("There is no engine for {type} here.").format(type=type_))
