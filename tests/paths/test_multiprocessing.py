"""Tensors that processes share."""

import multiprocessing
import os
import signal

import pytest

import th
from th import multiprocessing as mp
from th import nn
from th.data.datasets import Digits

METHODS = ["fork", "spawn"]
QUIET_FORK = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def write(place, shared):
    shared[place] = place + 5


def answer(requests, answers):
    while (tensor := requests.get()) is not None:
        with th.no_grad():
            answers.put(tensor * 2)
            tensor += 1
    answers.put(None)


def fail(index, how):
    if index == 1 and how == "raise":
        raise ValueError("one of us is wrong")
    if index == 1 and how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if index == 1 and how == "exit":
        os._exit(3)
    if index == 0:
        signal.pause()


def left_behind():
    return [name for name in os.listdir("/dev/shm") if name.startswith(f"th-shared-{os.getpid()}-")]


def test_shared_memory():
    x = th.arange(6.0).reshape(2, 3)
    assert not x.is_shared()
    assert x.share_memory_() is x
    assert x.is_shared()
    assert x[1:].t().is_shared()
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert th.ones(()).share_memory_().item() == 1
    assert th.ones(0).share_memory_().numel() == 0
    del x
    assert left_behind() == []


@QUIET_FORK
@pytest.mark.parametrize("method", METHODS)
def test_processes_write_into_one_tensor(method):
    shared = th.zeros(3)
    context = mp.get_context(method)
    shared.share_memory_()
    processes = [context.Process(target=write, args=(n, shared)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert shared.tolist() == [5, 6, 7]


@QUIET_FORK
@pytest.mark.parametrize("method", METHODS)
def test_tensors_travel_through_queues(method):
    context = mp.get_context(method)
    requests, answers = context.Queue(), context.Queue()
    process = context.Process(target=answer, args=(requests, answers))
    process.start()
    kept = th.arange(4.0)[1:]
    requests.put(kept)
    assert answers.get(timeout=60).tolist() == [2, 4, 6]
    requests.put(th.ones(100_000))  # nobody here keeps it
    assert answers.get(timeout=60).sum() == 200_000
    requests.put(nn.Parameter(th.ones(2)))
    assert answers.get(timeout=60).tolist() == [2, 2]
    requests.put(None)
    assert answers.get(timeout=60) is None
    process.join()
    assert kept.tolist() == [2, 3, 4]
    for queue in (requests, answers):
        queue.close()
        queue.join_thread()


def test_spawning():
    shared = th.zeros(2).share_memory_()
    mp.spawn(write, args=(shared,), nprocs=2)
    assert shared.tolist() == [5, 6]
    running = mp.spawn(write, args=(shared,), nprocs=1, join=False)
    assert len(running.pids()) == 1
    while not running.join(timeout=1):
        pass
    assert running.join()


@pytest.mark.parametrize(("how", "kind", "text"), [
    ("raise", mp.ProcessRaisedException, "Process 1 terminated with the following error(?s:.*)one of us is wrong"),
    ("kill", mp.ProcessExitedException, "process 1 terminated with signal SIGKILL"),
    ("exit", mp.ProcessExitedException, "process 1 terminated with exit code 3"),
])
def test_a_process_that_fails_ends_the_others(how, kind, text):
    with pytest.raises(kind, match=text) as caught:
        mp.spawn(fail, args=(how,), nprocs=2)
    assert caught.value.error_index == 1


def test_strategies():
    assert mp.get_sharing_strategy() in mp.get_all_sharing_strategies()
    mp.set_sharing_strategy("file_descriptor")
    with pytest.raises(ValueError, match="file_system"):
        mp.set_sharing_strategy("telepathy")
    assert mp.Process is multiprocessing.Process


def train(rank, model):
    """A share of the digits, straight into the common weights (hogwild)."""
    th.manual_seed(rank)
    optimizer = th.optim.SGD(model.parameters(), lr=0.1)
    digits = Digits()
    shares = th.data.Subset(digits, range(rank, len(digits), 2))
    for _ in range(5):
        for x, y in th.data.DataLoader(shares, 32, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x.flatten(1)), y).backward()
            optimizer.step()


@QUIET_FORK
def test_hogwild_on_the_digits():
    th.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    for p in model.parameters():
        p.data.share_memory_()
        p.share_memory_()
    mp.start_processes(train, args=(model,), nprocs=2, start_method="fork")
    held_out = Digits(train=False)
    with th.no_grad():
        right = (model(held_out.data.flatten(1)).argmax(1) == held_out.targets).float().mean()
    assert right > 0.8  # 0.89 to 0.91: the two race
