"""The parameters of layers, optimisers, schedules, loaders and functions: PyTorch's names, order and defaults."""

import importlib
import inspect

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

PARTS = ("nn", "nn.init", "nn.utils", "nn.utils.rnn", "nn.utils.parametrize", "nn.utils.parametrizations", "nn.utils.prune", "optim",
         "optim.lr_scheduler", "optim.swa_utils", "utils.data")
DIFFERENT = {
    "RMSNorm.forward": "the input is called so everywhere here",
    "Sampler": "PyTorch still takes, and ignores, a data source",
}
OPEN = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def parameters(function):
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # written in C
        return None
    return [(p.name, p.kind) for p in found], [p.default for p in found]


def methods(ours, theirs):
    """(name, our method, PyTorch's) of a class, as far as PyTorch declares it there."""
    for name in sorted(set(dir(ours)) & set(vars(theirs))):
        one, other = getattr(ours, name), getattr(theirs, name)
        if not name.startswith("_") and callable(one) and callable(other):
            yield name, one, other


def differences(name, ours, theirs):
    one, other = parameters(ours), parameters(theirs)
    if one is None or other is None or name in DIFFERENT:
        return []
    if OPEN & {kind for _, kind in one[0] + other[0]}:  # what is handed on has no names to compare
        return []
    if one[0] != other[0]:
        return [f"{name}: {[n for n, _ in one[0]]} for {[n for n, _ in other[0]]}"]
    return [
        f"{name}: {parameter}={mine!r} for {their!r}"
        for (parameter, _), mine, their in zip(one[0], one[1], other[1], strict=True)
        # Functions, dtypes and generators are each library's own.
        if str(mine) != str(their) and mine != their and not callable(mine) and "Generator" not in str(mine)
    ]


@pytest.mark.parametrize("part", PARTS)
def test_parameters_are_pytorch_s(part):
    ours, theirs = importlib.import_module(f"th.{part}".replace("utils.data", "data")), importlib.import_module(f"torch.{part}")
    found, compared = [], 0
    for name in sorted(set(ours.__all__ if hasattr(ours, "__all__") else dir(ours)) & set(dir(theirs))):
        one, other = getattr(ours, name), getattr(theirs, name)
        if name.startswith("_") or not callable(one) or not callable(other):
            continue
        compared += 1
        found += differences(name, one, other)
        if isinstance(one, type) and isinstance(other, type) and not issubclass(other, torch.Tensor):
            for method, mine, their in methods(one, other):
                found += differences(f"{name}.{method}", mine, their)
    assert compared > 2
    assert not found, "\n".join(found)


def test_known_differences_are_differences():
    nn = importlib.import_module("th.nn")
    assert differences("Linear", nn.Linear, torch.nn.Bilinear) and differences("ELU", nn.ELU, torch.nn.LeakyReLU)
