"""What runs inside a worker process of a DataLoader."""

import queue
import random
import signal
import threading
from dataclasses import dataclass

import numpy as np

from th.data.fetch import make_fetcher
from th.data.transport import Failure
from th.tensor.random import manual_seed

__all__ = ["EndOfStream", "WorkerInfo", "get_worker_info", "run_worker"]

_info = None


class EndOfStream:
    """What a worker sends, the class itself, when its stream has ended."""


@dataclass(frozen=True)
class WorkerInfo:
    """Which worker this is: `id`, `num_workers`, `seed`, and its copy of the `dataset`."""

    id: int
    num_workers: int
    seed: int
    dataset: object


def get_worker_info():
    """In a worker process, which one it is; None in the main process.

    Example:
        >>> data.get_worker_info() is None
        True
    """
    return _info


def _seed_everything(base_seed, number):
    seed = base_seed + number
    random.seed(seed)
    manual_seed(seed)
    entropy = [number, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
    np.random.seed(np.random.SeedSequence(entropy).generate_state(4))
    return seed


def _listen(connection, tasks, outbox):
    """Moves tasks from the pipe to a queue; the pipe's end is this process's end.

    Reading in a thread keeps the parent from blocking on a full pipe while this process blocks on the other one.
    """
    try:
        while True:
            tasks.put(connection.recv())
    except (EOFError, OSError):
        outbox.end()


def run_worker(connection, parent_end, outbox, work, init_fn, number, count, base_seed):
    """Loads the batches that come through `connection` until it is closed."""
    global _info
    parent_end.close()  # a fork has it too, and would keep the pipe open for ever
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    outbox.open()
    tasks = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, tasks, outbox), daemon=True).start()
    dataset = work[0]
    fetcher = None
    broken = None
    try:
        _info = WorkerInfo(number, count, _seed_everything(base_seed, number), dataset)
        if init_fn is not None:
            init_fn(number)
        fetcher = make_fetcher(*work)
    except Exception as err:
        broken = Failure(err, f"in DataLoader worker process {number}")
    while True:
        task, wanted = tasks.get()
        if task == "restart":
            fetcher = make_fetcher(*work)
            continue
        outbox.send(connection, task, broken or _fetched(fetcher, wanted, number))


def _fetched(fetcher, wanted, number):
    try:
        return fetcher.fetch(wanted)
    except StopIteration:
        return EndOfStream
    except Exception as err:
        return Failure(err, f"in DataLoader worker process {number}")
