"""Modules: what they hold, their state, their hooks, their text, their errors."""

import collections
import copy
import pickle
import re

import numpy as np
import pytest

import th
from th import nn
from th.errors import StateDictError


EXPECTED_DRAWS = {  # PyTorch 2.13, seed 0
    "uniform_": [0.4963, 0.7682, 0.0885],
    "normal_": [1.541, -0.2934, -2.1788],
    "trunc_normal_": [1.541, -0.2934, -1.3986],
    "xavier_uniform_": [-0.0092, 0.657, -1.008],
    "kaiming_normal_": [1.2582, -0.2396, -1.779],
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 3)
        self.last = nn.Linear(3, 1, bias=False)
        self.register_buffer("seen", th.zeros(1))
        self.register_buffer("scratch", th.zeros(1), persistent=False)

    def forward(self, x):
        return self.last(th.tanh(self.hidden(x)))


def test_names_follow_the_order_of_assignment():
    net = Net()
    assert [n for n, _ in net.named_parameters()] == ["hidden.weight", "hidden.bias", "last.weight"]
    assert [n for n, _ in net.named_buffers()] == ["seen", "scratch"]
    assert [n for n, _ in net.named_modules()] == ["", "hidden", "last"]
    assert list(net.state_dict()) == ["seen", "hidden.weight", "hidden.bias", "last.weight"]
    assert list(net.state_dict(prefix="net.")) == ["net." + n for n in net.state_dict()]


def test_the_state_goes_round():
    first, second = Net(), Net()
    result = second.load_state_dict(first.state_dict())
    assert repr(result) == "<All keys matched successfully>"
    x = th.randn(2, 4)
    assert th.equal(first(x), second(x))


def test_assign_takes_the_tensors_themselves():
    net = Net()
    state = {k: th.zeros(v.shape, dtype=th.float64) for k, v in net.state_dict().items()}
    net.load_state_dict(state, assign=True)
    assert net.hidden.weight.dtype == th.float64 and isinstance(net.hidden.weight, nn.Parameter)


def test_a_wrong_state_is_listed():
    state = Net().state_dict()
    del state["seen"]
    state["other"] = th.zeros(1)
    state["last.weight"] = th.zeros(2, 3)
    with pytest.raises(StateDictError) as caught:
        Net().load_state_dict(state)
    assert str(caught.value) == (
        'Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: "seen". \n\t'
        'Unexpected key(s) in state_dict: "other". \n\tsize mismatch for last.weight: copying a param with shape '
        "torch.Size([2, 3]) from checkpoint, the shape in current model is torch.Size([1, 3])."
    )
    del state["last.weight"]
    result = Net().load_state_dict(state, strict=False)
    assert result.missing_keys == ["seen", "last.weight"] and result.unexpected_keys == ["other"]


def test_a_state_that_is_no_dictionary():
    with pytest.raises(TypeError, match="Expected state_dict to be dict-like, got <class 'list'>"):
        Net().load_state_dict([])


def test_copies_are_apart():
    net = Net()
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert th.equal(other.last.weight, net.last.weight)
        with th.no_grad():
            other.last.weight.add_(1)
        assert not th.equal(other.last.weight, net.last.weight)


def test_repr_is_pytorch_s():
    net = nn.Sequential(collections.OrderedDict(first=nn.Linear(4, 3), rest=nn.Sequential(nn.ReLU(), nn.Dropout())))
    assert repr(net) == (
        "Sequential(\n  (first): Linear(in_features=4, out_features=3, bias=True)\n  (rest): Sequential(\n    (0): ReLU()\n"
        "    (1): Dropout(p=0.5, inplace=False)\n  )\n)"
    )
    folded = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()])
    assert repr(folded) == (
        "ModuleList(\n  (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)\n  (2): ReLU()\n)"
    )


class Printer:
    def __init__(self):
        self.said = ""

    def text(self, words):
        self.said += words


def drawing(module):
    printer = Printer()
    module._repr_pretty_(printer, False)
    return printer.said


def test_the_shell_draws_torch7_s_way():
    net = nn.Sequential(nn.Conv2d(3, 16, 5), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.Sequential(nn.Tanh()))
    assert drawing(net) == (
        "nn.Sequential {\n  [input -> (1) -> (2) -> (3) -> (4) -> output]\n  (1): nn.Conv2d(3 -> 16, 5x5)\n  (2): nn.ReLU\n"
        "  (3): nn.Conv2d(16 -> 32, 3x3, 2,2, 1,1) without bias\n  (4): nn.Sequential {\n    [input -> (1) -> output]\n"
        "    (1): nn.Tanh\n  }\n}"
    )
    assert drawing(nn.Sequential()) == "nn.Sequential {\n  [input -> output]\n}"
    assert drawing(nn.MaxPool2d(2, 2, 1)) == "nn.MaxPool2d(2x2, 2,2, 1,1)"
    assert drawing(Net()) == "Net {\n  (hidden): nn.Linear(4 -> 3)\n  (last): nn.Linear(3 -> 1) without bias\n}"


def test_a_failure_says_where():
    net = nn.Sequential(nn.Linear(4, 3), nn.Sequential(nn.ReLU(), nn.Linear(5, 1)))
    with pytest.raises(RuntimeError) as caught:
        net(th.zeros(2, 4))
    assert "in layer 1 of Sequential: Linear(in_features=5, out_features=1, bias=True), input (2, 3)" in caught.value.__notes__
    assert "in layer 1 of Sequential: Sequential, input (2, 3)" in caught.value.__notes__


@pytest.mark.parametrize("layer, inputs, argument", [
    (nn.Linear(2, 1), ([1.0, 2.0],), "'input' (position 1) must be Tensor, not list"),
    (nn.Conv2d(1, 1, 1), (None,), "'input' (position 1) must be Tensor, not NoneType"),
    (nn.Embedding(3, 2), (1,), "'input' (position 1) must be Tensor, not int"),
    (nn.Sequential(nn.Dropout(), nn.ReLU()), (np.ones(2),), "must be Tensor, not ndarray"),
    (nn.MSELoss(), (th.ones(2), [1.0, 2.0]), "'target' (position 2) must be Tensor, not list"),
    (nn.LSTM(2, 1), ([1.0],), "must be Tensor, not list"),
])
def test_an_input_that_is_no_tensor_is_told(layer, inputs, argument):
    with pytest.raises(TypeError, match=re.escape(argument)):
        layer(*inputs)


def test_an_attribute_that_is_missing_elsewhere_stays_so():
    class Broken(nn.Module):
        def forward(self, values):
            return values.nothing

    with pytest.raises(AttributeError, match="nothing"):
        nn.Sequential(Broken())([1.0])


def test_forgetting_super_init_is_told():
    class Forgetful(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"cannot assign module before Module.__init__\(\) call: write super\(\)"):
        Forgetful()


def test_calling_what_is_no_module_yet():
    class Bare(nn.Module):
        def __init__(self):
            pass

        def forward(self, x):
            return x

    with pytest.raises(AttributeError, match=r"'Bare' object is no module yet: write super\(\).__init__\(\)"):
        Bare()(1)


def test_first_values_of_every_initialiser():
    drawn = {}
    for name in EXPECTED_DRAWS:
        th.manual_seed(0)
        drawn[name] = [round(x, 4) for x in getattr(nn.init, name)(th.empty(1, 3)).flatten().tolist()]
    assert drawn == EXPECTED_DRAWS


@pytest.mark.parametrize(
    "act, error, text",
    [
        (lambda net: net.nothing, AttributeError, "'Net' object has no attribute 'nothing'"),
        (lambda net: setattr(net.hidden, "weight", th.zeros(3, 4)), TypeError, "cannot assign 'torch.FloatTensor' as parameter 'weight'"),
        (lambda net: setattr(net, "hidden", 3), TypeError, "cannot assign 'int' as child module 'hidden'"),
        (lambda net: setattr(net, "seen", 3), TypeError, "cannot assign 'int' as buffer 'seen'"),
        (lambda net: net.register_parameter("a.b", None), KeyError, 'parameter name can\'t contain "."'),
        (lambda net: net.register_buffer("forward", None), KeyError, "attribute 'forward' already exists"),
        (lambda net: net.add_module("x", 3), TypeError, "int is not a Module subclass"),
        (lambda net: net.get_submodule("hidden.no"), AttributeError, "Linear has no attribute `no`"),
        (lambda net: net.to(th.int64), TypeError, "only accepts floating point or complex dtypes"),
        (lambda net: net.train("yes"), ValueError, "training mode is expected to be boolean"),
        (lambda net: nn.Module()(1), NotImplementedError, 'missing the required "forward" function'),
        (lambda net: nn.Sequential(net)[1], IndexError, "index 1 is out of range"),
    ],
)
def test_misuse_is_told(act, error, text):
    with pytest.raises(error) as caught:
        act(Net())
    assert text in caught.value.args[0]


def test_forward_hooks_change_what_passes():
    layer = nn.Linear(2, 2)
    x = th.ones(1, 2)
    plain = layer(x)
    first = layer.register_forward_pre_hook(lambda module, args: args[0] * 0)
    second = layer.register_forward_hook(lambda module, args, output: output + 1)
    assert th.equal(layer(x), layer.bias.reshape(1, 2) + 1)
    first.remove()
    second.remove()
    assert th.equal(layer(x), plain)


def test_hooks_with_kwargs_and_order():
    said = []

    class Scale(nn.Module):
        def forward(self, x, by=1):
            return x * by

    layer = Scale()
    layer.register_forward_pre_hook(lambda m, args, kwargs: (args, {"by": 3}), with_kwargs=True)
    layer.register_forward_hook(lambda m, args, kwargs, out: said.append(("late", kwargs["by"])), with_kwargs=True)
    layer.register_forward_hook(lambda m, args, out: said.append("early"), prepend=True)
    assert layer(th.ones(1)).item() == 3
    assert said == ["early", ("late", 3)]


def test_full_backward_hooks_see_and_change_gradients():
    layer = nn.Linear(2, 2, bias=False)
    seen = []
    layer.register_full_backward_pre_hook(lambda module, grad_output: (grad_output[0] * 2,))
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: seen.append(grad_output[0].tolist()))
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * 0,))
    x = th.ones(1, 2, requires_grad=True)
    layer(x).sum().backward()
    assert seen == [[[2.0, 2.0]]]
    assert x.grad.tolist() == [[0.0, 0.0]]
    assert layer.weight.grad.tolist() == [[2.0, 2.0], [2.0, 2.0]]


def test_an_always_called_hook_runs_when_forward_fails():
    layer = nn.Linear(2, 2)
    said = []
    layer.register_forward_hook(lambda module, args, output: said.append(output), always_call=True)
    with pytest.raises(RuntimeError):
        layer(th.ones(1, 3))
    assert said == [None]


def test_train_eval_freeze_and_convert():
    net = nn.Sequential(Net(), nn.Dropout())
    assert not net.eval()[1].training and net.train()[1].training
    net.requires_grad_(False)
    assert not any(p.requires_grad for p in net.parameters())
    before = net[0].hidden.weight
    net.double()
    assert net[0].hidden.weight is before and before.dtype == th.float64 and net[0].seen.dtype == th.float64


def test_zero_grad():
    net = Net()
    net(th.ones(1, 4)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert net.last.weight.grad.abs().sum() == 0
    net.zero_grad()
    assert net.last.weight.grad is None


def test_containers():
    net = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
    net.append(nn.Linear(2, 1)).insert(1, nn.Tanh())
    assert [type(m).__name__ for m in net] == ["Linear", "Tanh", "ReLU", "Linear"]
    assert len(net[1:]) == 3 and len(net + net) == 8
    del net[0]
    assert list(dict(net.named_children())) == ["0", "1", "2"]
    named = nn.ModuleDict({"a": nn.ReLU()})
    named["b"] = nn.Tanh()
    assert list(named) == ["a", "b"] and "a" in named and isinstance(named.pop("a"), nn.ReLU)
    listed = nn.ParameterList([th.zeros(2), th.zeros(3)])
    assert [n for n, _ in listed.named_parameters()] == ["0", "1"]
    kept = nn.ParameterDict({"x": th.zeros(2)})
    assert isinstance(kept["x"], nn.Parameter) and list(kept.keys()) == ["x"]


def test_gradients_arrive_from_the_last_layer_to_the_first():
    net = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.Linear(3, 1))
    seen = []
    for name, parameter in net.named_parameters():
        parameter.register_post_accumulate_grad_hook(lambda p, name=name: seen.append(name[0]))
    net(th.ones(1, 2)).sum().backward()
    assert seen == ["2", "2", "1", "1", "0", "0"]
