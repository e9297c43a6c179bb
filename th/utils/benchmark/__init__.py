"""Timing small pieces of code, on the CPU and on a GPU."""

from th.utils.benchmark.compare import Compare
from th.utils.benchmark.measurement import Measurement
from th.utils.benchmark.timer import Timer

__all__ = ["Compare", "Measurement", "Timer"]
