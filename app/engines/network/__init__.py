"""Between a click and a socket: names, proxies, SSH, TCP and TLS, all of it cancellable.

`dial` gives a connected socket, `forward` a loopback address for a driver that wants to connect by
itself, `tls.context` what to wrap it in, and `Breaker` ends a call that waits in a driver. `Shell`
runs commands on the last SSH hop.
"""

from app.engines.network.breaker import Breaker
from app.engines.network.dial import dial
from app.engines.network.forward import Forward
from app.engines.network.shell import Shell
from app.engines.network.stages import stage

__all__ = ["Breaker", "Forward", "Shell", "dial", "stage"]
