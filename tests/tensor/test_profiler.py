"""`torch.profiler`: which operations it sees, what it adds up, and what it leaves behind."""

import gzip
import json
import sys
import threading

import pytest

import th
from tests import standin_cupy
from th.tensor import profiler

CPU, CUDA = profiler.ProfilerActivity.CPU, profiler.ProfilerActivity.CUDA


def counts(prof):
    return {row.key.removeprefix("aten::"): row.count for row in prof.key_averages()}


def test_it_counts_operations_functions_methods_operators_and_in_place():
    x = th.rand(3, 3)
    with profiler.profile(activities=[CPU]) as prof:
        th.exp(x), x.exp(), x * x, 2 * x, x + 1, x.sum(0), x.t(), th.cat([x, x]), x.mul_(2)
    found = counts(prof)
    assert (found["exp"], found["mul"], found["add"], found["sum"], found["t"], found["cat"], found["mul_"]) == (2, 2, 1, 1, 1, 1, 1)
    x.exp()
    assert counts(prof) == found


def test_backward_names_the_nodes():
    x = th.rand(3, requires_grad=True)
    with profiler.profile() as prof:
        (x * x).sum().backward()
    found = counts(prof)
    assert found["autograd::engine::evaluate_function: MulBackward0"] == 1
    assert found["autograd::engine::evaluate_function: SumBackward0"] == 1


def test_time_inside_others_is_counted_once():
    x = th.rand(64, 64)
    with profiler.profile() as prof, profiler.record_function("outer"):
        with profiler.record_function("inner"):
            x @ x
        x + x
    rows = {row.key: row for row in prof.key_averages()}
    outer, inner = rows["outer"], rows["inner"]
    assert outer.cpu_time_total >= inner.cpu_time_total >= rows["aten::matmul"].cpu_time_total > 0
    assert outer.self_cpu_time_total <= outer.cpu_time_total - inner.cpu_time_total - rows["aten::add"].cpu_time_total + 1e-6
    assert prof.self_cpu_time_total == pytest.approx(outer.cpu_time_total)
    assert [event.parent and event.parent.name for event in prof.events()] == [None, "outer", "inner", "outer"]


def test_a_stretch_inside_its_like_is_not_added_twice():
    with profiler.profile() as prof, profiler.record_function("a"), profiler.record_function("a"):
        th.ones(2) + 1
    row = next(row for row in prof.key_averages() if row.key == "a")
    assert row.count == 2 and row.cpu_time_total == prof.events()[0].cpu_time_total


def test_record_function_decorates_and_costs_nothing_outside():
    @profiler.record_function("named")
    def work(x):
        return x * 2

    assert work(th.ones(1)) == 2
    with th.autograd.profiler.profile() as prof:
        work(th.ones(1))
    assert counts(prof)["named"] == 1


def test_shapes_and_their_grouping():
    with profiler.profile(record_shapes=True) as prof:
        th.ones(2, 3) @ th.ones(3, 4), th.ones(5, 6) @ th.ones(6, 7)
    rows = prof.key_averages(group_by_input_shape=True)
    assert [row.input_shapes for row in rows if row.key == "aten::matmul"] == [[[2, 3], [3, 4]], [[5, 6], [6, 7]]]
    assert "[[2, 3], [3, 4]]" in rows.table()


def test_memory_is_counted():
    with profiler.profile(profile_memory=True) as prof:
        x = th.ones(1000, 1000).exp()
    row = next(row for row in prof.key_averages() if row.key == "aten::exp")
    assert x.nbytes <= row.cpu_memory_usage < x.nbytes + 100_000
    assert "3.8" in prof.table(sort_by="self_cpu_memory_usage") and "CPU Mem" in prof.table()


def test_the_users_lines(tmp_path):
    with profiler.profile(with_stack=True) as prof:
        th.ones(300, 300) @ th.ones(300, 300)
    assert "test_profiler.py" in prof.events()[-1].stack[0]
    prof.export_stacks(tmp_path / "stacks.txt")
    assert "test_the_users_lines" in (tmp_path / "stacks.txt").read_text()


def test_the_table():
    with profiler.profile() as prof:
        for _ in range(3):
            th.ones(100, 100) @ th.ones(100, 100)
        th.ones(2) + 1
    table = prof.key_averages().table(sort_by="cpu_time_total", row_limit=1, header="mine")
    lines = table.splitlines()
    assert lines[0] == "mine"
    assert lines[2].split("  ")[-1] == "" and lines[2].split() == (
        "Name Self CPU % Self CPU CPU total % CPU total CPU time avg # of Calls".split()
    )
    assert "aten::matmul" in table and "aten::add" not in table and "Self CPU time total: " in lines[-1]
    assert len({len(line) for line in lines[1:6]}) == 1
    with pytest.raises(ValueError, match="sort_by"):
        prof.table(sort_by="nothing")


@pytest.mark.parametrize(("settings", "expected"), [
    ({"wait": 1, "warmup": 1, "active": 2, "repeat": 1}, "NONE WARMUP RECORD RECORD_AND_SAVE NONE NONE NONE NONE"),
    ({"wait": 1, "warmup": 0, "active": 1}, "NONE RECORD_AND_SAVE NONE RECORD_AND_SAVE NONE RECORD_AND_SAVE NONE RECORD_AND_SAVE"),
    ({"wait": 2, "warmup": 1, "active": 1, "skip_first": 2}, "NONE NONE NONE NONE WARMUP RECORD_AND_SAVE NONE NONE"),
    ({"wait": 2, "warmup": 1, "active": 1, "skip_first": 1, "skip_first_wait": 1}, "NONE WARMUP RECORD_AND_SAVE NONE NONE WARMUP RECORD_AND_SAVE NONE"),
])  # fmt: skip
def test_schedules(settings, expected):
    """As PyTorch's (see the oracle below)."""
    plan = profiler.schedule(**settings)
    assert " ".join(plan(step).name for step in range(8)) == expected


@pytest.mark.oracle
def test_schedules_are_pytorchs():
    theirs = pytest.importorskip("torch").profiler.schedule
    for settings in ({"wait": 1, "warmup": 1, "active": 2, "repeat": 1}, {"wait": 2, "warmup": 1, "active": 1, "skip_first": 2},
                     {"wait": 2, "warmup": 1, "active": 1, "skip_first": 1, "skip_first_wait": 1}):
        ours = profiler.schedule(**settings)
        assert [ours(n).name for n in range(20)] == [theirs(**settings)(n).name for n in range(20)]


def test_rounds_of_steps(tmp_path):
    seen = []

    def ready(prof):
        seen.append((prof.step_num, [row.key for row in prof.key_averages() if "ProfilerStep" in row.key], counts(prof)["mul"]))

    with profiler.profile(schedule=profiler.schedule(wait=1, warmup=1, active=2, repeat=2), on_trace_ready=ready) as prof:
        for _ in range(10):
            th.ones(2) * 2
            prof.step()
    assert seen == [(4, ["ProfilerStep#2", "ProfilerStep#3"], 2), (8, ["ProfilerStep#6", "ProfilerStep#7"], 2)]
    with profiler.profile(on_trace_ready=profiler.tensorboard_trace_handler(tmp_path / "log", use_gzip=True)):
        th.ones(2) * 2
    file, = (tmp_path / "log").iterdir()
    assert json.loads(gzip.open(file).read())["traceEvents"][-1]["name"] == "aten::mul"


def test_the_trace_for_browsers(tmp_path):
    with profiler.profile(record_shapes=True) as prof, profiler.record_function("mine"):
        th.ones(2, 2) @ th.ones(2, 2)
    prof.export_chrome_trace(tmp_path / "trace.json")
    outer, inner = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    assert outer["cat"] == "user_annotation" and inner["args"]["Input Dims"] == [[2, 2], [2, 2]]
    assert outer["ts"] <= inner["ts"] and inner["ts"] + inner["dur"] <= outer["ts"] + outer["dur"] + 1e-3


def test_it_leaves_pythons_hook_as_it_was():
    def look(*_):
        pass

    sys.setprofile(look)
    try:
        with pytest.raises(ZeroDivisionError), profiler.profile() as prof:
            th.ones(2) + 1
            1 / 0
        assert sys.getprofile() is look
    finally:
        sys.setprofile(None)
    assert counts(prof) == {"add": 1}


def test_an_operation_that_raises_is_ended():
    with profiler.profile() as prof:
        with pytest.raises(RuntimeError):
            th.ones(2, 3) @ th.ones(2, 3)
        th.ones(2) + 1
    assert all(event.parent is None for event in prof.events()) and counts(prof)["add"] == 1


def test_another_thread_is_not_watched():
    with profiler.profile() as prof:
        worker = threading.Thread(target=lambda: th.ones(2).exp())
        worker.start()
        worker.join()
        th.ones(2) + 1
    assert "exp" not in counts(prof) and counts(prof)["add"] == 1


def test_nothing_recorded_is_told():
    with pytest.raises(ValueError, match="nothing is recorded yet"):
        profiler.profile().key_averages()
    with pytest.raises(ValueError, match=r"nn\.summary"):
        profiler.profile(with_flops=True)
    with th.autograd.profiler.profile(enabled=False) as prof:
        th.ones(2) + 1
    with pytest.raises(ValueError, match="nothing is recorded"):
        prof.table()


def test_the_gpus_stream_is_watched_too():
    with standin_cupy.installed():
        x = th.ones(4, 4, device="cuda")
        with profiler.profile(activities=[CPU, CUDA]) as prof:
            x @ x
        assert "CUDA total" in prof.table(sort_by="cuda_time_total") and "Self CUDA time total" in prof.table()
        assert prof.key_averages()[0].device_time_total >= 0


@pytest.mark.gpu
def test_a_gpus_time_is_measured():
    x = th.rand(2048, 2048, device="cuda")
    x @ x
    with profiler.profile(activities=[CPU, CUDA]) as prof:
        x @ x
    assert next(row for row in prof.key_averages() if row.key == "aten::matmul").device_time_total > 1
