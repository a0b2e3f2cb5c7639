"""How a server carries out an ALTER: `classes` has the words, `classified` the answer."""

from app.audit.online.classes import Algorithm, Lock, Online, Server
from app.audit.online.classified import classified

__all__ = ["Algorithm", "Lock", "Online", "Server", "classified"]
