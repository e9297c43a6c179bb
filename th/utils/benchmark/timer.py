"""The timer."""

import sys
import timeit

from th.errors import NotAvailableError
from th.tensor import devices
from th.utils.benchmark.measurement import Measurement

__all__ = ["Timer"]


def _now():
    """The clock, after a GPU has done what it was given."""
    if devices.cuda_is_available():
        devices.cuda_namespace().cuda.Device().synchronize()
    return timeit.default_timer()


class Timer:
    """Times a statement, as Python's `timeit`, waiting for a GPU where there is one.

    Args:
        stmt (str or callable): what is timed
        setup (str): run once before
        globals (dict): the names it uses
        timer (callable): the clock
        label, sub_label, description (str): what it is called in tables
        env (str): where it ran
        num_threads (int): noted
    Example:
        >>> timer = torch.utils.benchmark.Timer("x + x", globals={"x": torch.ones(3)})
        >>> timer.timeit(10).number_per_run
        10
    """

    def __init__(self, stmt="pass", setup="pass", global_setup="", timer=_now, globals=None, label=None,
                 sub_label=None, description=None, env=None, num_threads=1, language="python"):
        if language not in ("python", 0):
            raise NotAvailableError(f"`language` (={language!r}) must be 'python': th times no C++")
        names = dict(globals or {})
        names.setdefault("torch", sys.modules["th"])
        self._timer = timeit.Timer(stmt, setup, timer, names)
        self._task = {"stmt": stmt if isinstance(stmt, str) else getattr(stmt, "__name__", repr(stmt)), "label": label,
                      "sub_label": sub_label, "description": description, "env": env, "num_threads": num_threads}

    def timeit(self, number=1000000):
        """Runs the statement so often, after a few runs to warm up."""
        self._timer.timeit(max(number // 100, 2))
        return Measurement(number, [self._timer.timeit(number)], self._task)

    def blocked_autorange(self, callback=None, min_run_time=0.2):
        """Runs the statement in blocks for at least `min_run_time` seconds."""
        number = self._block(min_run_time)
        times, total = [], 0.0
        while total < min_run_time:
            seconds = self._timer.timeit(number)
            if callback is not None:
                callback(number, seconds)
            times.append(seconds)
            total += seconds
        return Measurement(number, times, self._task)

    def adaptive_autorange(self, threshold=0.1, *, min_run_time=0.01, max_run_time=10.0, callback=None):
        """Runs until the middle half of the times is within `threshold` of their median."""
        number = self._block(min_run_time)
        times, total = [], 0.0
        while total < max_run_time:
            seconds = self._timer.timeit(number)
            times.append(seconds)
            total += seconds
            found = Measurement(number, times, self._task)
            if total >= min_run_time and len(times) > 3 and found.iqr < threshold * found.median:
                break
        return Measurement(number, times, self._task)

    def _block(self, min_run_time):
        """How often to run between two looks at the clock, so that looking costs nothing to speak of."""
        self._timer.timeit(2)
        number = 1
        while True:
            seconds = self._timer.timeit(number)
            if seconds > min_run_time / 1000 or seconds > 1e-3:
                return number
            number *= 10
