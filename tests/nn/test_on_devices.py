"""Every layer on a GPU: forward, backward and a step of an optimiser give the CPU's numbers."""

import contextlib

import numpy as np
import pytest

import th
from tests import standin_cupy
from tests.nn.layer_cases import LAYERS, name_of
from th import nn


@pytest.fixture(params=["standin", pytest.param("gpu", marks=pytest.mark.gpu)], autouse=True)
def gpu(request):
    with standin_cupy.installed() if request.param == "standin" else contextlib.nullcontext():
        yield request.param


def tensors(value):
    if isinstance(value, th.Tensor):
        return [value]
    return [t for v in value for t in tensors(v)] if isinstance(value, tuple) else []


# Their draws come from the device's own generator.
RANDOM = (nn.Dropout, nn.AlphaDropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.FeatureAlphaDropout, nn.RReLU,
          nn.FractionalMaxPool2d, nn.FractionalMaxPool3d, nn.TransformerEncoder)


def step_on(place, case):
    """(results, gradients, parameters and buffers after a step) as arrays, and the devices they were on."""
    make, inputs = case
    th.manual_seed(3)
    layer = make().double()
    values = [make_input().detach() for make_input in inputs]
    if isinstance(layer, RANDOM):
        layer.eval()
    layer = layer.to(place)
    values = [v.to(place) for v in values]
    for v in values:
        v.requires_grad_(v.is_floating_point())
    found = tensors(layer(*values))
    loss = sum((t * t).sum() + t.sum() for t in found if t.requires_grad)
    trained = [*layer.parameters(), *[v for v in values if v.requires_grad]]
    if isinstance(loss, th.Tensor):
        loss.backward()
        th.optim.SGD(trained, lr=0.1, momentum=0.9).step()
    results = [*found, *[t.grad for t in trained if t.grad is not None], *trained, *layer.buffers()]
    return [t.detach().cpu().numpy() for t in results], {t.device.type for t in results}


@pytest.mark.parametrize("case", LAYERS, ids=name_of)
def test_a_layer_computes_what_it_computes_on_the_cpu(case):
    ours, places = step_on("cuda", case)
    theirs, _ = step_on("cpu", case)
    assert places == {"cuda"}
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("make", [case for case in LAYERS if isinstance(case[0](), RANDOM)], ids=name_of)
def test_random_layers_draw_on_the_device(make):
    layer, values = make[0]().double().to("cuda"), [f().detach().to("cuda").requires_grad_() for f in make[1]]
    out = layer(*values)
    out.sum().backward()
    assert out.is_cuda and values[0].grad.is_cuda


def test_a_state_crosses_devices():
    there = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).to("cuda")
    here = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    assert str(here.load_state_dict(there.state_dict())) == "<All keys matched successfully>"
    assert {t.device.type for t in here.state_dict().values()} == {"cpu"}
    for key, value in there.state_dict().items():
        np.testing.assert_array_equal(value.cpu().numpy(), here.state_dict()[key].numpy())


def test_packed_sequences_stay_on_the_device():
    layer = nn.GRU(2, 3).to("cuda")
    parts = [th.randn(n, 2).to("cuda") for n in (2, 4, 1)]
    packed, last = layer(nn.utils.rnn.pack_sequence(parts, enforce_sorted=False))
    padded, lengths = nn.utils.rnn.pad_packed_sequence(packed)
    assert padded.is_cuda and last.is_cuda and lengths.tolist() == [2, 4, 1]
    padded.sum().backward()
    assert all(p.grad.is_cuda for p in layer.parameters())
    assert float(nn.utils.clip_grad_norm_(layer.parameters(), 1.0)) > 0


def test_a_class_of_another_device_is_told():
    with pytest.raises(RuntimeError, match="same device"):
        nn.Linear(2, 2).to("cuda")(th.ones(1, 2))
