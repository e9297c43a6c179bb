"""DataLoader with worker processes, real ones."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import th
from th import data


class Numbers(data.Dataset):
    """A dataset of which some sample may misbehave."""

    def __init__(self, count=12, bad=None, how=None):
        self.count, self.bad, self.how = count, bad, how

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        if index == self.bad:
            if self.how == "raise":
                raise ValueError("a broken picture")
            if self.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.how == "exit":
                os._exit(3)
            if self.how == "sleep":
                time.sleep(600)
            if self.how == "odd error":
                raise Odd(1, 2)
            if self.how == "not picklable":
                return lambda: None
        return th.full((3,), float(index)), index


class Odd(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)


class Shards(data.IterableDataset):
    def __iter__(self):
        info = data.get_worker_info()
        first, step = (0, 1) if info is None else (info.id, info.num_workers)
        return iter(range(first, 7, step))


class Large(data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return th.full((100, 200), float(index)), {"n": np.full(9000, index)}


class WhoLoads(data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        info = data.get_worker_info()
        return os.getpid(), info.id, info.seed, th.initial_seed(), np.random.randint(1 << 30), info.num_workers


def loaded(**options):
    return [batch[1].tolist() for batch in data.DataLoader(Numbers(), 4, **options)]


def shared_files():
    return [name for name in os.listdir("/dev/shm") if name.startswith(f"th-loader-{os.getpid()}-")]


@pytest.mark.parametrize("options", [
    {}, {"prefetch_factor": 1}, {"persistent_workers": True}, {"in_order": False}, {"timeout": 30},
    {"multiprocessing_context": "spawn"},
], ids=str)
def test_workers_load_what_one_process_loads(options):
    expected = loaded()
    found = loaded(num_workers=2, **options)
    assert (sorted(found) if options.get("in_order") is False else found) == expected
    assert shared_files() == []


def test_large_tensors_come_through_shared_memory_and_can_be_written():
    for place, (tensor, rest) in enumerate(data.DataLoader(Large(), 2, num_workers=2)):
        assert tensor.shape == (2, 100, 200)
        assert tensor[1].unique().tolist() == [2.0 * place + 1]
        assert rest["n"].shape == (2, 9000)
        tensor += 1
        assert tensor[0, 0, 0] == 2 * place + 1
    assert shared_files() == []


def test_persistent_workers_are_the_same_processes():
    loader = data.DataLoader(WhoLoads(), 1, num_workers=2, persistent_workers=True)
    passes = [{int(batch[0]) for batch in loader} for _ in range(3)]
    assert passes[0] == passes[1] == passes[2]
    assert len(passes[0]) == 2
    next(iter(loader))  # a pass that is left early
    assert {int(batch[0]) for batch in loader} == passes[0]
    loader._iterator.close()


def test_streams_are_shared_out_by_the_dataset():
    assert sorted(n for batch in data.DataLoader(Shards(), 2, num_workers=2) for n in batch.tolist()) == list(range(7))
    assert sorted(data.DataLoader(Shards(), None, num_workers=2)) == list(range(7))


def test_each_worker_knows_itself_and_has_its_own_seed():
    th.manual_seed(0)
    calls = []
    rows = [[int(part) for part in batch] for batch in data.DataLoader(WhoLoads(), 1, num_workers=2)]
    assert [row[1] for row in rows] == [0, 1, 0, 1]
    assert rows[1][2] == rows[0][2] + 1
    assert all(row[2] == row[3] for row in rows)
    assert {row[5] for row in rows} == {2}
    assert rows[0][4] != rows[1][4]
    assert not calls
    assert data.get_worker_info() is None


@pytest.mark.oracle
def test_the_seeds_of_workers_are_pytorchs():
    import torch

    class Theirs(torch.utils.data.Dataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return torch.utils.data.get_worker_info().seed, torch.initial_seed(), np.random.randint(1 << 30)

    torch.manual_seed(0)
    theirs = [[int(p) for p in batch] for batch in torch.utils.data.DataLoader(Theirs(), 1, num_workers=2)]
    th.manual_seed(0)
    mine = [[int(p) for p in batch][2:5] for batch in data.DataLoader(WhoLoads(), 1, num_workers=2)][:2]
    assert mine == theirs


def test_the_init_function_runs_in_each_worker(tmp_path):
    def note(number):
        (tmp_path / str(number)).write_text(str(os.getpid()))

    loaded(num_workers=2, worker_init_fn=note)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0", "1"]
    assert str(os.getpid()) not in {p.read_text() for p in tmp_path.iterdir()}

    def fail(number):
        raise RuntimeError("no licence")

    with pytest.raises(RuntimeError, match="Caught RuntimeError in DataLoader worker process 0.(?s:.*)no licence"):
        loaded(num_workers=1, worker_init_fn=fail)


@pytest.mark.parametrize(("how", "kind", "text"), [
    ("raise", ValueError, "Caught ValueError in DataLoader worker process 1.(?s:.*)a broken picture\nwhile the dataset loaded sample 5"),
    ("odd error", RuntimeError, "Caught Odd in DataLoader worker process 1"),
    ("kill", RuntimeError, r"DataLoader worker \(pid \d+\) is killed by signal: Killed"),
    ("exit", RuntimeError, "exited unexpectedly with code 3"),
])
def test_a_worker_that_fails_is_a_clear_error(how, kind, text):
    loader = data.DataLoader(Numbers(bad=5, how=how), 4, num_workers=2)
    with pytest.raises(kind, match=text):
        list(loader)
    assert shared_files() == []


def test_a_broken_sample_is_named_without_workers_too():
    with pytest.raises(ValueError, match="a broken picture") as caught:
        list(data.DataLoader(Numbers(bad=5, how="raise"), 4, shuffle=True))
    assert caught.value.__notes__ == ["while the dataset loaded sample 5"]


def test_a_batch_that_cannot_be_sent_is_a_clear_error():
    loader = data.DataLoader(Numbers(bad=0, how="not picklable"), 1, num_workers=1, collate_fn=lambda samples: samples)
    with pytest.raises(Exception, match="while sending a batch"):
        next(iter(loader))


def test_a_worker_that_takes_too_long_is_a_clear_error():
    with pytest.raises(RuntimeError, match="timed out after 0.5 seconds"):
        list(data.DataLoader(Numbers(bad=0, how="sleep"), 4, num_workers=1, timeout=0.5))


def test_a_pass_left_early_leaves_no_process():
    loader = iter(data.DataLoader(Numbers(1000), 1, num_workers=2))
    next(loader)
    pids = [worker.process.pid for worker in loader._workers]
    del loader
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}")
    assert shared_files() == []


SCRIPT = """
    import os, sys, time
    import th
    from th import data

    class Slow(data.Dataset):
        def __len__(self):
            return 1000
        def __getitem__(self, index):
            time.sleep(0.2 if index > 3 else 0)
            return th.zeros(20000)

    if __name__ == "__main__":
        loader = iter(data.DataLoader(Slow(), 1, num_workers=2))
        next(loader)
        try:
            print(*[w.process.pid for w in loader._workers], flush=True)
            for _ in loader:
                pass
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            raise SystemExit(130)
"""


@pytest.mark.parametrize(("signal_sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9), (signal.SIGTERM, -15)])
def test_no_worker_outlives_its_program(tmp_path, signal_sent, code):
    path = tmp_path / "slow.py"
    path.write_text(textwrap.dedent(SCRIPT))
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=environment) as program:
        pids = [int(pid) for pid in program.stdout.readline().split()]
        program.send_signal(signal_sent)
        out, err = program.communicate(timeout=60)
    assert len(pids) == 2, err
    assert program.returncode == code, err
    if code == 130:
        assert (out, err) == ("interrupted\n", "")
    deadline = time.monotonic() + 60
    while any(is_running(pid) for pid in pids) or any(f"th-loader-{program.pid}-" in n for n in os.listdir("/dev/shm")):
        assert time.monotonic() < deadline, "workers or their memory are still there"
        time.sleep(0.05)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
