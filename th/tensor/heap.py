"""Memory that one training step frees, the next one takes again.

By its defaults glibc gives freed memory of more than some 100 KB back to the system at once, and each step then has the
kernel map and clear the same pages anew: 2.5 us for 4 KiB, 4 000 pages in a step of a small LSTM, a sixth of its time.
"""

import ctypes
import os

__all__ = ["keep_freed_memory"]

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # mallopt's names for them
_KEPT_BYTES = 256 << 20  # as much as lies unused at the end of the heap stays with the process
_FROM_HEAP_BYTES = 32 << 20  # arrays up to here are of the heap: glibc's own upper limit


def keep_freed_memory():
    """Tells the C library so, where it is glibc and the user has not set it up otherwise; True when it agreed."""
    if "MALLOC_TRIM_THRESHOLD_" in os.environ or "glibc.malloc" in os.environ.get("GLIBC_TUNABLES", ""):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, Windows
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _FROM_HEAP_BYTES) and mallopt(_TRIM_THRESHOLD, _KEPT_BYTES))
