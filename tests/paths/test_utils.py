"""torch.utils, torch.backends and the small modules."""

import sys

import numpy as np
import pytest

import th
from th import nn
from th.utils import benchmark
from th.utils.checkpoint import checkpoint, checkpoint_sequential


def network():
    th.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))


def gradients(run):
    model = network()
    x = th.linspace(-1, 1, 12).reshape(3, 4).requires_grad_()
    th.manual_seed(1)
    run(model, x).sum().backward()
    return [x.grad.tolist()] + [p.grad.tolist() for p in model.parameters()], th.rand(2).tolist()


@pytest.mark.parametrize("run", [
    lambda model, x: checkpoint(model, x, use_reentrant=False),
    lambda model, x: checkpoint_sequential(model, 3, x),
    lambda model, x: checkpoint(lambda a, scale: model(a) * scale, x, scale=1.0),
])
def test_checkpointed_networks_have_the_same_gradients(run):
    assert gradients(run) == gradients(lambda model, x: model(x))


def test_parameters_get_gradients_even_when_the_input_wants_none():
    model = network()
    checkpoint(model, th.ones(1, 4)).sum().backward()
    assert model[0].weight.grad is not None
    with th.no_grad():
        assert not checkpoint(model, th.ones(1, 4)).requires_grad


def test_checkpoints_of_several_tensors():
    x, y = th.ones(2, requires_grad=True), th.full((2,), 3.0, requires_grad=True)
    a, b = checkpoint(lambda p, q, n: (p * q, p + n * q), x, y, 2)
    (a.sum() + b.sum()).backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([4, 4], [3, 3])
    with pytest.raises(ValueError, match="segments"):
        checkpoint_sequential(network(), 9, th.ones(1, 4))


def test_the_timer():
    timer = benchmark.Timer("x + x; count.append(1)", globals={"x": th.ones(3), "count": (count := [])}, label="add",
                            sub_label="small", description="th")
    once = timer.timeit(50)
    assert len(count) >= 50
    assert once.median > 0
    assert "add: small" in repr(once)
    assert "1 measurement, 50 runs per measurement, 1 thread" in repr(once)
    several = timer.blocked_autorange(min_run_time=0.02)
    assert several.median > 0
    assert several.mean > 0
    assert several.description == "th"
    adaptive = timer.adaptive_autorange(min_run_time=0.005, max_run_time=0.05)
    assert adaptive.iqr >= 0
    table = benchmark.Compare([once])
    table.extend_results([several])
    assert "th" in str(table)
    assert "small" in str(table)
    assert "Times are in" in str(table)
    with pytest.raises(AttributeError, match="C\\+\\+"):
        benchmark.Timer(language="c++")


def test_tensorboard_logs(tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from th.utils.tensorboard import SummaryWriter

    with SummaryWriter(tmp_path) as writer:
        for step in range(3):
            writer.add_scalar("loss", th.tensor(1.0 / (step + 1)), step)
        writer.add_histogram("weights", th.randn(100), 0)
        writer.add_image("picture", th.rand(3, 4, 5), 0)
        writer.add_images("pictures", th.rand(2, 1, 4, 5), 0)
        writer.add_text("note", "hello")
        writer.add_scalars("both", {"a": 1.0, "b": 2.0}, 0)
        writer.add_hparams({"lr": 0.1}, {"accuracy": 0.9})
        with pytest.raises(RuntimeError, match="one element"):
            writer.add_scalar("x", th.ones(2))
        with pytest.raises(RuntimeError, match="dataformats"):
            writer.add_image("x", th.ones(2))
    seen = EventAccumulator(str(tmp_path)).Reload()
    assert [e.value for e in seen.Scalars("loss")] == pytest.approx([1.0, 0.5, 1 / 3])
    assert seen.Images("picture")[0].width == 5


def test_without_tensorboard_its_writer_says_what_to_install(monkeypatch, tmp_path):
    from th.utils.tensorboard import SummaryWriter

    monkeypatch.setitem(sys.modules, "tensorboard.compat.proto", None)
    with pytest.raises(ImportError, match="pip install tensorboard"):
        SummaryWriter(tmp_path)


def test_dlpack_and_hooks():
    x = th.arange(3.0)
    assert th.from_dlpack(x).tolist() == [0, 1, 2]
    assert th.utils.dlpack.to_dlpack(x) is not None
    assert th.utils.hooks.RemovableHandle is not None


def test_backends_answer():
    for module in (th.backends.mps, th.backends.mkl, th.backends.mkldnn, th.backends.openmp):
        assert module.is_available() is False
    assert th.backends.mps.is_built() is False
    assert th.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512")
    cudnn = th.backends.cudnn
    cudnn.benchmark = True
    with cudnn.flags(deterministic=True):
        assert (cudnn.benchmark, cudnn.deterministic) == (False, True)
    assert (cudnn.benchmark, cudnn.deterministic) == (True, False)
    cudnn.benchmark = False
    assert th.backends.cuda.math_sdp_enabled()
    th.backends.cuda.matmul.allow_tf32 = False


def test_one_process_and_no_compiler():
    assert th.distributed.is_available() is False
    assert (th.distributed.get_rank(), th.distributed.get_world_size()) == (0, 1)
    assert th.jit.script(abs) is abs
    assert th.jit.trace(abs, th.ones(1)) is abs
    assert th.jit.ignore(abs) is abs
    assert th.jit.ignore(drop=True)(abs) is abs
    assert not th.jit.is_scripting()
    with pytest.raises(TypeError, match="function or a module"):
        th.jit.script(3)


def test_the_accelerator():
    if not th.cuda.is_available():
        assert th.accelerator.current_accelerator() is None
        assert th.accelerator.device_count() == 0
        th.accelerator.synchronize()


CLOSE = [
    (th.ones(2), th.ones(2) + 1e-7, None),
    (th.ones(2), th.ones(2) + 1e-3, "Mismatched elements: 2 / 2"),
    (th.ones(2), th.ones(3), "'shape' do not match"),
    (th.ones(2), th.ones(2, dtype=th.float64), "'dtype' do not match"),
    (th.tensor([1, 2]), th.tensor([1, 3]), "Greatest absolute difference: 1"),
    (th.tensor(float("nan")), th.tensor(float("nan")), "not close"),
    ([1, {"a": th.ones(1)}], [1, {"a": th.zeros(1)}], r"item \[1\]\['a'\]"),
    ([1], [1, 2], "length of the sequences"),
    ({"a": 1}, {"b": 1}, "keys of the mappings"),
    (1.0, 1.0 + 1e-9, None),
    (1, 2, "Scalars are not close"),
    (th.ones(1), 1.0, "cannot be compared"),
]


@pytest.mark.parametrize(("actual", "expected", "text"), CLOSE)
def test_assert_close(actual, expected, text):
    if text is None:
        th.testing.assert_close(actual, expected)
        return
    with pytest.raises(AssertionError, match=text):
        th.testing.assert_close(actual, expected)
    with pytest.raises(AssertionError, match="^mine$"):
        th.testing.assert_close(actual, expected, msg="mine")


def test_assert_close_with_tolerances():
    th.testing.assert_close(th.ones(1), th.ones(1) + 0.1, rtol=0, atol=0.2)
    th.testing.assert_close(th.tensor(np.nan), th.tensor(np.nan), equal_nan=True)
    with pytest.raises(ValueError, match="both be specified"):
        th.testing.assert_close(th.ones(1), th.ones(1), rtol=0)
    made = th.testing.make_tensor(2, 3, dtype=th.int64, low=0, high=5)
    assert (made.dtype, made.shape) == (th.int64, (2, 3))
    assert th.testing.make_tensor((2,), dtype=th.float32, requires_grad=True).requires_grad
