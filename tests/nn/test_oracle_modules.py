"""Every module of PyTorch's own test data base, run beside PyTorch: draws, state, repr, values, gradients, reload.

A few cases of each module; all of them with TH_ORACLE=full in the environment.
"""

import os
import warnings

import numpy as np
import pytest

import th
from th import nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.oracle

# Modules that th does not have, or whose case cannot be carried over, with the reason.
LEFT_OUT = {
    "LinearCrossEntropyLoss": "new in PyTorch 2.13, with options for GPUs",
}
CASES = 10_000 if os.environ.get("TH_ORACLE") == "full" else 5
# Cases that PyTorch itself refuses.
REFUSED = ("Expect _random_samples to have the same dtype as input",)


def module_infos():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_modules import module_db
    return module_db


def layer_to_ours(layer):
    """A layer that is an argument of another."""
    if not isinstance(layer, torch.nn.TransformerEncoderLayer):
        raise NotImplementedError(f"{type(layer).__name__} as argument")
    attention = layer.self_attn
    made = nn.TransformerEncoderLayer(
        attention.embed_dim, attention.num_heads, layer.linear1.out_features, layer.dropout.p, theirs_to_ours(layer.activation),
        batch_first=attention.batch_first, norm_first=layer.norm_first, bias=layer.linear1.bias is not None,
    )
    made.load_state_dict(theirs_to_ours(dict(layer.state_dict())))
    return made


def theirs_to_ours(value):
    """The same argument for th."""
    if isinstance(value, torch.Tensor):
        made = th.tensor(value.detach().numpy())
        return made.requires_grad_() if value.requires_grad else made
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        return nn.utils.rnn.PackedSequence(*[None if v is None else theirs_to_ours(v) for v in value])
    if isinstance(value, torch.dtype):
        return getattr(th, str(value).partition(".")[2])
    if isinstance(value, torch.nn.Module):
        return layer_to_ours(value)
    if isinstance(value, tuple | list):
        return type(value)(theirs_to_ours(v) for v in value)
    if isinstance(value, dict):
        return {k: theirs_to_ours(v) for k, v in value.items()}
    if callable(value) and getattr(torch.nn.functional, getattr(value, "__name__", "?"), None) is value:
        return getattr(nn.functional, value.__name__)
    return value


def tensors(value):
    """All tensors in a result, in order."""
    if isinstance(value, torch.Tensor | th.Tensor):
        return [value]
    if isinstance(value, tuple | list):
        return [t for v in value for t in tensors(v)]
    return []


def assert_close(theirs, ours, what, tolerance=1e-5):
    theirs, ours = theirs.detach().numpy(), ours.detach().numpy()
    assert theirs.shape == ours.shape, what
    tolerance *= max(1.0, np.abs(theirs, where=np.isfinite(theirs), out=np.ones_like(theirs, dtype="f8")).max(initial=1) ** 0.5)
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance, equal_nan=True, err_msg=what)


def total(values):
    """A number that depends on every floating element."""
    kept = [v for v in values if v.is_floating_point() and v.requires_grad]
    return sum((v * v).sum() + v.sum() for v in kept) if kept else None


def compare(name, case, training):
    constructor, call = case.constructor_input, case.forward_input
    if call is None:
        return
    torch.manual_seed(0)
    th.manual_seed(0)
    theirs = getattr(torch.nn, name)(*constructor.args, **constructor.kwargs)
    settings = {k: theirs_to_ours(v) for k, v in constructor.kwargs.items() if k != "device"}
    ours = getattr(nn, name)(*theirs_to_ours(constructor.args), **settings)
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        if not name.startswith("Lazy"):
            assert_close(value, ours.state_dict()[key], f"first value of {key}", 1e-6)
    theirs.train(training)
    ours.train(training)
    args, kwargs = theirs_to_ours(call.args), theirs_to_ours(call.kwargs)
    torch.manual_seed(1)
    th.manual_seed(1)
    expected = tensors(theirs(*call.args, **call.kwargs))
    found = tensors(ours(*args, **kwargs))
    assert len(expected) == len(found)
    for one, other in zip(expected, found, strict=True):
        assert_close(one, other, "result")
    for key, value in theirs.state_dict().items():
        assert_close(value, ours.state_dict()[key], f"{key} after the call")
    loss = total(expected)
    if loss is None:
        return
    loss.backward()
    total(found).backward()
    for (key, one), other in zip(theirs.named_parameters(), ours.parameters(), strict=True):
        if one.grad is not None:
            assert_close(one.grad, other.grad, f"gradient of {key}", 2e-4)
    for one, other in zip(tensors(call.args), tensors(args), strict=True):
        if one.grad is not None and other.grad is not None:
            assert_close(one.grad, other.grad, "gradient of an input", 2e-4)


INFOS = [info for info in module_infos() if info.module_cls.__module__.startswith("torch.nn.modules")]


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.name.replace("nn.", ""))
@pytest.mark.filterwarnings("ignore")
def test_a_module_does_what_pytorch_s_does(info, training):
    name = info.module_cls.__name__
    if name in LEFT_OUT:
        pytest.skip(LEFT_OUT[name])
    torch.manual_seed(5)
    cases = info.module_inputs_func(
        info, device="cpu", dtype=torch.float32, requires_grad=True, training=training
    )
    for case in cases[:CASES]:
        try:
            compare(name, case, training)
        except RuntimeError as err:
            if str(err) not in REFUSED:
                raise
        except Exception as err:
            err.add_note(f"case {case.desc}: {case.constructor_input} called with {case.forward_input}"[:600])
            raise
