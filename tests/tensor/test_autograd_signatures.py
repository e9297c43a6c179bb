"""The signatures of `torch.autograd`."""

import pytest

import th


def test_grad_takes_only_inputs_where_pytorch_has_it():
    x = th.tensor([2.0], requires_grad=True)
    (found,) = th.autograd.grad(x * x, x, th.ones(1), True, True, True)
    assert found.tolist() == [4.0]
    with pytest.warns(FutureWarning, match="only_inputs argument is deprecated"):
        th.autograd.grad(x * x, x, only_inputs=False)


def test_functions_of_functions_take_func_by_name():
    x = th.tensor([1.0, 2.0])
    assert th.autograd.functional.jacobian(func=lambda v: v * v, inputs=x).tolist() == [[2.0, 0.0], [0.0, 4.0]]
    assert th.autograd.functional.hvp(func=lambda v: (v**3).sum(), inputs=x, v=x)[1].tolist() == [6.0, 24.0]
