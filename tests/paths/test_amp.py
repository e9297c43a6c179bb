"""Mixed precision's names."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import th
from tests import standin_cupy
from th.amp import GradScaler, autocast


def test_products_are_cast_inside_a_block_and_losses_are_not():
    a, b = th.randn(3, 3), th.randn(3, 3)
    with th.autocast("cpu", dtype=th.bfloat16):
        assert th.is_autocast_enabled("cpu")
        assert th.get_autocast_dtype("cpu") == th.bfloat16
        product = a @ b
        assert product.dtype == th.bfloat16
        assert th.equal(product, a.bfloat16() @ b.bfloat16())
        assert th.nn.functional.mse_loss(product, product).dtype == (product + a).dtype == th.float32
        assert (a.double() @ b.double()).dtype == th.float64
        with th.autocast("cpu", enabled=False):
            assert not th.is_autocast_enabled("cpu")
            assert (a @ b).dtype == th.float32
        assert th.is_autocast_enabled("cpu")
    assert not th.is_autocast_enabled("cpu")
    assert (a @ b).dtype == th.float32
    with th.autocast("cpu", dtype=th.float16):
        assert (a @ b).dtype == th.float16


def test_a_block_is_one_thread_s_own():
    a = th.ones(2, 2)
    with ThreadPoolExecutor(1) as other, th.autocast("cpu"):
        assert other.submit(lambda: (a @ a).dtype).result() == th.float32
        assert (a @ a).dtype == th.bfloat16


def test_on_a_gpu_exponentials_and_sums_are_computed_in_float32():
    with standin_cupy.installed(), th.autocast("cuda"):
        assert (th.is_autocast_enabled("cuda"), th.get_autocast_dtype("cuda")) == (True, th.float16)
        a = th.ones(2, 2, device="cuda")
        product = a @ a
        assert product.dtype == th.float16
        for function in (th.exp, th.sum, lambda x: th.softmax(x, 0), lambda x: x**2, lambda x: th.nn.functional.layer_norm(x, (2,))):
            assert function(product).dtype == th.float32
        assert th.relu(product).dtype == th.float16
        assert (th.ones(2, 2) @ th.ones(2, 2)).dtype == th.float32


def test_without_a_gpu_a_block_for_one_does_nothing():
    with pytest.warns(UserWarning, match="CUDA is not available"):
        block = th.autocast("cuda")
    with block:
        assert (th.ones(2, 2) @ th.ones(2, 2)).dtype == th.float32
    with pytest.warns(FutureWarning, match="torch.amp.autocast"):
        th.cuda.amp.autocast(enabled=False)


def test_without_a_gpu_a_scaler_for_one_is_disabled():
    with pytest.warns(UserWarning, match="CUDA is not available.  Disabling"):
        scaler = GradScaler()
    assert not scaler.is_enabled()
    assert scaler.scale(th.ones(1)).item() == 1.0


def test_what_autocast_refuses():
    with pytest.raises(ValueError, match="unsupported autocast device_type 'tpu'"):
        autocast("tpu")
    with pytest.raises(ValueError, match="must be torch.float16"):
        autocast("cpu", dtype=th.int64)


def scaled_steps(lib, scales=(1.0, float("inf"), 1.0, 1.0, 1.0)):
    w = lib.ones(2, requires_grad=True)
    optimizer = lib.optim.SGD([w], lr=0.1)
    scaler = lib.amp.GradScaler("cpu", init_scale=4.0, growth_interval=2)
    seen = []
    for factor in scales:
        optimizer.zero_grad()
        scaler.scale((w * factor).sum()).backward()
        scaler.unscale_(optimizer)
        seen.append(w.grad.tolist())
        scaler.step(optimizer)
        scaler.update()
        seen.append((w.tolist(), scaler.get_scale()))
    return seen, scaler.state_dict()


def test_a_step_with_infinite_gradients_is_skipped_and_the_scale_backs_off():
    seen, state = scaled_steps(th)
    assert [scale for _, scale in seen[1::2]] == [4.0, 2.0, 2.0, 4.0, 4.0]
    assert seen[1][0] == seen[3][0]
    assert state == {"scale": 4.0, "growth_factor": 2.0, "backoff_factor": 0.5, "growth_interval": 2,
                     "_growth_tracker": 1}


@pytest.mark.oracle
def test_scaling_agrees_with_pytorch():
    import torch

    assert scaled_steps(th) == scaled_steps(torch)


def test_a_state_is_taken_over():
    _, state = scaled_steps(th)
    scaler = GradScaler("cpu")
    scaler.load_state_dict(state)
    assert scaler.state_dict() == state
    with pytest.raises(RuntimeError, match="empty"):
        scaler.load_state_dict({})
    with pytest.warns(UserWarning, match="extra"):
        scaler.load_state_dict({**state, "extra": 1})
    scaler.set_growth_factor(3.0)
    scaler.set_backoff_factor(0.25)
    scaler.set_growth_interval(9)
    assert (scaler.get_growth_factor(), scaler.get_backoff_factor(), scaler.get_growth_interval()) == (3.0, 0.25, 9)


def test_a_disabled_scaler_passes_everything_on():
    w = th.ones(1, requires_grad=True)
    optimizer = th.optim.SGD([w], lr=0.5)
    with pytest.warns(FutureWarning, match=r"Please use `torch.amp.GradScaler\('cuda', args...\)`"):
        scaler = th.cuda.amp.GradScaler(enabled=False)
    loss = w.sum()
    assert scaler.scale(loss) is loss
    loss.backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    scaler.load_state_dict({})
    assert (w.item(), scaler.get_scale(), scaler.state_dict(), scaler.is_enabled()) == (0.5, 1.0, {}, False)


def test_the_order_of_calls_is_checked():
    w = th.ones(1, requires_grad=True)
    optimizer = th.optim.SGD([w], lr=0.5)
    scaler = GradScaler("cpu", init_scale=2.0)
    with pytest.raises(RuntimeError, match="No inf checks"):
        scaler.update()
    scaler.scale([w.sum()])[0].backward()
    scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError, match="already been called on this optimizer"):
        scaler.unscale_(optimizer)
    scaler.step(optimizer)
    with pytest.raises(RuntimeError, match="after step"):
        scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError, match="since the last update"):
        scaler.step(optimizer)
    with pytest.raises(RuntimeError, match="Closure"):
        scaler.step(optimizer, closure=abs)
    scaler.update(8.0)
    assert scaler.get_scale() == 8.0
    for options, text in (({"growth_factor": 1.0}, "growth factor"), ({"backoff_factor": 1.0}, "backoff factor")):
        with pytest.raises(ValueError, match=text):
            GradScaler(**options)
    with pytest.raises(ValueError, match="iterable of Tensors"):
        scaler.scale(3)
