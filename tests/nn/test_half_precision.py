"""Every layer in half precision: results and gradients in its dtype, and near those of float32 from the same numbers."""

import pytest

import th
from tests.nn.layer_cases import LAYERS, name_of
from th import nn

pytest.importorskip("ml_dtypes")

# The relative size of a rounding error, and how many of them a layer may pile up.
ROUNDINGS = {th.float16: 2.0**-11, th.bfloat16: 2.0**-8}
SOME = 12
# Differences of nearly equal numbers, or a choice that a rounding turns.
ILL_CONDITIONED = {
    "AdaptiveLogSoftmaxWithLoss", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "CTCLoss", "FractionalMaxPool2d", "FractionalMaxPool3d",
    "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LocalResponseNorm", "CrossMapLRN2d",
}


def tensors(value):
    if isinstance(value, th.Tensor):
        return [value]
    return [t for v in value for t in tensors(v)] if isinstance(value, tuple) else []


def run(layer, values):
    leaves = [v.detach().clone().requires_grad_(v.is_floating_point()) for v in values]
    th.manual_seed(1)
    found = [t for t in tensors(layer(*leaves)) if t.is_floating_point()]
    sum((t.float() ** 2).sum() + t.float().sum() for t in found).backward()
    return found, [t.grad for t in (*leaves, *layer.parameters()) if t.grad is not None]


@pytest.mark.parametrize("dtype", ROUNDINGS, ids=str)
@pytest.mark.parametrize("case", LAYERS, ids=name_of)
def test_a_layer_in_half_precision(case, dtype):
    make, inputs = case
    th.manual_seed(3)
    layer = make().to(dtype)
    values = [v.to(dtype) if v.is_floating_point() else v for v in (make_input().detach() for make_input in inputs)]
    state = {k: v.float() if v.is_floating_point() else v for k, v in layer.state_dict().items()}
    wide = make().float()
    wide.load_state_dict(state)
    results, gradients = run(layer, values)
    expected, wide_gradients = run(wide, [v.float() if v.is_floating_point() else v for v in values])
    assert {t.dtype for t in (*results, *gradients)} == {dtype}
    if type(layer).__name__ in ILL_CONDITIONED:
        return
    for found, wanted in zip(results, expected, strict=True):
        error = (found.float() - wanted).abs().max()
        assert error <= SOME * ROUNDINGS[dtype] * max(1.0, float(wanted.abs().max())), (error, wanted.abs().max())
    for found, wanted in zip(gradients, wide_gradients, strict=True):
        error = (found.float() - wanted).abs().max()
        assert error <= 4 * SOME * ROUNDINGS[dtype] * max(1.0, float(wanted.abs().max())), (error, wanted.abs().max())


def test_means_of_many_numbers_in_half_precision():
    x = th.full((100_000,), 3.0, dtype=th.float16)
    assert nn.functional.mse_loss(x, x - 2).item() == 4.0
    logits = th.zeros(5000, 4, dtype=th.bfloat16)
    assert nn.functional.cross_entropy(logits, th.zeros(5000, dtype=th.int64)).item() == pytest.approx(1.386, abs=0.004)
