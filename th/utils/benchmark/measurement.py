"""What a timing gives."""

import statistics

__all__ = ["Measurement", "in_unit", "unit_for"]

_UNITS = (("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1.0))


def unit_for(seconds):
    """(name, seconds) of the unit to show a time in."""
    return next((u for u in reversed(_UNITS) if seconds >= u[1]), _UNITS[0])


def in_unit(seconds):
    """``1.23 us`` for a time in seconds."""
    name, size = unit_for(seconds)
    return f"{seconds / size:.2f} {name}"


class Measurement:
    """The times of a statement.

    Args:
        number_per_run (int): runs of the statement in each time
        raw_times (list of float): seconds
        task_spec (dict): what was timed: stmt, label, sub_label, description, num_threads
    """

    def __init__(self, number_per_run, raw_times, task_spec):
        self.number_per_run, self.raw_times, self.task_spec = number_per_run, raw_times, task_spec

    @property
    def times(self):
        """Seconds for one run of the statement, of each time taken."""
        return [t / self.number_per_run for t in self.raw_times]

    @property
    def median(self):
        """The median of the times, in seconds."""
        return statistics.median(self.times)

    @property
    def mean(self):
        """The mean of the times, in seconds."""
        return statistics.fmean(self.times)

    @property
    def iqr(self):
        """The range of the middle half of the times, in seconds."""
        if len(self.times) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.times, n=4, method="inclusive")
        return high - low

    @property
    def num_threads(self):
        """How many threads were allowed."""
        return self.task_spec.get("num_threads", 1)

    @property
    def title(self):
        """What was timed, in a line."""
        label = self.task_spec.get("label") or self.task_spec.get("stmt")
        parts = [p for p in (label, self.task_spec.get("sub_label")) if p]
        return ": ".join(parts)

    def __getattr__(self, name):
        if name in ("stmt", "label", "sub_label", "description", "env"):
            return self.__dict__["task_spec"].get(name)
        raise AttributeError(name)

    def __repr__(self):
        count = len(self.times)
        lines = [f"<th.utils.benchmark.Measurement object at {id(self):#x}>", self.title]
        if count == 1:
            lines.append(f"  {in_unit(self.median)}")
        else:
            lines += [f"  Median: {in_unit(self.median)}", f"  IQR:    {in_unit(self.iqr)}"]
        noun = "measurement" if count == 1 else "measurements"
        threads = "thread" if self.num_threads == 1 else "threads"
        lines.append(f"  {count} {noun}, {self.number_per_run} runs per measurement, {self.num_threads} {threads}")
        return "\n".join(lines)
