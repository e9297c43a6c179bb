"""Time and peak memory of whole training steps, against PyTorch on the CPU.

    python benchmarks/training.py [--threads 1] [--rounds 15] [--only LSTM] [--quick]

Time: samples of both alternate, and so does which comes first; with one thread it is CPU time, which other programs'
load hardly touches.  Memory: in a fresh process for each, the most that three steps take over what was there after
import and making the model; without pages of files, so that reading in a library's code does not count.
"""

import argparse
import gc
import json
import os
import re
import statistics
import subprocess
import sys
import time

import pairs
from training_cases import CASES

SECONDS = 0.05  # of one sample
STEPS = 3  # whose memory is measured


def parse_options():
    """The options that all benchmarks have, and which cases."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--memory-of", nargs=2, metavar=("LIBRARY", "CASE"), help=argparse.SUPPRESS)
    mine, rest = parser.parse_known_args()
    options = pairs.parse_options(__doc__.splitlines()[0], rest)
    vars(options).update(vars(mine))
    return options


# ---- time


def sample(step, calls, clock):
    """Seconds of one of `calls` steps."""
    start = clock()
    for _ in range(calls):
        step()
    return (clock() - start) / calls


def compare(ours, theirs, rounds, clock):
    """(median seconds of ours, of theirs, median ratio); None where there is no peer."""
    steps = [ours] if theirs is None else [ours, theirs]
    found, calls = [[] for _ in steps], []
    for step in steps:
        step()
        calls.append(max(1, round(SECONDS / sample(step, 1, time.perf_counter))))
    for number in range(rounds):
        places = range(len(steps))
        for i in places if number % 2 else reversed(places):
            found[i].append(sample(steps[i], calls[i], clock))
    medians = [statistics.median(times) for times in found]
    if theirs is None:
        return medians[0], None, None
    return *medians, statistics.median(a / b for a, b in zip(*found, strict=True))


# ---- memory


def memory(field):
    """A line of this process's status, in MB; None where the system has no such file."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(rf"{field}:\s+(\d+) kB", status.read())[1]) / 1024
    except OSError:
        return None


def peak_of_steps(library, case, threads):
    """MB that three steps of `case` take at most over what was there before; None where it cannot be measured."""
    th, torch = pairs.load_libraries(threads) if library == "torch" else (__import__("th"), None)
    step = CASES[case][0](torch if library == "torch" else th)
    gc.collect()
    before = memory("RssAnon")
    if before is None:
        return None
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")  # the high-water mark begins anew
    for _ in range(STEPS):
        step()
    return memory("VmHWM") - memory("RssFile") - memory("RssShmem") - before


def peak(library, case, options):
    """`peak_of_steps` in a process of its own."""
    command = [sys.executable, __file__, "--threads", str(options.threads), "--memory-of", library, case]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


# ---- the table


def shown(value, form="9.2f"):
    return format(value, form) if value is not None else "-".rjust(int(form.partition(".")[0]))


def row(name, th, torch, options, clock):
    """Measures one case and prints its row; returns what it missed."""
    maker, limit = CASES[name]
    steps = []
    for library in (th, torch):
        if library is not None:
            library.manual_seed(0)
        steps.append(library and maker(library))
    mine, peer, ratio = compare(*steps, options.rounds, clock)
    del steps
    gc.collect()
    ours = peak("th", name, options)
    theirs = peak("torch", name, options) if torch is not None else None
    share = ours / theirs if ours and theirs else None
    missed = [] if ratio is None or ratio <= limit else [f"time {ratio:.2f} > {limit:.1f}"]
    if share is not None and share > 1:
        missed.append(f"memory {share:.2f} > 1.0")
    cells = [name.ljust(24), shown(mine * 1e3), shown(peer and peer * 1e3), shown(ratio, "5.2f"), shown(ours, "6.1f"),
             shown(theirs, "8.1f"), shown(share, "5.2f"), "MISS" if missed else ""]
    print("| " + " | ".join(cells) + " |", flush=True)
    return [f"{name}: {text}" for text in missed]


def main():
    options = parse_options()
    if options.memory_of:
        print(json.dumps(peak_of_steps(*options.memory_of, options.threads)))
        return
    th, torch = pairs.load_libraries(options.threads)
    if torch is not None:
        th.set_num_threads(options.threads)
    print(f"| {'case':<24} | {'th ms':>9} | {'torch ms':>9} | ratio | th MB  | torch MB | ratio |      |")
    print(f"| {'-' * 24} | {'-' * 8}: | {'-' * 8}: | ----: | -----: | -------: | ----: | ---- |")
    clock = time.process_time if options.threads == 1 else time.perf_counter
    missed = []
    for name in CASES:
        if options.only in name:
            missed += row(name, th, torch, options, clock)
    print("\n" + ("missed: " + "; ".join(missed) if missed else "nothing missed"))


if __name__ == "__main__":
    main()
