"""The packing of parameters into flat arrays notices whatever changes under it."""

import numpy as np
import pytest

import th
from th.optim.elementwise import BLOCK_BYTES


def adam_by_hand(w, g, m, v, step, lr=0.1):
    m += 0.1 * (g - m)
    v += 0.001 * (g * g - v)
    w -= lr * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)


def two_parameters():
    return [th.tensor(np.arange(n) + 1.0, requires_grad=True) for n in (3, 5)]


def step_with(optimizer, params, g):
    for p in params:
        p.grad = th.full_like(p, g)
    optimizer.step()


def test_writing_into_the_state_counts():
    params = two_parameters()
    optimizer = th.optim.Adam(params, lr=0.1)
    step_with(optimizer, params, 1.0)
    for p in params:
        optimizer.state[p]["exp_avg"].zero_()
        optimizer.state[p]["step"].fill_(9)
    w, m, v = params[0].detach().numpy().copy(), np.zeros(3), np.full(3, 0.001)
    step_with(optimizer, params, 1.0)
    adam_by_hand(w, np.ones(3), m, v, 10)
    np.testing.assert_allclose(params[0].detach().numpy(), w)
    assert optimizer.state[params[1]]["step"].item() == 10


def test_replacing_a_state_tensor_counts():
    params = two_parameters()
    optimizer = th.optim.SGD(params, lr=1.0, momentum=0.5)
    step_with(optimizer, params, 1.0)
    optimizer.state[params[0]]["momentum_buffer"] = th.full_like(params[0], 10.0).detach()
    before = params[0].detach().clone()
    step_with(optimizer, params, 1.0)
    assert (before - params[0].detach()).tolist() == [6.0, 6.0, 6.0]


def test_clearing_the_state_starts_anew():
    params = two_parameters()
    optimizer = th.optim.Adam(params, lr=0.1)
    step_with(optimizer, params, 1.0)
    optimizer.state.clear()
    step_with(optimizer, params, 1.0)
    assert optimizer.state[params[0]]["step"].item() == 1


def test_new_data_under_a_parameter_is_updated_not_the_old():
    params = two_parameters()
    optimizer = th.optim.Adam(params, lr=0.1)
    step_with(optimizer, params, 1.0)
    old = params[0].data
    params[0].data = th.zeros(3, dtype=th.float64)
    kept = old.clone()
    step_with(optimizer, params, 1.0)
    assert old.equal(kept)
    np.testing.assert_allclose(params[0].detach().numpy(), -0.1, rtol=1e-6)


def test_options_may_change_between_steps():
    params = two_parameters()
    optimizer = th.optim.SGD(params, lr=1.0)
    step_with(optimizer, params, 1.0)
    optimizer.param_groups[0].update(lr=0.5, momentum=0.9)
    step_with(optimizer, params, 1.0)
    assert params[0].tolist() == [-0.5, 0.5, 1.5]
    assert optimizer.state[params[0]]["momentum_buffer"].tolist() == [1.0, 1.0, 1.0]


def test_the_parameters_keep_their_memory():
    params = two_parameters()
    views = [p.detach().numpy() for p in params]
    optimizer = th.optim.Adam(params, lr=0.1)
    step_with(optimizer, params, 1.0)
    for p, view in zip(params, views, strict=True):
        assert np.shares_memory(p.detach().numpy(), view)
        assert p.detach().numpy()[0] == view[0]


@pytest.mark.parametrize("make", [
    lambda a: th.from_numpy(a.T), lambda a: th.from_numpy(a[::2, 1:]), lambda a: th.from_numpy(np.asfortranarray(a))
], ids=["transposed", "strided", "fortran"])
@pytest.mark.parametrize("rows", [4, 300])
def test_any_memory_layout_of_parameters_and_gradients(make, rows):
    array = np.sin(np.arange(rows * 200.0)).reshape(rows, 200)
    odd, plain = make(array.copy()).requires_grad_(), th.tensor(np.array(make(array)), requires_grad=True)
    g = np.cos(np.arange(plain.numel())).reshape(tuple(plain.shape))
    results = []
    for p, grad in ((odd, np.asfortranarray(g)), (plain, g)):
        optimizer = th.optim.Adam([p, th.ones(2, requires_grad=True)], lr=0.1)
        p.grad = th.from_numpy(grad)
        for _ in range(3):
            optimizer.step()
        results.append(p.detach().numpy())
    np.testing.assert_array_equal(*results)


def test_a_parameter_of_many_blocks_equals_its_pieces():
    count = 3 * BLOCK_BYTES // 8 + 5
    values = np.sin(np.arange(count))
    whole = th.tensor(values, requires_grad=True)
    pieces = [th.tensor(piece, requires_grad=True) for piece in np.array_split(values, 40)]
    for params in ([whole], pieces):
        optimizer = th.optim.AdamW(params, lr=0.1, amsgrad=True)
        for p in params:
            p.grad = p.detach() * 2
        for _ in range(2):
            optimizer.step()
    np.testing.assert_array_equal(whole.detach().numpy(), np.concatenate([p.detach().numpy() for p in pieces]))


def test_gradients_are_not_written_to():
    for kind in ("SGD", "Adam", "RMSprop", "Rprop", "ASGD"):
        for count in (3, 30_000):
            w = th.ones(count, requires_grad=True)
            w.grad = th.full((count,), 2.0)
            getattr(th.optim, kind)([w], lr=0.1, maximize=True).step()
            assert bool((w.grad == 2).all())


def test_a_backward_over_updated_parameters_is_an_error():
    w = th.ones(2, requires_grad=True)
    optimizer = th.optim.SGD([w], lr=0.1)
    loss = (w * w).sum()
    w.grad = th.ones(2)
    optimizer.step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_half_precision_is_updated_in_its_own_dtype():
    w = th.ones(4, dtype=th.float16, requires_grad=True)
    optimizer = th.optim.Adam([w], lr=0.1)
    w.grad = th.ones_like(w)
    optimizer.step()
    assert w.dtype == th.float16
    assert optimizer.state[w]["exp_avg"].dtype == th.float16
    np.testing.assert_allclose(w.detach().numpy(), 0.9, atol=2e-3)


def test_no_warnings_for_overflow():
    w = th.tensor([1e30, 1.0], requires_grad=True)
    w.grad = th.tensor([1e38, float("nan")])
    th.optim.Adam([w], lr=1e10).step()
    assert w.isnan().tolist() == [False, True]
