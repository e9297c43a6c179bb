"""A sampling profiler: a thread looks a thousand times a second where the program is."""

import linecache
import sys
import threading
import time
from collections import Counter

from th.session import errors

__all__ = ["Sampler"]

PERIOD = 0.001  # seconds between two looks
SHOWN = 8


class Sampler:
    """Counts the user's lines and the innermost functions while its with-block runs."""

    def __init__(self):
        self.lines, self.functions, self.samples = Counter(), Counter(), 0
        self.seconds = 0.0
        self.target = threading.get_ident()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, name="th-prof", daemon=True)

    def __enter__(self):
        self.interval = sys.getswitchinterval()
        sys.setswitchinterval(PERIOD / 2)  # at Python's 5 ms the thread would look 200 times a second
        self.start = time.perf_counter()
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.seconds = time.perf_counter() - self.start
        self.ended.set()
        self.thread.join()
        sys.setswitchinterval(self.interval)

    def watch(self):
        """Look again and again."""
        while not self.ended.wait(PERIOD):
            frame = sys._current_frames().get(self.target)
            if frame is not None:
                self.count(frame)

    def count(self, frame):
        """Count one look: the innermost function, and the innermost line of the user's."""
        code = frame.f_code
        innermost = (code.co_qualname, code.co_filename)
        while frame is not None and not errors.is_users(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is None:
            return
        self.samples += 1
        self.lines[frame.f_code.co_filename, frame.f_lineno] += 1
        self.functions[innermost] += 1

    def report(self):
        """Return the tables as text."""
        if not self.samples:
            return f"{self.seconds:.4f} s: too short to look into; try it on more work"
        lines = [f"{self.seconds:.3f} s, {self.samples} looks", "hot lines"]
        for (filename, number), count in self.lines.most_common(SHOWN):
            statement = errors.statement_number(filename)
            place = f"[{statement}]:{number}" if statement is not None else f"{short(filename)}:{number}"
            lines.append(self.row(count, f"{place:<16} {linecache.getline(filename, number).strip()[:60]}"))
        lines.append("functions they were in")
        for (name, filename), count in self.functions.most_common(SHOWN):
            statement = errors.statement_number(filename)
            place = f"[{statement}]" if statement is not None else short(filename)
            lines.append(self.row(count, f"{name}  ({place})"))
        return "\n".join(lines)

    def row(self, count, text):
        """Return one row of a table."""
        share = count / self.samples
        return f"  {share:>4.0%} {share * self.seconds:>8.3f} s  {text}"


def short(filename):
    """Return the last two parts of a path."""
    return "/".join(filename.replace("\\", "/").split("/")[-2:])
