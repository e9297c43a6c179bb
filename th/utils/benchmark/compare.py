"""Tables of times."""

from th.utils.benchmark.measurement import unit_for

__all__ = ["Compare"]


class Compare:
    """Timings as a table: a row for each `sub_label`, a column for each `description`.

    Args:
        results (list of Measurement): what `Timer` gave
    """

    def __init__(self, results):
        self._results = list(results)

    def extend_results(self, results):
        """Adds more."""
        self._results.extend(results)

    def trim_significant_figures(self):
        """Accepted; times are shown to four figures."""

    def colorize(self, rowwise=False):
        """Accepted; tables are plain."""

    def print(self):
        """Prints the table."""
        print(self)

    def __str__(self):
        labels = dict.fromkeys(m.label for m in self._results)
        return "\n".join(self._table(label) for label in labels)

    def _table(self, label):
        chosen = [m for m in self._results if m.label == label]
        columns = list(dict.fromkeys(m.description or "" for m in chosen))
        rows = list(dict.fromkeys((m.num_threads, m.sub_label or m.stmt) for m in chosen))
        name, size = unit_for(min(m.median for m in chosen))
        cells = {(m.num_threads, m.sub_label or m.stmt, m.description or ""): f"{m.median / size:.4g}" for m in chosen}
        head = max(len(str(row[1])) for row in rows) + 6
        widths = [max(len(c), *(len(cells.get((*row, c), "")) for row in rows)) for c in columns]
        lines = [f"[{'-' * 8} {label or ''} {'-' * 8}]"]
        lines.append(" " * head + "".join(f"  |  {c:^{w}}" for c, w in zip(columns, widths, strict=True)))
        threads = None
        for row in rows:
            if row[0] != threads:
                threads = row[0]
                lines.append(f"{threads} threads: {'-' * (head - 5)}")
            values = (cells.get((*row, c), "") for c in columns)
            lines.append(f"      {row[1]:<{head - 6}}" + "".join(f"  |  {v:>{w}}" for v, w in zip(values, widths, strict=True)))
        return "\n".join([*lines, "", f"Times are in {name}."])
