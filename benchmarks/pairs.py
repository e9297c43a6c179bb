"""Timing two ways of doing the same thing, one after the other in one process, as a ratio.

A machine's speed drifts by more than what is to be measured; runs that alternate drift together, and the ratio of
their medians stays. See README.md beside this file.
"""

import argparse
import os
import statistics
import sys
import time

__all__ = ["compare", "load_libraries", "parse_options", "print_table"]

TARGET_SECONDS = 0.004  # one sample: long against the clock's tick, short against the scheduler's slice


def parse_options(description, argv=None):
    """Read the options that all benchmarks have, and set the threads before numpy and PyTorch are loaded."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=1, help="threads for both libraries (default 1)")
    parser.add_argument("--rounds", type=int, default=25, help="alternating samples per case (default 25)")
    parser.add_argument("--quick", action="store_true", help="three rounds: does it run at all?")
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


def seconds_per_call(function, calls):
    start = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - start) / calls


def calls_per_sample(function):
    function()
    once = min(seconds_per_call(function, 3) for _ in range(3))
    return max(1, round(TARGET_SECONDS / once))


def compare(ours, theirs, rounds):
    """Return the median seconds of two functions whose samples alternate; `theirs` may be None."""
    calls = calls_per_sample(ours)
    samples = ([], [])
    for _ in range(rounds):
        samples[0].append(seconds_per_call(ours, calls))
        if theirs is not None:
            samples[1].append(seconds_per_call(theirs, calls))
    return statistics.median(samples[0]), statistics.median(samples[1]) if theirs is not None else None


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
