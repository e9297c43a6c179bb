"""Time and peak memory of whole training steps, against PyTorch on the CPU.

    python benchmarks/training.py [--threads 1] [--rounds 15] [--only LSTM] [--quick]

Each case runs in two fresh processes, one for each library: what one does to the other's heap would be in the figures.
Memory: the most that the first three steps take over what was there after import and making the model; without pages of
files, so that reading in a library's code does not count.  Time: the processes take turns, and so does which is first;
with one thread it is CPU time, which other programs' load hardly touches.
"""

import argparse
import gc
import json
import re
import statistics
import subprocess
import sys
import time

import pairs
from training_cases import CASES

SECONDS = 0.05  # of one sample
STEPS = 3  # whose memory is measured
COUNTED = 1  # MB: the kernel keeps its counters of memory no more exact than that


def parse_options():
    """The options that all benchmarks have, and which cases."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    mine, rest = parser.parse_known_args()
    options = pairs.parse_options(__doc__.splitlines()[0], rest)
    vars(options).update(vars(mine))
    return options


# ---- in the processes that are measured


def memory(field):
    """A line of this process's status, in MB; None where the system has no such file."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(rf"{field}:\s+(\d+) kB", status.read())[1]) / 1024
    except OSError:
        return None


def peak_of_first(step):
    """MB that three steps take at most over what was there before; None where it cannot be measured."""
    gc.collect()
    before = memory("RssAnon")
    if before is not None:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")  # the high-water mark begins anew
    for _ in range(STEPS):
        step()
    return None if before is None else memory("VmHWM") - memory("RssFile") - memory("RssShmem") - before


def sample(step, calls, clock):
    """Seconds of one of `calls` steps."""
    start = clock()
    for _ in range(calls):
        step()
    return (clock() - start) / calls


def work(library, case, threads):
    """Says the peak, then the time of a sample for each line that comes in."""
    if library == "torch":
        import torch

        torch.set_num_threads(threads)
    else:
        import th as torch
    torch.manual_seed(0)
    step = CASES[case][0](torch)
    print(json.dumps(peak_of_first(step)), flush=True)
    calls = max(1, round(SECONDS / sample(step, 1, time.perf_counter)))
    clock = time.process_time if threads == 1 else time.perf_counter
    for _ in sys.stdin:
        print(json.dumps(sample(step, calls, clock)), flush=True)


class Worker:
    """A process that measures one case in one library."""

    def __init__(self, library, case, options):
        command = [sys.executable, __file__, "--threads", str(options.threads), "--worker", library, case]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.peak = json.loads(self.process.stdout.readline())
        self.times = []

    def measure(self):
        """Takes one sample of the time."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.times.append(json.loads(self.process.stdout.readline()))

    def end(self):
        """Lets the process end."""
        self.process.communicate()


# ---- the table


def measured(case, libraries, options):
    """The workers of a case, one for each library, when they have measured."""
    workers = [Worker(library, case, options) for library in libraries]
    for number in range(options.rounds):
        for worker in workers if number % 2 else reversed(workers):
            worker.measure()
    for worker in workers:
        worker.end()
    return workers


def shown(value, form):
    return format(value, form) if value is not None else "-".rjust(int(form.partition(".")[0]))


def row(case, libraries, options):
    """Measures one case and prints its row; returns what it missed."""
    ours, *rest = measured(case, libraries, options)
    times = [statistics.median(ours.times), None]
    peaks = [ours.peak, None]
    ratio = share = None
    for theirs in rest:
        times[1], peaks[1] = statistics.median(theirs.times), theirs.peak
        ratio = statistics.median(a / b for a, b in zip(ours.times, theirs.times, strict=True))
        share = peaks[0] / peaks[1] if all(peaks) else None
    limits = {"time": (ratio, CASES[case][1])}
    if share is not None and peaks[0] > peaks[1] + COUNTED:
        limits["memory"] = (share, 1.0)
    missed = [f"{case}: {kind} {value:.2f} > {most:.1f}" for kind, (value, most) in limits.items()
              if value is not None and value > most]
    cells = [case.ljust(24), *[shown(t and t * 1e3, "9.2f") for t in times], shown(ratio, "5.2f"),
             *[shown(p, "8.1f") for p in peaks], shown(share, "5.2f"), "MISS" if missed else "    "]
    print("| " + " | ".join(cells) + " |", flush=True)
    return missed


def main():
    options = parse_options()
    if options.worker:
        work(*options.worker, options.threads)
        return
    libraries = ["th", "torch"] if pairs.load_libraries(options.threads)[1] is not None else ["th"]
    print(f"| {'case':<24} | {'th ms':>9} | {'torch ms':>9} | ratio | {'th MB':>8} | torch MB | ratio |      |")
    print(f"| {'-' * 24} | {'-' * 8}: | {'-' * 8}: | ----: | {'-' * 7}: | -------: | ----: | ---- |")
    missed = []
    for case in CASES:
        if options.only in case:
            missed += row(case, libraries, options)
    print("\n" + ("missed: " + "; ".join(missed) if missed else "nothing missed"))


if __name__ == "__main__":
    main()
