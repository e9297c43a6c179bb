"""The tensor core: arrays, autograd, and the operations, on numpy and cupy alone."""

import importlib

from th.tensor import dtypes, serialize, sharing as _sharing, text
from th.tensor.devices import device, get_default_device, set_default_device
from th.tensor.dtypes import (
    bfloat16,
    can_cast,
    complex64,
    complex128,
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
    uint16,
    uint32,
    uint64,
)
from th.tensor.heap import keep_freed_memory as _keep_freed_memory
from th.tensor.layouts import Layout as layout, sparse_coo, sparse_csc, sparse_csr, strided
from th.tensor.limits import finfo, iinfo
from th.tensor.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from th.tensor.ops import exchange as _exchange
from th.tensor.ops import sampling_fill as _sampling_fill
from th.tensor.ops.arithmetic import *  # noqa: F403
from th.tensor.ops.attributes import *  # noqa: F403
from th.tensor.ops.bessel_functions import igamma, igammac
from th.tensor.ops.bitwise import *  # noqa: F403
from th.tensor.ops.blends import *  # noqa: F403
from th.tensor.ops.choosing import *  # noqa: F403
from th.tensor.ops.compare import *  # noqa: F403
from th.tensor.ops.complexviews import *  # noqa: F403
from th.tensor.ops.contraction import *  # noqa: F403
from th.tensor.ops.conversion import *  # noqa: F403
from th.tensor.ops.create import *  # noqa: F403
from th.tensor.ops.extremes import *  # noqa: F403
from th.tensor.ops.filled import *  # noqa: F403
from th.tensor.ops.gathering import *  # noqa: F403
from th.tensor.ops.histograms import *  # noqa: F403
from th.tensor.ops.index import *  # noqa: F403
from th.tensor.ops.joining import *  # noqa: F403
from th.tensor.ops.maths import *  # noqa: F403
from th.tensor.ops.matrix import *  # noqa: F403
from th.tensor.ops.pairs import *  # noqa: F403
from th.tensor.ops.parts import *  # noqa: F403
from th.tensor.ops.picking import *  # noqa: F403
from th.tensor.ops.reduce import *  # noqa: F403
from th.tensor.ops.rounding import *  # noqa: F403
from th.tensor.ops.sampling import *  # noqa: F403
from th.tensor.ops.sampling_by import *  # noqa: F403
from th.tensor.ops.sampling_gamma import _dirichlet_grad, _sample_dirichlet, _standard_gamma, _standard_gamma_grad
from th.tensor.ops.scans import *  # noqa: F403
from th.tensor.ops.distinct import *  # noqa: F403
from th.tensor.ops.quantiles import *  # noqa: F403
from th.tensor.ops.sorting import *  # noqa: F403
from th.tensor.ops.sequences import *  # noqa: F403
from th.tensor.ops.shape import *  # noqa: F403
from th.tensor.ops.splitting import *  # noqa: F403
from th.tensor.ops.spread import *  # noqa: F403
from th.tensor.ops.statistics import *  # noqa: F403
from th.tensor.ops.trigonometry import *  # noqa: F403
from th.tensor.ops.viewing import *  # noqa: F403
from th.tensor.ops.activations import celu, selu
from th.tensor.ops.padding import constant_pad_nd
from th.tensor.ops.softmax import log_softmax, softmax
from th.tensor.ops.error_functions import erf, erfc, erfinv
from th.tensor.ops.piecewise import hardshrink, prelu, relu, threshold
from th.tensor.ops.special_functions import digamma, i0, lgamma, logit, mvlgamma, polygamma, sigmoid
from th.tensor.printing import get_printoptions, printoptions, set_printoptions
from th.tensor.random import Generator, default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from th.tensor.parameter import Parameter
from th.tensor.serialize import load, save
from th.tensor.size import Size
from th.tensor.tensor import Tensor
from th.tensor.ops.scattered import *  # noqa: F403
from th.tensor.settings import *  # noqa: F403
from th.tensor.legacy import *  # noqa: F403
from th.tensor.spellings import own_names as _own_names
from th.tensor.spellings import takes_spellings as _takes_spellings
from th.tensor.storages import *  # noqa: F403
from th.tensor.ops import memory as _memory
from th.tensor.ops import overwriting as _overwriting
from th.tensor import overrides as _overrides

_keep_freed_memory()
serialize.attach(Tensor)
text.attach(Tensor)

_LATE = {  # names loaded when they are first used: importing their modules with the rest would cost 12 ms
    **dict.fromkeys(("conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "convolution"),
                    "th.tensor.ops.conv"),
    **dict.fromkeys(("avg_pool1d", "max_pool1d", "max_pool1d_with_indices", "max_pool2d", "max_pool3d"), "th.tensor.ops.pool"),
    **dict.fromkeys(("group_norm", "layer_norm", "rms_norm"), "th.tensor.ops.norm"),
    **dict.fromkeys(("cholesky", "cholesky_inverse", "cholesky_solve", "det", "inverse", "logdet", "lu", "lu_solve",
                     "lu_unpack", "matrix_exp", "matrix_power", "pca_lowrank", "pinverse", "qr", "slogdet", "svd",
                     "svd_lowrank", "triangular_solve", "vander"), "th.tensor.ops.matrixnames"),
    **dict.fromkeys(("bartlett_window", "blackman_window", "hamming_window", "hann_window", "istft", "kaiser_window", "stft"),
                    "th.tensor.windows"),
    **dict.fromkeys(("alias_copy", "as_strided_copy", "detach_copy", "diagonal_copy", "expand_copy", "permute_copy",
                     "select_copy", "split_copy", "split_with_sizes_copy", "squeeze_copy", "t_copy", "transpose_copy", "unbind_copy",
                     "unfold_copy", "unsqueeze_copy", "view_as_complex_copy", "view_as_real_copy", "view_copy"),
                    "th.tensor.ops.copies"),
    **dict.fromkeys(("fake_quantize_per_channel_affine", "fake_quantize_per_tensor_affine"), "th.tensor.ops.quantizing"),
    "hash_tensor": "th.tensor.ops.hashing",
    **dict.fromkeys(("geqrf", "orgqr", "ormqr"), "th.tensor.ops.reflections"),
    **dict.fromkeys(("sparse_coo_tensor", "sparse_csc_tensor", "sparse_csr_tensor", "spmm"), "th.tensor.sparse"),
    "embedding": "th.tensor.ops.embed",
    "vmap": "th.tensor.func",
}  # fmt: skip

# What the op modules lend each other, and methods that are no functions: not names of `th`.
_LENT = (
    "cpu", "cuda",
    "REAL", "StorageType", "TensorType", "add_at", "axis_of", "complex_logaddexp", "check_bounds", "check_index_dtype", "conjugate", "contiguous", "convert",
    "copy_", "count_of", "dims_samples", "documented", "expand_error", "dtype_or_default", "expand", "finish", "fold_windows", "from_numpy_on",
    "get_part", "host_array", "inferred_shape", "linear", "max_", "named_size", "need_floating", "one_axis", "order_of",
    "pair_samples", "permute_to", "place", "place_diagonal", "positive_samples", "put_index", "put_values", "repeat",
    "reshape_to", "restored", "scattered", "shared_rule", "sizes", "storage_of", "synonym", "tensor_types", "to", "transfer", "unfold", "vector_norm",
    "view", "wrap_dim", "wrap_dims",
)  # fmt: skip
for _name in _LENT:
    globals().pop(_name, None)

# Functions composed of others that PyTorch calls by numpy's names too: `x.sort(axis=0)`.  Those in a loop of microseconds
# (`split`, `std`, `unique`, `norm`) have such names in their own signatures, or none in PyTorch either.
_QUICK = frozenset(("norm", "split", "std", "unique", "unique_consecutive", "var"))


def _respelled(owner):
    for name, found in list(owner.items()):
        if (isinstance(found, type(_respelled)) and name[0] != "_" and name not in _QUICK and not hasattr(found, "op")
                and not hasattr(found, "takes_out") and "dim" in _own_names(found)):
            yield name, _takes_spellings(found)


for _name, _function in _respelled(vars(Tensor)):
    setattr(Tensor, _name, _function)
globals().update(_respelled(globals()))

bool = dtypes.bool_
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64
cfloat, cdouble = complex64, complex128


def _late_method(name, module):
    """A method that loads `module`, which puts the real one in its place, when it is first called."""

    def call(self, *args, **kwargs):
        importlib.import_module(module)
        return getattr(self, name)(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`torch.{name}` of this tensor." if name in _LATE else f"`{name}` of this tensor: see `torch.sparse`."
    setattr(Tensor, name, call)


for _name in (
    "cholesky", "cholesky_inverse", "cholesky_solve", "det", "hash_tensor", "inverse", "istft", "logdet", "lu", "lu_solve", "matrix_exp",
    "matrix_power", "pinverse", "qr", "slogdet", "stft", "svd", "triangular_solve",
):  # fmt: skip
    _late_method(_name, _LATE[_name])
for _name in (
    "_indices", "_nnz", "_values", "ccol_indices", "coalesce", "col_indices", "crow_indices", "indices", "is_coalesced",
    "row_indices", "sparse_mask", "to_dense", "to_sparse", "to_sparse_coo", "to_sparse_csc", "to_sparse_csr", "values",
):  # fmt: skip
    _late_method(_name, "th.tensor.sparse")


def is_in_place(name):
    """True for the name of an in-place method: ``torch.exp_(x)`` works, every one of them is a function too."""
    return name.endswith("_") and not name.startswith("_") and hasattr(Tensor, name)


def __getattr__(name):
    if is_in_place(name):
        return getattr(Tensor, name)
    if name in _LATE:
        value = globals()[name] = getattr(importlib.import_module(_LATE[name]), name)
        return value
    raise AttributeError(f"module 'th.tensor' has no attribute '{name}'", name=name)


__all__ = sorted(
    {n for n, v in globals().items() if not n.startswith("_") and not isinstance(v, type(dtypes)) and n != "is_in_place"}
    | _LATE.keys()
)
