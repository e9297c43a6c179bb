"""What a profile found, added up by names and set as PyTorch's table."""

from th.errors import ArgumentError

__all__ = ["EventList"]

_KEYS = ("count", "cpu_memory_usage", "cpu_time", "cpu_time_total", "cuda_time", "cuda_time_total", "device_time", "device_time_total",
         "self_cpu_memory_usage", "self_cpu_time_total", "self_cuda_time_total", "self_device_time_total")  # fmt: skip
_WIDTH, _GAP = 12, "  "


class _Average:
    """All events of one name: times in microseconds, memory in bytes."""

    def __init__(self, key, first):
        self.key, self.input_shapes, self.stack = key, first.input_shapes, first.stack
        self.count = 0
        self.cpu_time_total = self.self_cpu_time_total = self.device_time_total = self.self_device_time_total = 0.0
        self.cpu_memory_usage = self.self_cpu_memory_usage = 0

    def add(self, event):
        """Takes in one more."""
        self.count += 1
        if not _is_inside_its_own(event):
            self.cpu_time_total += event.cpu_time_total
            self.device_time_total += event.device_time_total
            self.cpu_memory_usage += event.cpu_memory_usage
        self.self_cpu_time_total += event.self_cpu_time_total
        self.self_device_time_total += event.self_device_time_total
        self.self_cpu_memory_usage += event.self_cpu_memory_usage

    @property
    def cpu_time(self):
        """Microseconds of a call, on average."""
        return self.cpu_time_total / self.count

    @property
    def device_time(self):
        """Microseconds of a call on the GPU, on average."""
        return self.device_time_total / self.count

    cuda_time = device_time
    cuda_time_total = property(lambda self: self.device_time_total)
    self_cuda_time_total = property(lambda self: self.self_device_time_total)

    def __repr__(self):
        return (f"<FunctionEventAvg key={self.key} self_cpu_time={_time(self.self_cpu_time_total / self.count)} "
                f"cpu_time={_time(self.cpu_time)} count={self.count}>")


def _is_inside_its_own(event):
    parent = event.parent
    while parent is not None:
        if parent.name == event.name:
            return True
        parent = parent.parent
    return False


class EventList(list):
    """Events of a profile, or their averages: a list that prints as a table."""

    def __init__(self, events, *, with_shapes=False, with_memory=False, on_device=False):
        super().__init__(events)
        self._settings = {"with_shapes": with_shapes, "with_memory": with_memory, "on_device": on_device}

    def key_averages(self, group_by_input_shapes=False, group_by_stack_n=0):
        """The events added up by name, and by shapes or the user's innermost lines if asked for."""
        found = {}
        for event in self:
            key = (event.name, str(event.input_shapes) if group_by_input_shapes else "", *event.stack[:group_by_stack_n])
            if key not in found:
                found[key] = _Average(event.name, event)
            found[key].add(event)
        settings = {**self._settings, "with_shapes": group_by_input_shapes}
        return EventList(found.values(), **settings)

    def total_average(self):
        """All events as one row."""
        total = _Average("Total", self[0]) if self else None
        for event in self:
            total.add(event)
        return total

    @property
    def self_cpu_time_total(self):
        """Microseconds of all events, what ran inside others counted once."""
        return sum(e.self_cpu_time_total for e in self)

    def table(self, sort_by=None, row_limit=100, max_src_column_width=75, max_name_column_width=55,
              max_shapes_column_width=80, header=None, top_level_events_only=False):
        """A table of the averages.

        Args:
            sort_by (str): "cpu_time_total", "self_cpu_time_total", "cuda_time_total", "count" and so on: largest first
            row_limit (int): how many rows; -1 for all
            header (str): a line above
        Raises:
            ArgumentError: when there is no such order
        """
        rows = self if not self or isinstance(self[0], _Average) else self.key_averages()
        if sort_by is not None and sort_by not in _KEYS:
            raise ArgumentError(f"`sort_by` (={sort_by!r}) must be one of {', '.join(_KEYS)}")
        ordered = rows if sort_by is None else sorted(rows, key=lambda r: getattr(r, sort_by), reverse=True)
        ordered = list(ordered) if row_limit < 0 else list(ordered)[:row_limit]
        columns = rows._columns(max_name_column_width, max_shapes_column_width)
        widths = [max(_WIDTH, *(len(text(row)) + 4 for row in rows)) if not right else _WIDTH
                  for _, text, right in columns] if rows else [_WIDTH] * len(columns)  # fmt: skip
        rule = _GAP.join("-" * w for w in widths) + _GAP
        lines = [rule, _line([h for h, _, _ in columns], widths), rule]
        lines += [_line([text(row) for _, text, _ in columns], widths) for row in ordered]
        lines += [rule, f"Self CPU time total: {_time(rows.self_cpu_time_total)}"]
        if self._settings["on_device"]:
            lines.append(f"Self CUDA time total: {_time(sum(r.self_device_time_total for r in rows))}")
        return "\n".join([*([header] if header else []), *lines, ""])

    def _columns(self, name_width, shapes_width):
        """(head, the text of a row, whether it has the usual width) of each column."""
        total = self.self_cpu_time_total
        on_device = sum(r.self_device_time_total for r in self)
        found = [
            ("Name", lambda r: _cut(r.key, name_width), False),
            ("Self CPU %", lambda r: _share(r.self_cpu_time_total, total), True),
            ("Self CPU", lambda r: _time(r.self_cpu_time_total), True),
            ("CPU total %", lambda r: _share(r.cpu_time_total, total), True),
            ("CPU total", lambda r: _time(r.cpu_time_total), True),
            ("CPU time avg", lambda r: _time(r.cpu_time), True),
        ]
        if self._settings["on_device"]:
            found += [
                ("Self CUDA", lambda r: _time(r.self_device_time_total), True),
                ("Self CUDA %", lambda r: _share(r.self_device_time_total, on_device), True),
                ("CUDA total", lambda r: _time(r.device_time_total), True),
                ("CUDA time avg", lambda r: _time(r.device_time), True),
            ]
        if self._settings["with_memory"]:
            found += [
                ("CPU Mem", lambda r: _memory(r.cpu_memory_usage), True),
                ("Self CPU Mem", lambda r: _memory(r.self_cpu_memory_usage), True),
            ]
        found.append(("# of Calls", lambda r: str(r.count), True))
        if self._settings["with_shapes"]:
            found.append(("Input Shapes", lambda r: _cut(str(r.input_shapes), shapes_width), False))
        return found

    def __str__(self):
        return self.table()


def _line(texts, widths):
    return _GAP.join(t.rjust(w) for t, w in zip(texts, widths, strict=True)) + _GAP


def _cut(text, width):
    return text if len(text) <= width - 4 else text[: width - 7] + "..."


def _share(part, whole):
    return f"{part * 100 / whole:.2f}%" if whole else "NaN"


def _time(us):
    """Microseconds as PyTorch writes them."""
    for size, unit in ((1e6, "s"), (1e3, "ms")):
        if us >= size:
            return f"{us / size:.3f}{unit}"
    return f"{us:.3f}us"


def _memory(count):
    """Bytes as PyTorch writes them."""
    for power, unit in ((30, "GB"), (20, "MB"), (10, "KB")):
        if abs(count) >= 1 << power:
            return f"{count / (1 << power):.2f} {unit}"
    return f"{count} B"
