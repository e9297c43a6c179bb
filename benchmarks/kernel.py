"""The th kernel against ipykernel: start, a round trip, completion; fresh kernels, taken in turn."""

import argparse
import os
import random
import statistics
import subprocess
import tempfile
import time

from jupyter_client.manager import KernelManager

from th.kernel.install import install

__all__ = ["main"]

OURS, PEER = "th", "python3"
WAIT = 60  # seconds
CASES = ("start to kernel_info", "execute 1 to reply", "complete np. first", "complete np. warm")


def answer(client, kind):
    """Wait for a reply of that kind."""
    while True:
        message = client.get_shell_msg(timeout=WAIT)
        if message["msg_type"] == kind:
            return message


def timed(client, kind, send):
    """Return the seconds from sending a request to its reply."""
    start = time.perf_counter()
    send()
    answer(client, kind)
    return time.perf_counter() - start


def measure(name, repeats):
    """Start a kernel and return its seconds for each case."""
    start = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    client.kernel_info()
    answer(client, "kernel_info_reply")
    started = time.perf_counter() - start
    try:
        trips = [timed(client, "execute_reply", lambda: client.execute("1")) for _ in range(repeats)]
        timed(client, "execute_reply", lambda: client.execute("import numpy as np"))
        menus = [timed(client, "complete_reply", lambda: client.complete("np.", 3)) for _ in range(repeats)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return started, statistics.median(trips), menus[0], statistics.median(menus[1:])


def main(argv=None):
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="fresh kernels of each (default 10)")
    parser.add_argument("--quick", action="store_true", help="one round: does it run at all?")
    options = parser.parse_args(argv)
    rounds, repeats = (1, 3) if options.quick else (options.rounds, 30)
    with tempfile.TemporaryDirectory() as folder:
        install(prefix=folder)
        os.environ["JUPYTER_PATH"] = os.path.join(folder, "share", "jupyter")
        os.environ["IPYTHONDIR"], os.environ["TH_HISTORY"] = os.path.join(folder, "ipython"), ""
        samples = {OURS: [], PEER: []}
        for _ in range(rounds):
            for name in random.sample((OURS, PEER), 2):
                samples[name].append(measure(name, repeats))
    print(f"| {'case':<22} | {'th ms':>9} | {'ipykernel':>9} | ratio |")
    print(f"| {'-' * 22} | {'-' * 8}: | {'-' * 8}: | ----: |")
    for place, case in enumerate(CASES):
        mine, peer = (statistics.median(each[place] for each in samples[name]) for name in (OURS, PEER))
        print(f"| {case:<22} | {mine * 1e3:9.2f} | {peer * 1e3:9.2f} | {mine / peer:5.2f} |")


if __name__ == "__main__":
    main()
