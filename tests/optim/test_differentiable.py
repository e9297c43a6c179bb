"""`differentiable=True`: gradients flow through the steps of optimisers as they do in PyTorch."""

import json
from pathlib import Path

import pytest

import th
from tests.optim.cases import name_of
from tests.optim.hypergradients import CASES, START, after_training, hypergradients

RECORDED = json.loads((Path(__file__).parent.parent / "data" / "optim.json").read_text(encoding="utf-8"))["hypergradients"]
# PyTorch's count of steps is a float32, from which it corrects the averages; six steps carry that on.
ROUNDING = 2e-4


def case_name(case):
    kind, options, learned = case
    return name_of((kind, {**options, **{f"learned {key}": value for key, value in learned.items()}}))


@pytest.mark.parametrize("case", [c for c in CASES if case_name(c) in RECORDED], ids=case_name)
def test_derivatives_through_steps_are_pytorchs(case):
    assert hypergradients(th, *case) == pytest.approx(RECORDED[case_name(case)], rel=ROUNDING)


@pytest.mark.parametrize("case", [c for c in CASES if "momentum" not in c[1] or c[0] != "SGD"], ids=case_name)
def test_derivatives_through_steps_are_difference_quotients(case):
    kind, options, learned = case
    _, *found = hypergradients(th, *case)
    values = [*START, *learned.values()]

    def loss(moved):
        start = th.tensor(moved[:len(START)], dtype=th.float64)
        return after_training(th, kind, {**options, **dict(zip(learned, moved[len(START):], strict=True))},
                              start.requires_grad_()).item()

    for i, slope in enumerate(found):
        step = 1e-6
        up, down = [[v + sign * step * (i == j) for j, v in enumerate(values)] for sign in (1, -1)]
        assert slope == pytest.approx((loss(up) - loss(down)) / (2 * step), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_recorded_steps_go_where_others_go(case):
    kind, options, learned = case
    ends = []
    for differentiable in (True, False):
        w = th.tensor(START, dtype=th.float64)
        w.grad = th.tensor([0.3, -2.0, 0.01], dtype=th.float64)
        optimizer = getattr(th.optim, kind)([w], differentiable=differentiable, **options, **learned)
        for _ in range(4):
            optimizer.step()
        state = {key: value.tolist() for key, value in optimizer.state[w].items()}
        ends.append((w.tolist(), state))
    assert ends[0][0] == pytest.approx(ends[1][0], rel=1e-12)
    assert ends[0][1].keys() == ends[1][1].keys()
    for key, value in ends[1][1].items():
        assert ends[0][1][key] == pytest.approx(value, rel=1e-12)


def test_states_that_require_gradients_get_them():
    w = th.tensor([1.0, 2.0]).clone()
    w.grad = th.tensor([0.5, 0.5])
    start = th.tensor([0.1, 0.2], requires_grad=True)
    optimizer = th.optim.SGD([w], lr=1.0, momentum=0.5, differentiable=True)
    optimizer.state[w]["momentum_buffer"] = start.clone()
    optimizer.step()
    w.sum().backward()
    assert start.grad.tolist() == [-0.5, -0.5]


def test_complex_parameters_are_recorded_by_their_parts():
    w0 = th.tensor([1.0 + 2.0j], requires_grad=True)
    w = w0 * 1
    w.grad = th.tensor([0.5 - 0.5j])
    th.optim.Adam([w], lr=0.5, differentiable=True).step()
    assert th.view_as_real(w.detach()).flatten().tolist() == pytest.approx([0.5, 2.5])
    w.abs().sum().backward()
    assert w0.grad is not None


def test_the_functions_of_recorded_rules_can_be_looked_through():
    from th.optim import recorded

    assert not hasattr(recorded._namespace, "__wrapped__")  # doctest asks


def test_a_leaf_cannot_be_stepped_on_record():
    w = th.tensor([1.0], requires_grad=True)
    w.grad = th.tensor([1.0])
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        th.optim.SGD([w], lr=0.1, differentiable=True).step()


@pytest.mark.oracle
@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_what_was_recorded_is_what_pytorch_says(case):
    import torch

    try:
        found = hypergradients(torch, *case)
    except (RuntimeError, TypeError):  # it writes over what it saved, or wants a number
        assert case_name(case) not in RECORDED
    else:
        assert found == pytest.approx(RECORDED[case_name(case)])
