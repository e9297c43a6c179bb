"""Modules of PyTorch and ours, made alike: PyTorch's own test cases, and cases of the modules that it has none for.

Nothing here imports PyTorch at load; the tests that use it are marked `oracle`.
"""

import os
import warnings
from types import SimpleNamespace

import numpy as np

import th
from th import nn

__all__ = ["REFUSED", "assert_close", "cases_of", "infos", "ours_of", "tensors", "theirs_to_ours", "twins"]

# A few cases of each module, from all over; with TH_ORACLE=full in the environment all of them, but for one loss with 857.
CASES = 120 if os.environ.get("TH_ORACLE") == "full" else 5
# Cases that PyTorch itself refuses.
REFUSED = ("Expect _random_samples to have the same dtype as input",)


def infos():
    """What the tests are repeated for: (name, function that makes the cases)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_modules import module_db
    found = [(info.module_cls.__name__, info) for info in module_db if info.module_cls.__module__.startswith("torch.nn.modules")]
    assert len(found) > 100
    return found + [(name, None) for name in dict.fromkeys(name for name, *_ in further())]


def cases_of(name, info, training):
    """The cases of a module: (arguments, settings, arguments of the call, its settings)."""
    import torch

    torch.manual_seed(5)
    if info is None:
        return [case[1:] for case in further() if case[0] == name]
    made = info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=True, training=training)
    return [
        (c.constructor_input.args, c.constructor_input.kwargs, c.forward_input.args, c.forward_input.kwargs)
        for c in made[:: -(-len(made) // CASES)]
        if c.forward_input is not None
    ]


def further():
    """Cases of modules that PyTorch's data base does not have."""
    import torch

    def floats(*shape):
        return torch.randn(*shape, requires_grad=True)

    pooled, where = torch.nn.functional.max_pool2d(torch.randn(2, 3, 4, 4), 2, return_indices=True)
    bags = torch.tensor([[1, 2, 4], [4, 3, 2]])
    return [
        ("AlphaDropout", (0.3,), {}, (floats(4, 5),), {}),
        ("ChannelShuffle", (2,), {}, (floats(1, 4, 2, 2),), {}),
        ("CosineSimilarity", (), {"dim": 1}, (floats(3, 4), floats(3, 4)), {}),
        ("CrossMapLRN2d", (3,), {}, (floats(2, 4, 3, 3),), {}),
        ("Dropout", (), {"p": 0.3}, (floats(4, 5),), {}),
        ("Dropout1d", (0.4,), {}, (floats(3, 4, 5),), {}),
        ("Dropout2d", (0.4,), {}, (floats(3, 4, 2, 2),), {}),
        ("Dropout3d", (0.4,), {}, (floats(3, 4, 2, 2, 2),), {}),
        ("EmbeddingBag", (6, 3), {}, (bags,), {}),
        ("EmbeddingBag", (6, 3), {"mode": "sum", "padding_idx": 2}, (bags,), {"per_sample_weights": floats(2, 3)}),
        ("EmbeddingBag", (6, 3), {"mode": "max"}, (bags.reshape(-1), torch.tensor([0, 2])), {}),
        ("FeatureAlphaDropout", (0.4,), {}, (floats(3, 4, 2),), {}),
        ("Flatten", (), {}, (floats(2, 3, 4),), {}),
        ("Fold", ((3, 2), 2), {}, (floats(1, 8, 2),), {}),
        ("Hardsigmoid", (), {}, (floats(4, 5),), {}),
        ("Identity", (3,), {}, (floats(4, 5),), {}),
        ("LazyBatchNorm1d", (), {}, (floats(4, 5),), {}),
        ("LazyBatchNorm2d", (), {}, (floats(2, 3, 4, 4),), {}),
        ("LazyBatchNorm3d", (), {}, (floats(2, 3, 2, 2, 2),), {}),
        ("LazyInstanceNorm1d", (), {"affine": True}, (floats(2, 3, 4),), {}),
        ("LazyInstanceNorm2d", (), {"affine": True}, (floats(2, 3, 4, 4),), {}),
        ("LazyInstanceNorm3d", (), {"track_running_stats": True}, (floats(2, 3, 2, 2, 2),), {}),
        ("LazyLinear", (3,), {}, (floats(4, 5),), {}),
        ("MaxUnpool2d", (2,), {}, (pooled.requires_grad_(), where), {}),
        ("PairwiseDistance", (), {"p": 1.5, "keepdim": True}, (floats(3, 4), floats(3, 4)), {}),
        ("PixelShuffle", (2,), {}, (floats(1, 4, 2, 3),), {}),
        ("PixelUnshuffle", (2,), {}, (floats(1, 2, 4, 2),), {}),
        ("RReLU", (0.1, 0.3), {}, (floats(4, 5),), {}),
        ("TripletMarginLoss", (), {"swap": True}, (floats(3, 4), floats(3, 4), floats(3, 4)), {}),
        ("TripletMarginWithDistanceLoss", (), {"margin": 0.5}, (floats(3, 4), floats(3, 4), floats(3, 4)), {}),
        ("Unflatten", (1, (2, 3)), {}, (floats(4, 6),), {}),
        ("Unfold", (2,), {"padding": 1}, (floats(1, 2, 3, 3),), {}),
        ("Upsample", (), {"scale_factor": 1.5, "mode": "bicubic"}, (floats(1, 2, 4, 3),), {}),
        ("UpsamplingBilinear2d", (), {"scale_factor": 2}, (floats(1, 2, 3, 3),), {}),
        ("UpsamplingNearest2d", (5,), {}, (floats(1, 2, 3, 3),), {}),
    ]


def _layer_to_ours(layer):
    """A layer that is an argument of another."""
    import torch

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
    import torch

    if isinstance(value, torch.Tensor):
        made = th.tensor(value.detach().numpy())
        return made.requires_grad_() if value.requires_grad else made
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        return nn.utils.rnn.PackedSequence(*[None if v is None else theirs_to_ours(v) for v in value])
    if isinstance(value, torch.nn.LinearCrossEntropyOptions):
        return nn.LinearCrossEntropyOptions(**{k: theirs_to_ours(getattr(value, k)) for k in value.__slots__})
    if isinstance(value, torch.dtype):
        return getattr(th, str(value).partition(".")[2])
    if isinstance(value, torch.nn.Module):
        return _layer_to_ours(value)
    if isinstance(value, tuple | list):
        return type(value)(theirs_to_ours(v) for v in value)
    if isinstance(value, dict):
        return {k: theirs_to_ours(v) for k, v in value.items()}
    if callable(value) and getattr(torch.nn.functional, getattr(value, "__name__", "?"), None) is value:
        return getattr(nn.functional, value.__name__)
    return value


def _leaves(value):
    """The same arguments, with leaves of their own: PyTorch's cases are run twice, and some are results of other ops."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return type(value)(_leaves(v) for v in value)
    if isinstance(value, dict):
        return {k: _leaves(v) for k, v in value.items()}
    return value


def ours_of(name, args, settings):
    """Our module from PyTorch's arguments."""
    kept = {k: theirs_to_ours(v) for k, v in settings.items() if k != "device"}
    return getattr(nn, name)(*theirs_to_ours(args), **kept)


def twins(name, case, training):
    """PyTorch's module and ours from one seed, each with the arguments of its call."""
    import torch

    args, settings, *called = case
    call, call_settings = _leaves(called)
    torch.manual_seed(0)
    th.manual_seed(0)
    theirs, ours = getattr(torch.nn, name)(*args, **settings), ours_of(name, args, settings)
    theirs.train(training)
    ours.train(training)
    return (
        SimpleNamespace(lib=torch, layer=theirs, args=call, settings=call_settings),
        SimpleNamespace(lib=th, layer=ours, args=theirs_to_ours(call), settings=theirs_to_ours(call_settings)),
    )


def tensors(value):
    """All tensors in a result, in order."""
    import torch

    if isinstance(value, torch.Tensor | th.Tensor):
        return [value]
    if isinstance(value, dict):
        return tensors(tuple(value.values()))
    if isinstance(value, tuple | list):
        return [t for v in value for t in tensors(v)]
    return []


def assert_close(theirs, ours, what, tolerance=1e-5):
    """The same shape, dtype and values; the tolerance grows with the root of the largest value."""
    assert str(ours.dtype) == str(theirs.dtype), what
    theirs, ours = theirs.detach().numpy(), ours.detach().numpy()
    assert theirs.shape == ours.shape, what
    tolerance *= max(1.0, np.abs(theirs, where=np.isfinite(theirs), out=np.ones_like(theirs, dtype="f8")).max(initial=1) ** 0.5)
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance, equal_nan=True, err_msg=what)
