"""Timing two ways of doing the same thing, one after the other in one process, as a ratio.

A machine's speed drifts by more than what is to be measured; runs that alternate drift together, and the ratio of
their medians stays. See README.md beside this file.
"""

import argparse
import os
import statistics
import sys
import time

__all__ = ["compare", "load_libraries", "parse_options", "print_table", "samples_of", "seconds_per_call"]

TARGET_SECONDS = 0.004  # one sample: long against the clock's tick, short against the scheduler's slice


def parse_options(description, argv=None, **more):
    """Read the options that all benchmarks have, and set the threads before numpy and PyTorch are loaded.

    Args:
        more: settings of `add_argument` for options of one's own, by name
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=1, help="threads for both libraries (default 1)")
    parser.add_argument("--rounds", type=int, default=25, help="alternating samples per case (default 25)")
    parser.add_argument("--quick", action="store_true", help="three rounds: does it run at all?")
    for name, settings in more.items():
        parser.add_argument(f"--{name}", **settings)
    options = parser.parse_args(argv)
    if options.quick:
        options.rounds = 3
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(options.threads)
    return options


def load_libraries(threads):
    """Return th and PyTorch; None for PyTorch where it is not installed."""
    import th

    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: no ratios", file=sys.stderr)
        return th, None
    torch.set_num_threads(threads)
    return th, torch


def seconds_per_call(function, calls, clock=time.perf_counter):
    """The seconds of one call, by `calls` of them; with `time.thread_time` without what other programs took."""
    start = clock()
    for _ in range(calls):
        function()
    return (clock() - start) / calls


def _calls_per_sample(function, clock):
    function()
    once = min(seconds_per_call(function, 1, clock) for _ in range(3))
    if once < TARGET_SECONDS:
        once = min(seconds_per_call(function, 3, clock) for _ in range(3))
    return max(1, round(TARGET_SECONDS / max(once, 1e-7)))


def samples_of(ours, theirs, rounds, clock=time.perf_counter):
    """The seconds per call of `ours` and of `theirs`, which may be None, sample after sample in turn."""
    calls = _calls_per_sample(ours, clock)
    samples = ([], [])
    for _ in range(rounds):
        samples[0].append(seconds_per_call(ours, calls, clock))
        if theirs is not None:
            samples[1].append(seconds_per_call(theirs, calls, clock))
    return samples


def compare(ours, theirs, rounds):
    """Return the median seconds of two functions whose samples alternate; `theirs` may be None."""
    mine, peers = samples_of(ours, theirs, rounds)
    return statistics.median(mine), statistics.median(peers) if peers else None


def print_table(cases, rounds, unit=1e-6, unit_name="us"):
    """Measure (name, ours, theirs) one by one, print a row for each and the geometric mean of the ratios."""
    print(f"| {'case':<34} | {'th ' + unit_name:>9} | {'torch ' + unit_name:>9} | ratio |")
    print(f"| {'-' * 34} | {'-' * 8}: | {'-' * 8}: | ----: |")
    ratios = []
    for name, ours, theirs in cases:
        mine, peer = compare(ours, theirs, rounds)
        ratio = f"{mine / peer:5.2f}" if peer else "    -"
        shown = f"{peer / unit:9.2f}" if peer else "        -"
        print(f"| {name:<34} | {mine / unit:9.2f} | {shown} | {ratio} |", flush=True)
        if peer:
            ratios.append(mine / peer)
    if ratios:
        print(f"\ngeometric mean of the ratios {statistics.geometric_mean(ratios):.2f}, largest {max(ratios):.2f}")
