"""Looking at a Redis server again and again for little: the sources of metrics."""

from app.engines.redis.sampling.sampler import TakesSamples

__all__ = ["TakesSamples"]
