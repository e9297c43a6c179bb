"""Networks of Torch7 as modules of th.nn: they compute what Torch7's formulas say."""

import json
from pathlib import Path

import numpy as np
import pytest

import th
from th import nn, torch7
from th.errors import ArgumentError, ArgumentTypeError

FOLDER = Path(__file__).parent.parent / "data" / "t7"


def made(name, **fields):
    return torch7.to_nn(torch7.Object(f"nn.{name}", fields), nn)


def input_of(stem):
    said = json.loads((FOLDER / f"{stem}.json").read_text())["input"]
    return th.tensor(said["values"], dtype=th.float64).reshape(said["size"])


@pytest.mark.parametrize("stem", ["nn_linear", "nn_linear_float"])
def test_a_layer_of_torch7_computes(stem):
    layer = torch7.load(FOLDER / f"{stem}.t7")
    module = torch7.to_nn(layer, nn)
    x = input_of(stem).to(layer.weight.dtype)
    assert not module.training and module.weight.dtype is layer.weight.dtype
    wanted = x.numpy() @ layer.weight.numpy().T + layer.bias.numpy()
    assert np.allclose(module(x).detach().numpy(), wanted)


def test_a_network_of_torch7_computes_and_trains():
    net = torch7.load(FOLDER / "nn_mlp.t7")
    module = torch7.to_nn(net, nn)
    first, _, last, _ = net.modules
    x = input_of("nn_mlp")
    scores = np.tanh(x.numpy() @ first.weight.numpy().T + first.bias.numpy()) @ last.weight.numpy().T + last.bias.numpy()
    wanted = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    assert np.allclose(module(x).detach().numpy(), wanted)
    module(x).sum().backward()
    with th.no_grad():
        module[0].weight[0, 0] = 5
    assert first.weight[0, 0] == 5  # one memory


def test_making_a_network_draws_nothing():
    th.manual_seed(0)
    wanted = th.rand(3)
    th.manual_seed(0)
    made("Linear", weight=th.ones(2, 3), bias=th.ones(2))
    assert th.equal(th.rand(3), wanted)


@pytest.mark.parametrize("flat", [True, False])
def test_convolutions(flat):
    weight = th.randn(4, 3, 2, 2)
    fields = {"nInputPlane": 3, "nOutputPlane": 4, "kW": 2, "kH": 2, "dW": 2, "dH": 1, "padW": 1, "padH": 0, "bias": th.randn(4)}
    module = made("SpatialConvolutionMM" if flat else "SpatialConvolution", weight=weight.reshape(4, -1) if flat else weight, **fields)
    x = th.randn(2, 3, 5, 6)
    assert th.equal(module(x), nn.functional.conv2d(x, weight, fields["bias"], (1, 2), (0, 1)))
    weight = th.randn(3, 4, 2, 2)
    module = made("SpatialFullConvolution", weight=weight, adjW=1, adjH=0, **fields)
    assert th.equal(module(x), nn.functional.conv_transpose2d(x, weight, fields["bias"], (1, 2), (0, 1), (0, 1)))


def test_normalisation():
    fields = {"running_mean": th.randn(3), "running_var": th.rand(3) + 1, "eps": 1e-3, "momentum": 0.2, "train": False,
              "weight": th.rand(3), "bias": th.rand(3)}
    module = made("SpatialBatchNormalization", **fields)
    x = th.randn(2, 3, 4, 4)
    wanted = nn.functional.batch_norm(x, *(fields[k] for k in ("running_mean", "running_var", "weight", "bias")), eps=1e-3)
    assert th.allclose(module(x), wanted) and module.momentum == 0.2
    assert made("BatchNormalization", running_mean=th.zeros(2), running_var=th.ones(2), eps=1e-5).affine is False


POOL = {"kW": 3, "kH": 2, "dW": 2, "dH": 2, "padW": 1, "padH": 0}
LAYERS = [
    ("Tanh", {}, "Tanh()"),
    ("ReLU", {"inplace": True}, "ReLU(inplace=True)"),
    ("HardTanh", {"min_val": -2, "max_val": 2}, "Hardtanh(min_val=-2, max_val=2)"),
    ("LeakyReLU", {"negval": 0.2}, "LeakyReLU(negative_slope=0.2)"),
    ("ELU", {"alpha": 0.5}, "ELU(alpha=0.5)"),
    ("SoftMax", {}, "Softmax(dim=1)"),
    ("SoftPlus", {"beta": 2, "threshold": 20}, "Softplus(beta=2, threshold=20)"),
    ("Threshold", {"threshold": 0.1, "val": 0}, "Threshold(threshold=0.1, value=0)"),
    ("Dropout", {"p": 0.3, "v2": True}, "Dropout(p=0.3, inplace=False)"),
    ("Identity", {}, "Identity()"),
    ("PReLU", {"weight": th.ones(2)}, "PReLU(num_parameters=2)"),
    ("View", {"size": torch7.Storage([12])}, "Flatten(start_dim=1, end_dim=-1)"),
    ("SpatialZeroPadding", {"pad_l": 1, "pad_r": 2, "pad_t": 3, "pad_b": 4}, "ZeroPad2d((1, 2, 3, 4))"),
    ("SpatialUpSamplingNearest", {"scale_factor": 2}, "UpsamplingNearest2d(scale_factor=2.0, mode='nearest')"),
    ("SpatialMaxPooling", {**POOL, "ceil_mode": True},
     "MaxPool2d(kernel_size=(2, 3), stride=(2, 2), padding=(0, 1), dilation=1, ceil_mode=True)"),
    ("SpatialAveragePooling", {**POOL, "divide": True}, "AvgPool2d(kernel_size=(2, 3), stride=(2, 2), padding=(0, 1))"),
]


@pytest.mark.parametrize(("name", "fields", "shown"), LAYERS, ids=[name for name, _, _ in LAYERS])
def test_layers(name, fields, shown):
    assert repr(made(name, **fields)) == shown


@pytest.mark.parametrize("name", ["LogSigmoid", "LogSoftMax", "PixelShuffle", "ReLU6", "Sigmoid", "SoftSign", "SpatialLogSoftMax",
                                  "SpatialReflectionPadding", "SpatialReplicationPadding", "SpatialSoftMax"])
def test_layers_without_settings(name):
    assert isinstance(made(name), nn.Module)


def test_views_of_several_dimensions():
    assert made("Reshape", size=torch7.Storage([3, 4]))(th.zeros(2, 12)).shape == (2, 3, 4)


def test_one_layer_in_two_places_is_one_module():
    layer = torch7.Object("nn.Tanh")
    net = made("Sequential", modules=[layer, torch7.Object("cudnn.ReLU"), layer])
    assert net[0] is net[2] and isinstance(net[1], nn.ReLU)


def test_what_cannot_be_made():
    with pytest.raises(ArgumentError, match=r"nn.Sequential\[0\] nn.TemporalConvolution: th.nn has nothing for"):
        torch7.to_nn(torch7.load(FOLDER / "nn_temporal.t7"), nn)
    with pytest.raises(ArgumentError, match="nn.Linear: this nn.Linear has no field 'weight'"):
        made("Linear")
    for name, fields in (("Dropout", {"p": 0.5}), ("SpatialAveragePooling", {**POOL, "divide": False}), ("BatchNormalization", {})):
        with pytest.raises(ArgumentError, match="computes something that no module of th.nn does"):
            made(name, **fields)
    with pytest.raises(ArgumentTypeError, match="torch7.Object"):
        torch7.to_nn([1], nn)


def test_classes_of_ones_own():
    net = torch7.Object("nn.Sequential", {"modules": [torch7.Object("my.Square", {"power": 2})]})
    module = torch7.to_nn(net, nn, {"my.Square": lambda obj: nn.Softplus(obj.power)})
    assert repr(module[0]) == "Softplus(beta=2, threshold=20.0)"
