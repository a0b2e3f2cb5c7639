"""Looking at an Oracle instance again and again for little, without any pack."""

from app.engines.oracle.sampling.sampler import TakesSamples

__all__ = ["TakesSamples"]
