"""Commands on variables, memory and devices: %who, %mem, %free, %gpu."""

import gc
import os
import shutil
import subprocess
import sys

from th.session import variables
from th.session.registry import command
from th.session.variables import bytes_text

__all__ = ["smi"]

LARGEST = 10  # variables that %mem lists
QUERY = "index,name,memory.used,memory.total,utilization.gpu,temperature.gpu"


@command("who", aliases=("whos",), usage="%who [NAME | TYPE ...]", completer="name")
def who(session, rest):
    """List your variables, or those of some types, with shape, dtype, device and memory; no repr is taken."""
    print(variables.table(session, rest.split()))


@command("mem", usage="%mem")
def mem(session, rest):
    """Show the memory of the process, of the GPU's pool, and the largest variables."""
    now, peak = resident()
    print(f"process  {bytes_text(now)} now, {bytes_text(peak)} at most")
    for line in pool_lines():
        print(line)
    sized = [(variables.bytes_of(session.namespace[name]), name) for name in variables.users_names(session)]
    for size, name in sorted(sized, reverse=True)[:LARGEST]:
        if size:
            print(f"  {name:<16} {variables.describe(session.namespace[name]):<32} {bytes_text(size):>10}")


@command("free", usage="%free")
def free(session, rest):
    """Let go of old results, the last error and what the GPU's pool keeps; say how much came free."""
    before = resident()[0]
    session.results.clear()
    session.forget_error()
    gc.collect()
    cupy = sys.modules.get("cupy")
    if cupy is not None and cupy.cuda.is_available():
        cupy.get_default_memory_pool().free_all_blocks()
    freed = before - resident()[0]
    print(f"freed {bytes_text(freed)}" if freed > 0 else "nothing to free")


@command("gpu", usage="%gpu")
def gpu(session, rest):
    """Show the GPUs: name, memory, load, temperature, and the processes that use them."""
    devices = smi("--query-gpu=" + QUERY)
    if not devices:
        print("no NVIDIA GPU is in reach (nvidia-smi finds none)")
        return
    for index, name, used, total, load, heat in devices:
        print(f"cuda:{index}  {name}  {used} of {total} MB  {load} % busy  {heat} C")
    for process, name, used in smi("--query-compute-apps=pid,process_name,used_memory"):
        mine = "  (this session)" if process == str(os.getpid()) else ""
        print(f"  {process:>8}  {used:>6} MB  {os.path.basename(name)}{mine}")
    for line in pool_lines():
        print(line)


def smi(query):
    """Return the rows that nvidia-smi answers, or none."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    try:
        done = subprocess.run(
            [program, query, "--format=csv,noheader,nounits"], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return (
        [[each.strip() for each in line.split(",")] for line in done.stdout.splitlines()]
        if done.returncode == 0
        else []
    )


def resident():
    """Return the bytes of memory that the process holds, and the most it held."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return peak, peak
    return now, max(now, peak)  # the system's peak lags some pages behind


def pool_lines():
    """Return what cupy's memory pool holds, as lines; none where no GPU was used."""
    cupy = sys.modules.get("cupy")
    if cupy is None or not cupy.cuda.is_available():
        return []
    pool = cupy.get_default_memory_pool()
    free, total = cupy.cuda.runtime.memGetInfo()
    used, kept = pool.used_bytes(), pool.total_bytes()
    return [
        f"GPU      {bytes_text(used)} in tensors, {bytes_text(kept - used)} kept for reuse, {bytes_text(free)} of {bytes_text(total)} free"
    ]
