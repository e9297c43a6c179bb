"""Every op and its backward on the strict stand-in for cupy, and on a real GPU where there is one: the CPU's values,
and nothing crosses between host and device unless the op has to."""

import contextlib

import numpy as np
import pytest

import th
from tests import standin_cupy
from tests.tensor.op_samples import OPS, flat, mapped, samples_of
from th.tensor import devices
from th.tensor.tensor import Tensor

pytestmark = pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")  # converting to a real dtype, as asked

NAMES = sorted(OPS)

# Ops whose result's shape, or whether it is an error, depends on the elements.
CROSSES = {
    "floor_divide": "a zero divisor is an error for integers", "fmod": "likewise", "remainder": "likewise",
    "_truncated_divide": "likewise", "pow": "a negative exponent is an error for integers",
    "_nonzero": "the number of results", "_take_index": "a list of indices", "_polygamma": "how many terms", "zeta": "how many terms",
    **{n: "the highest degree" for n in NAMES if "_polynomial_" in n},
    "cumprod": "its rule asks for zeros", "prod": "likewise",
    "_det": "is the matrix singular", "_lu_factor": "pivots", "_ldl": "factored on the host", "_pair_distances": "the numbers of the pairs", "_slogdet": "is the matrix singular",
    "resample": "its tables of places and weights", "_resample_back": "likewise", "segment_sum": "where the runs begin",
    "transfer": "that is what it is for",
}


# Which of several equal elements an index names is not laid down.
TIES = {"_kthvalue", "_median", "_mode", "_topk", "_max_dim", "_min_dim"}


HOST_ARRAYS = {"resample", "_resample_back"}  # take numpy arrays whatever the device


def on(device, name, args):
    """`args` with every tensor, and every array of indices, on `device`."""

    def arrays(value):
        if isinstance(value, np.ndarray) and name not in HOST_ARRAYS:
            return devices.move(value, devices.to_device(device))
        if isinstance(value, tuple | list):
            return type(value)([arrays(v) for v in value])
        return value

    return arrays(mapped(lambda t: t.to(device), args))


@pytest.fixture(params=["standin", pytest.param("gpu", marks=pytest.mark.gpu)])
def crossings(request):
    """A context that tells how often data crossed; around it the device "cuda" is the stand-in or the real thing."""
    if request.param == "gpu":
        yield lambda: contextlib.nullcontext([0])
        return
    with standin_cupy.installed():
        yield _counted


@contextlib.contextmanager
def _counted():
    before = standin_cupy.transfers.total
    count = []
    yield count
    count.append(standin_cupy.transfers.total - before)


def compare(result, expected, where):
    for a, b in zip(flat(result), flat(expected), strict=True):
        assert a.is_cuda, where
        if where.split()[0] in TIES and b.dtype is th.int64 and b is not flat(expected)[0]:
            continue
        assert a.dtype is b.dtype, where
        close = b.is_floating_point() or b.is_complex()
        np.testing.assert_allclose(a.detach().cpu().numpy(), b.detach().numpy(), 1e-5 * close, 1e-6 * close, err_msg=where)


@pytest.mark.parametrize("name", NAMES)
def test_values_are_the_cpus(name, crossings):
    op = OPS[name]
    for dtype in ("float32", "int64", "bool", "complex64"):
        for args in samples_of(op, dtype.replace("64", "128") if dtype[0] == "c" else dtype):
            try:
                expected = op.function(*args)
            except (RuntimeError, TypeError, ValueError, IndexError, ZeroDivisionError):
                continue
            moved = on("cuda", name, args)
            with crossings() as crossed:
                result = op.function(*moved)
            compare(result, expected, f"{name} {dtype}")
            assert name in CROSSES or crossed[0] == 0, f"{name} {dtype} crossed"


def gradients(op, args):
    """The gradients of the sum of the outputs, for every floating point input."""
    leaves = []

    def leaf(t):
        if not t.is_floating_point():
            return t
        leaves.append(t.detach().requires_grad_())
        return leaves[-1]

    if op.name in ("igamma", "igammac"):  # which have no derivative by the first argument
        args = [args[0], mapped(leaf, args[1])]
        outputs = [op.function(*args)]
    else:
        outputs = [o for o in flat(op.function(*mapped(leaf, args))) if o.requires_grad]
    if outputs:
        sum((o * o).sum() for o in outputs).backward()
    return [t.grad for t in leaves]


@pytest.mark.parametrize("name", [n for n in NAMES if OPS[n].rules and n != "segment_sum"])
def test_gradients_are_the_cpus(name, crossings):
    op = OPS[name]
    for args in samples_of(op, "float32"):
        try:
            expected = gradients(op, args)
        except (RuntimeError, IndexError):
            continue
        moved = on("cuda", name, args)
        with crossings() as crossed:
            found = gradients(op, moved)
        for a, b in zip(found, expected, strict=True):
            assert (a is None) == (b is None)
            if a is not None:
                compare(a, b, name)
        assert name in CROSSES or crossed[0] == 0, f"the backward of {name} crossed"


def test_two_devices_do_not_meet():
    with standin_cupy.installed():
        x, y = th.ones(2, device="cuda:0"), th.ones(2, device="cuda:1")
        assert (x.device.index, y.device.index) == (0, 1)
        for other in (y, th.ones(2)):
            with pytest.raises(RuntimeError, match="at least two devices"):
                x + other


def test_a_kernel_that_slips_to_the_host_is_found():
    with standin_cupy.installed() as cupy:
        x = cupy.asarray(np.ones(2))
        for slip in (lambda: np.exp(x), lambda: np.asarray(x), lambda: x + np.ones(2), lambda: cupy.where(x > 0, x, np.ones(2))):
            with pytest.raises(TypeError):
                slip()
        assert isinstance(x.sum(), cupy.ndarray)


def test_moving_counts_and_keeps_the_elements():
    with standin_cupy.installed():
        x = th.tensor([1.0, 2.0]).cuda()
        assert isinstance(x, Tensor) and x.is_cuda
        assert x.cpu().tolist() == [1.0, 2.0]
        assert (standin_cupy.transfers.up, standin_cupy.transfers.down) == (1, 1)
