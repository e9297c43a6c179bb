"""`spawn`: one function in several processes, and their errors."""

import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import sys
import tempfile
import traceback

from th.errors import WorkerError

__all__ = ["ProcessContext", "ProcessExitedException", "ProcessRaisedException", "spawn", "start_processes"]


class _ProcessError(WorkerError):
    def __init__(self, msg, error_index, pid):
        super().__init__(msg)
        self.msg, self.error_index, self.pid = msg, error_index, pid

    def __reduce__(self):
        return type(self), (self.msg, self.error_index, self.pid)


class ProcessRaisedException(_ProcessError):
    """A process ended by an exception of the function."""


class ProcessExitedException(_ProcessError):
    """A process was killed, or ended by itself.

    Args:
        msg (str): what happened
        error_index (int): which process
        error_pid (int): its number in the system
        exit_code (int): its exit code
        signal_name (str): what killed it
    """

    def __init__(self, msg, error_index, error_pid, exit_code, signal_name=None):
        super().__init__(msg, error_index, error_pid)
        self.exit_code, self.signal_name = exit_code, signal_name

    def __reduce__(self):
        return type(self), (self.msg, self.error_index, self.pid, self.exit_code, self.signal_name)


def _run(function, index, args, error_file):
    try:
        function(index, *args)
    except KeyboardInterrupt:
        pass  # the parent tells of it
    except Exception:
        with open(error_file, "wb") as file:
            pickle.dump(traceback.format_exc(), file)
        sys.exit(1)


class ProcessContext:
    """The processes that `spawn` started."""

    def __init__(self, processes, error_files):
        self.processes, self.error_files = processes, error_files
        self.sentinels = {process.sentinel: index for index, process in enumerate(processes)}

    def pids(self):
        """The numbers of the processes in the system."""
        return [process.pid for process in self.processes]

    def join(self, timeout=None, grace_period=None):
        """Waits for the processes; when one fails, ends the others and raises.

        Returns:
            True when all have ended
        Raises:
            ProcessRaisedException: with the traceback of the function
            ProcessExitedException: when a process was killed
        """
        if not self.sentinels:
            return True
        ready = multiprocessing.connection.wait(self.sentinels, timeout)
        failed = None
        for sentinel in ready:
            index = self.sentinels.pop(sentinel)
            self.processes[index].join()
            if self.processes[index].exitcode != 0:
                failed = index
                break
        if failed is None:
            if not self.sentinels:
                self._forget_files()
            return not self.sentinels
        for process in self.processes:
            if process.is_alive():
                process.terminate()
        for process in self.processes:
            process.join(grace_period or 5.0)
            if process.is_alive():
                process.kill()
                process.join()
        raise self._error(failed)

    def _error(self, index):
        process, path = self.processes[index], self.error_files[index]
        text = None
        if os.path.getsize(path):
            with open(path, "rb") as file:
                text = pickle.load(file)
        self._forget_files()
        if text is not None:
            return ProcessRaisedException(
                f"\n\n-- Process {index} terminated with the following error:\n{text}", index, process.pid)
        code = process.exitcode
        if code < 0:
            name = signal.Signals(-code).name
            return ProcessExitedException(f"process {index} terminated with signal {name}", index, process.pid, code, name)
        return ProcessExitedException(f"process {index} terminated with exit code {code}", index, process.pid, code)

    def _forget_files(self):
        for path in self.error_files:
            if os.path.exists(path):
                os.unlink(path)


def start_processes(fn, args=(), nprocs=1, join=True, daemon=False, start_method="spawn"):
    """Runs ``fn(i, *args)`` in `nprocs` processes, i = 0, 1, ...; see `spawn`."""
    context = multiprocessing.get_context(start_method)
    processes, files = [], []
    for index in range(nprocs):
        handle, path = tempfile.mkstemp(prefix="th-spawn-")
        os.close(handle)
        process = context.Process(target=_run, args=(fn, index, args, path), daemon=daemon)
        process.start()
        processes.append(process)
        files.append(path)
    started = ProcessContext(processes, files)
    if not join:
        return started
    while not started.join():
        pass
    return None


def spawn(fn, args=(), nprocs=1, join=True, daemon=False, start_method="spawn"):
    """Runs ``fn(i, *args)`` in `nprocs` new processes, i = 0, 1, ...

    Args:
        fn (callable): a function of a module, so that a new process finds it
        args (tuple): tensors in it are shared
        nprocs (int): how many
        join (bool): wait for them
        daemon (bool): end them with this process
    Returns:
        None, or with `join` False the `ProcessContext`
    Raises:
        ProcessRaisedException: when the function failed in one of them
    """
    return start_processes(fn, args, nprocs, join, daemon, start_method)
