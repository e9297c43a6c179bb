"""Memory that one step frees, the next one takes again."""

import os
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="mallopt is glibc's")

# Arrays come and go as in a training step: what was freed must not be mapped and cleared anew.
PROGRAM = """
import resource
import numpy as np

def step():
    kept = [np.ones(500_000, "f") for _ in range(8)]
    kept[0] += 1

step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(first="import th.tensor", **settings):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MALLOC_", "GLIBC_"))} | settings
    done = subprocess.run([sys.executable, "-c", f"{first}\n{PROGRAM}"], env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_step_reuses_the_memory_of_the_one_before():
    assert faults() < 400  # 20 steps touch 78 000 pages


def test_a_users_own_settings_of_malloc_stay():
    small = {"MALLOC_TRIM_THRESHOLD_": "100000", "MALLOC_MMAP_THRESHOLD_": "100000"}
    without = faults("", **small)  # few where pages are huge, none where the system does not count them
    assert faults(**small) >= without / 2
