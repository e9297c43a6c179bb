"""The processes behind a DataLoader: they load batches ahead and hand them over in shared memory.

Each worker has a pipe of its own, so that one that is killed leaves no lock behind that others wait for.  Batches go
through the pipe as pickles; the memory of their tensors goes through a file in shared memory, which the parent maps and
unlinks at once.  A worker that finds its pipe closed ends: no parent, no orphans.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
import warnings
import weakref
from multiprocessing.connection import wait

from th.data.pinning import can_pin, pin_memory
from th.data.transport import Failure, Inbox, Outbox
from th.data.worker import EndOfStream, run_worker
from th.errors import WorkerError

__all__ = ["WorkerBatches"]

_GRACE = 5.0  # seconds that a worker gets to end by itself


class WorkerBatches:
    """One pass over the batches, loaded by worker processes."""

    closed = False

    def __init__(self, loader, base_seed):
        # Not the loader itself, which holds this when workers are persistent: a cycle would keep them alive.
        self._index_sampler, self._length = loader._index_sampler, loader._length
        self._prefetch, self._timeout = loader.prefetch_factor or 1, loader.timeout
        self._in_order, self._persistent = loader.in_order, loader.persistent_workers
        self._pins = loader.pin_memory and can_pin(warn=True)
        context = loader.multiprocessing_context or multiprocessing.get_context()
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # memory where the machine has it, else a disk
        self._folder = tempfile.mkdtemp(prefix=f"th-loader-{os.getpid()}-", dir=folder)
        self._inbox = Inbox()
        self._workers = []
        self._cleanup = weakref.finalize(self, _shut_down, self._workers, self._folder, os.getpid())
        self._begin()
        try:
            for number in range(loader.num_workers):
                self._workers.append(_start(context, loader, number, base_seed, self._folder))
        except BaseException:
            self.close()
            raise
        self._prime()

    def restart(self):
        """Begins another pass with the same workers, whose random numbers go on."""
        self._drain()
        self._begin()
        for worker in self._workers:
            worker.connection.send(("restart", None))
        self._prime()

    def _begin(self):
        self._indices = iter(self._index_sampler)
        self._sent = 0
        self._owner = {}  # task number -> worker
        self._early = {}  # task number -> batch that came before its turn
        self._over = False

    def _prime(self):
        for worker in self._workers:
            worker.ended = False
        for _ in range(self._prefetch):
            for worker in self._workers:
                self._send(worker)

    def _send(self, worker):
        """Gives `worker` the next batch to load, if there is one."""
        if worker.ended or self._over:
            return
        try:
            wanted = next(self._indices)
        except StopIteration:
            self._over = True
            return
        try:
            worker.connection.send((self._sent, wanted))
        except (BrokenPipeError, ConnectionResetError):
            raise self._died([worker]) from None
        self._owner[self._sent] = worker
        self._sent += 1

    def __iter__(self):
        return self

    def __len__(self):
        return self._length()

    def __next__(self):
        if self.closed:
            raise StopIteration
        try:
            batch = self._next()
        except StopIteration:
            if not self._persistent:
                self.close()
            raise
        except BaseException:  # Ctrl-C too: no worker outlives the loop
            self.close()
            raise
        return pin_memory(batch) if self._pins else batch

    def _next(self):
        while self._owner or self._early:
            task = self._ready()
            if task is None:
                self._receive()
                continue
            worker, found = self._early.pop(task)
            if found is EndOfStream:
                continue
            self._send(worker)
            if isinstance(found, Failure):
                found.raise_here()
            return found
        raise StopIteration

    def _ready(self):
        """The number of a batch whose turn it is, None when that has not come yet."""
        if not self._early:
            return None
        if not self._in_order:
            return next(iter(self._early))
        first = min(self._early)
        pending = min(self._owner, default=first)
        return first if first <= pending else None

    def _receive(self):
        """Waits for one message of any worker."""
        waiting = {worker.connection: worker for worker in set(self._owner.values())}
        timeout = self._timeout or None
        ready = wait(list(waiting), timeout)
        if not ready:
            raise WorkerError(f"DataLoader timed out after {timeout} seconds; see `timeout` and what the dataset does")
        for connection in ready:
            worker = waiting[connection]
            try:
                task, found = self._inbox.receive(connection)
            except (EOFError, ConnectionResetError, BrokenPipeError):
                raise self._died([worker]) from None
            if found is EndOfStream:
                worker.ended = True
            if task is None:  # it failed before its first batch
                task = min(number for number, owner in self._owner.items() if owner is worker)
            self._owner.pop(task, None)
            self._early[task] = worker, found

    def _died(self, workers):
        """The error for workers that ended without being asked to."""
        texts = []
        for worker in workers:
            worker.process.join(1.0)
            code, pid = worker.process.exitcode, worker.process.pid
            if code is not None and code < 0:
                texts.append(f"DataLoader worker (pid {pid}) is killed by signal: {signal.strsignal(-code)}.")
            else:
                texts.append(f"DataLoader worker (pid(s) {pid}) exited unexpectedly with code {code}.")
        return WorkerError(
            " ".join(texts) + " It may have run out of memory; num_workers=0 loads in this process and shows the cause"
        )

    def _drain(self):
        """Takes what is still under way from a pass that was left early."""
        while self._owner:
            self._receive()

    def close(self):
        """Ends the workers."""
        self.closed = True
        self._early.clear()
        self._owner.clear()
        self._cleanup()


class _Worker:
    """A process and the pipe to it."""

    ended = False

    def __init__(self, process, connection):
        self.process, self.connection = process, connection


def _start(context, loader, number, base_seed, folder):
    here, there = context.Pipe()
    outbox = Outbox(folder, number)
    in_batches = loader.batch_sampler is not None
    work = (loader.dataset, in_batches, loader.collate_fn, loader.drop_last)
    process = context.Process(
        target=run_worker, daemon=True, name=f"th-loader-{number}",
        args=(there, here, outbox, work, loader.worker_init_fn, number, loader.num_workers, base_seed),
    )
    with warnings.catch_warnings():
        # Python warns of any fork beside threads; numpy's BLAS has some, and is made for it.
        warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
        process.start()
    there.close()
    return _Worker(process, here)


def _shut_down(workers, folder, pid):
    """Ends the processes and removes what they left in shared memory."""
    if os.getpid() != pid:  # a fork's copy of the loader
        return
    for worker in workers:
        worker.connection.close()
    end = time.monotonic() + _GRACE
    for worker in workers:
        worker.process.join(max(0.0, end - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()
    workers.clear()
    shutil.rmtree(folder, ignore_errors=True)
