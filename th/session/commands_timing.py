"""Commands that measure: %time, %timeit, %prof; all of them wait for the devices."""

import re
import time

from th.session import source
from th.session.registry import UsageError, command

__all__ = ["Timing"]

LEAST = 0.2  # seconds that one run of %timeit lasts at least
RUNS = 7
OURS = r"(?:-[nr]\s*\d+\s+|-[qo]\s+)*+(?!-[ctpv](?:\s|\d|\Z)).*"  # options of IPython's %timeit alone: -c, -t, -p, -v
OPTION = re.compile(r"\s*-(?:(?P<name>[nr])\s*(?P<value>\d+)|(?P<flag>[qo]))(?=\s|\Z)")


@command("time", usage="%time STATEMENT", completer="code", cell=True)
def time_statement(session, rest, cell=None):
    """Run a statement once and say how long it took: by the clock, and of the processor."""
    code = rest if cell is None else f"{rest}\n{cell}" if rest.strip() else cell
    clock, processor = time.perf_counter(), time.process_time()
    try:
        value = session.evaluate_text(code)
        session.synchronize()
    finally:
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        print(f"{seconds_text(clock)} by the clock, {seconds_text(processor)} of the processor")
    return value


class Timing:
    """What %timeit measured: seconds per loop of each run."""

    def __init__(self, runs, loops):
        self.all_runs, self.loops, self.repeat = runs, loops, len(runs)
        self.best, self.worst = min(runs), max(runs)
        self.average = sum(runs) / len(runs)
        self.stdev = (sum((each - self.average) ** 2 for each in runs) / len(runs)) ** 0.5

    def __repr__(self):
        runs = f"{self.repeat} run{'s' * (self.repeat > 1)} of {self.loops} loop{'s' * (self.loops > 1)}"
        return f"{seconds_text(self.average)} ± {seconds_text(self.stdev)} per loop (best {seconds_text(self.best)}; {runs})"


@command("timeit", usage="%timeit [-n LOOPS] [-r RUNS] [-q] [-o] STATEMENT", completer="code", cell=True, takes=OURS)
def timeit_statement(session, rest, cell=None):
    """Run a statement many times and say how long one takes; in a cell, the first line is the preparation.

    -n and -r set loops and runs, -q prints nothing, -o returns the Timing.
    """
    options, code = {}, rest
    match = OPTION.match(code)
    while match:
        options[match["name"] or match["flag"]] = int(match["value"] or 1)
        code = code[match.end() :]
        match = OPTION.match(code)
    setup, statement = ("pass", code) if cell is None else (code.strip() or "pass", cell)
    if not statement.strip():
        raise UsageError("%timeit wants a statement: %timeit STATEMENT")
    timing = measure(session, setup, statement, options.get("n"), options.get("r", RUNS))
    if "q" not in options:
        print(timing)
    return timing if "o" in options else None


def measure(session, setup, statement, loops, runs):
    """Return the Timing of a statement."""
    import timeit  # 2 ms

    session.lazy.touch(setup + "\n" + statement)
    line = source.read(statement, final=True)
    if line.error is not None:
        raise line.error
    timer = timeit.Timer(line.code, setup, globals=session.namespace)

    def once(count):
        seconds = timer.timeit(count)
        start = time.perf_counter()
        session.synchronize()
        return seconds + time.perf_counter() - start

    if loops is None:
        loops = 1
        while once(loops) < LEAST and loops < 10**9:
            loops *= 10
    return Timing([once(loops) / loops for _ in range(max(1, runs))], loops)


@command("prof", usage="%prof STATEMENT", completer="code", cell=True)
def prof(session, rest, cell=None):
    """Run a statement and show where its time went: the hot lines of your code, and the functions below them."""
    from th.session import sampling

    code = rest if cell is None else cell
    if not code.strip():
        raise UsageError("%prof wants a statement: %prof STATEMENT")
    with sampling.Sampler() as sampler:
        value = session.evaluate_text(code)
        session.synchronize()
    print(sampler.report())
    return value


def seconds_text(seconds):
    """Return a time as people say it.

    Example:
        >>> seconds_text(0.00123), seconds_text(75), seconds_text(0)
        ('1.23 ms', '1 min 15 s', '0 s')
    """
    if seconds >= 60:
        return f"{int(seconds) // 60} min {seconds % 60:.0f} s"
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.2g} ns" if seconds else "0 s"
