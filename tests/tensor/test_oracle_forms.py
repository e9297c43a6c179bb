"""PyTorch as the oracle of the other forms of every op of its OpInfo database: methods, in place, `out=`, and errors.

As `tests.tensor.test_oracle`: a few samples of each op, all of them with TH_ORACLE=full in the environment.
"""

import warnings

import pytest

import th
from tests.tensor import oracle
from tests.tensor.oracle_known import FORMS, KNOWN, SHAPES_ONLY
from tests.tensor.test_oracle import FULL, INFOS, expect

pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

SAMPLES = 100 if FULL else 4
SKIPPED = {k for k in KNOWN if "/" not in k}


def dtype_of(info):
    """The first dtype that the op is sampled in."""
    return next((d for d in ("float64", *oracle.DTYPES) if oracle.supports(info, d)), None)


def sampled(info):
    """(number, PyTorch's sample, our arguments, our keywords) of each sample."""
    dtype = dtype_of(info)
    for number, sample in enumerate(oracle.samples(info, dtype, SAMPLES) if dtype else ()):
        try:
            yield number, sample, oracle.ours([sample.input, *sample.args]), oracle.ours(sample.kwargs)
        except oracle.Unconvertible:
            continue


def seeded(info):
    import torch

    torch.manual_seed(0)
    th.manual_seed(oracle.seed_of(info))


def attempt(function):
    """(result, None) or (None, what was raised)"""
    try:
        return function(), None
    except Exception as err:
        return None, err


def compared(info, sample, number, wanted, found):
    """What differs between two attempts."""
    (expected, their_error), (actual, our_error) = wanted, found
    if their_error is not None:
        return [] if our_error is not None else [f"{number}: no error for {type(their_error).__name__}: {their_error}"[:300]]
    if our_error is not None:
        return [f"{number}: {type(our_error).__name__}: {our_error}"[:300]]
    free = sample.output_process_fn_grad(expected) is not expected
    return oracle.differences(actual, expected, str(number), not free and info.name not in SHAPES_ONLY)


def known(info, form):
    return FORMS.get(f"{oracle.identifier(info)}/{form}") or FORMS.get(f"{info.name}/{form}")


def named(info, form):
    """(PyTorch's method, its name), None where there is none."""
    import torch

    method = info.get_method() if form == "method" else info.get_inplace()
    name = getattr(method, "__name__", "")
    if not hasattr(torch.Tensor, name):
        name = info.name.split(".")[-1] + ("" if form == "method" else "_")
    return (method, name) if method is not None and hasattr(torch.Tensor, name) else None


def with_form(form):
    infos = [i for i in INFOS if oracle.identifier(i) not in SKIPPED]
    return [i for i in infos if named(i, form)] if form != "out" else [i for i in infos if i.supports_out]


@pytest.mark.parametrize("info", with_form("method"), ids=oracle.identifier)
def test_methods(info):
    method, name = named(info, "method")
    assert hasattr(th.Tensor, name), f"no method {name}"
    found = []
    for number, sample, args, kwargs in sampled(info):
        seeded(info)
        wanted = attempt(lambda s=sample: method(s.input, *s.args, **s.kwargs))
        actual = attempt(lambda a=args, k=kwargs: getattr(a[0], name)(*a[1:], **k))
        found += compared(info, sample, number, wanted, actual)
    expect(found, known(info, "method"))


@pytest.mark.parametrize("info", with_form("in place"), ids=oracle.identifier)
def test_in_place(info):
    method, name = named(info, "in place")
    assert hasattr(th.Tensor, name), f"no method {name}"
    found = []
    for number, sample, args, kwargs in sampled(info):
        seeded(info)
        own = args[0].clone()
        wanted = attempt(lambda s=sample: method(s.input.clone(), *s.args, **s.kwargs))
        actual = attempt(lambda o=own, a=args, k=kwargs: getattr(o, name)(*a[1:], **k))
        found += compared(info, sample, number, wanted, actual)
        if actual[1] is None and actual[0] is not own:
            found.append(f"{number}: the result is not the tensor itself")
    expect(found, known(info, "in place"))


def empty_like(library, value):
    if isinstance(value, tuple | list):
        return tuple(empty_like(library, v) for v in value)
    return library.empty(0, dtype=value.dtype)


@pytest.mark.parametrize("info", with_form("out"), ids=oracle.identifier)
def test_out(info):
    import torch

    function, found = oracle.function_of(info), []
    for number, sample, args, kwargs in sampled(info):
        plain, error = attempt(lambda s=sample: info(s.input, *s.args, **s.kwargs))
        if error is not None or not isinstance(plain, torch.Tensor | tuple):
            continue
        theirs = empty_like(torch, plain)
        ours = empty_like(th, oracle.ours(tuple(plain) if isinstance(plain, tuple) else plain))
        seeded(info)
        wanted = attempt(lambda s=sample, o=theirs: info(s.input, *s.args, **s.kwargs, out=o))
        if wanted[1] is not None:
            continue
        actual = attempt(lambda a=args, k=kwargs, o=ours: function(*a, **k, out=o))
        found += compared(info, sample, number, wanted, actual)
        if actual[1] is None:
            found += compared(info, sample, number, (theirs, None), (ours, None))
    expect(found, known(info, "out"))


@pytest.mark.parametrize("info", [i for i in INFOS if i.error_inputs_func is not None], ids=oracle.identifier)
def test_errors(info):
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cases = list(info.error_inputs("cpu"))
    for number, case in enumerate(cases):
        sample = case.sample_input
        try:
            args, kwargs = oracle.ours([sample.input, *sample.args]), oracle.ours(sample.kwargs)
        except (oracle.Unconvertible, ValueError, TypeError):
            continue  # what has no counterpart: a meta tensor, more dims than numpy has
        error = attempt(lambda s=sample: info(s.input, *s.args, **s.kwargs))[1]
        if error is None or "out" in kwargs:  # which memory may overlap is checked by tests of our own
            continue
        raised = attempt(lambda a=args, k=kwargs: oracle.function_of(info)(*a, **k))[1]
        builtin = NotImplementedError if isinstance(error, NotImplementedError) else type(error)
        if not isinstance(raised, builtin):
            found.append(f"{number}: {type(raised).__name__} for {type(error).__name__}: {error}"[:300])
    expect(found, known(info, "errors"))
