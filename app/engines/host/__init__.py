"""The machine below an instance, read over SSH: nothing is installed and nothing written there."""

from app.engines.host.machine import machine_of
from app.engines.host.sampler import HostSampler

__all__ = ["HostSampler", "machine_of"]
