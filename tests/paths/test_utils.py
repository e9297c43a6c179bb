"""torch.utils, torch.backends and the small modules."""

import contextlib
import sys
import weakref

import numpy as np
import pytest

import th
from th import nn
from th.utils import benchmark
from th.utils.checkpoint import CheckpointError, checkpoint, checkpoint_sequential


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


@pytest.mark.parametrize("way", [False, True])
def test_gradients_of_a_checkpoint_on_request_touch_no_parameter(way):
    model, x = network().eval(), th.linspace(-1, 1, 12).reshape(3, 4).requires_grad_()
    wanted = [x, model[0].weight]
    found = th.autograd.grad(checkpoint(model, x, use_reentrant=way).sum(), wanted)
    for mine, plain in zip(found, th.autograd.grad(model(x).sum(), wanted), strict=True):
        assert th.equal(mine, plain)
    assert all(p.grad is None for p in model.parameters())
    assert x.grad is None


def test_checkpoints_have_higher_derivatives_of_what_they_close_over():
    w = th.tensor(3.0, requires_grad=True)
    square = w * w
    y = checkpoint(lambda x: (x * square).exp().log() ** 2, th.tensor(0.5), use_reentrant=False)
    (g,) = th.autograd.grad(y, w, create_graph=True)
    (second,) = th.autograd.grad(g, w)
    assert (g.item(), second.item()) == (pytest.approx(27.0), pytest.approx(27.0))


def test_a_checkpoint_runs_its_function_once_more_for_each_backward():
    runs = []
    x = th.ones(3, requires_grad=True)
    y = checkpoint(lambda a: runs.append(1) or (a.exp() * a).sin(), x, use_reentrant=False).sum()
    y.backward(retain_graph=True)
    assert len(runs) == 2
    y.backward()
    assert len(runs) == 3
    assert th.equal(x.grad, 2 * th.autograd.grad((x.exp() * x).sin().sum(), x)[0])


def test_a_checkpoint_lets_go_of_what_it_computed():
    sizes = []
    x = th.ones(1000, requires_grad=True)

    def layers(a):
        for _ in range(3):
            a = a.exp().sin()
            sizes.append(weakref.ref(a))
        return a.sum()

    y = checkpoint(layers, x, use_reentrant=False)
    assert [ref() for ref in sizes] == [None] * 3
    y.backward()
    assert x.grad is not None


def test_checkpoints_within_checkpoints():
    def inner(a):
        return (a.sin() * a).exp()

    def outer(a):
        return checkpoint(inner, a * 2, use_reentrant=False).cos() * a

    x = th.linspace(0, 1, 5, requires_grad=True)
    (found,) = th.autograd.grad(checkpoint(outer, x, use_reentrant=False).sum(), x)
    (plain,) = th.autograd.grad((inner(x * 2).cos() * x).sum(), x)
    assert th.equal(found, plain)


def test_another_second_run_of_a_checkpoint_is_an_error():
    w, runs = th.tensor(2.0, requires_grad=True), []

    def shorter(a):
        runs.append(1)
        return a * w if len(runs) == 2 else a * w * w

    with pytest.raises(CheckpointError, match="different number of tensors"):
        checkpoint(shorter, th.ones(2), use_reentrant=False).sum().backward()

    def wider(a):
        runs.append(1)
        return (a.double() if len(runs) % 2 else a) * w

    with pytest.raises(CheckpointError, match="different metadata"):
        checkpoint(wider, th.ones(2), use_reentrant=False).sum().backward()
    with pytest.raises(ValueError, match="determinism_check"):
        checkpoint(wider, th.ones(2), determinism_check="all")


def test_a_checkpoint_runs_in_the_contexts_it_is_given():
    entered = []

    @contextlib.contextmanager
    def noting(name):
        entered.append(name)
        yield

    x = th.ones(2, requires_grad=True)
    y = checkpoint(th.exp, x, use_reentrant=False, context_fn=lambda: (noting("first"), noting("second")))
    assert entered == ["first"]
    y.sum().backward()
    assert entered == ["first", "second"]


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


def test_capsules_are_taken_once_and_share_memory():
    x = th.arange(6.0).reshape(2, 3).t()
    capsule = th.utils.dlpack.to_dlpack(x)
    y = th.utils.dlpack.from_dlpack(capsule)
    assert y.shape == (3, 2)
    x[0, 0] = 7
    assert y[0, 0].item() == 7
    y[1, 0] = 9
    assert x[1, 0].item() == 9
    with pytest.raises(RuntimeError, match="consumed only once"):
        th.from_dlpack(capsule)


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
    (1, 2, "Scalars are not equal"),
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
    with pytest.raises(TypeError, match="No comparison pair"):
        th.testing.assert_close(th.ones(1), 1.0)
    with pytest.raises(ValueError, match="both be specified"):
        th.testing.assert_close(th.ones(1), th.ones(1), rtol=0)
    made = th.testing.make_tensor(2, 3, dtype=th.int64, low=0, high=5)
    assert (made.dtype, made.shape) == (th.int64, (2, 3))
    assert th.testing.make_tensor((2,), dtype=th.float32, requires_grad=True).requires_grad
