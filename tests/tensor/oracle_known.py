"""Where `th` and PyTorch differ knowingly, with the reason; the tests fail when an entry no longer differs."""

import numpy as np

__all__ = ["GRADIENTS", "KNOWN", "MODULO", "SHAPES_ONLY", "TIES"]

# Their elements are whatever was in memory.
SHAPES_ONLY = {"empty", "empty_like", "empty_strided", "empty_permuted", "new_empty", "new_empty_strided"}

# Results that are unique only up to a sign.
MODULO = {name: np.abs for name in ("linalg.svd", "svd", "linalg.eigh", "linalg.eig")}

# Which of several equal elements their indices name is not laid down.
TIES = {"argsort", "kthvalue", "median", "mode", "nanmedian", "sort", "topk"}

# op, op-variant or either with /dtype: values
KNOWN = {
    "as_strided-partial_views": "the samples look beyond the tensor that they are given, into memory that no array here has",
    "linalg.pinv-hermitian": "the samples are not Hermitian, so the result depends on which triangle is read",
    "pca_lowrank": "a random projection, and another one than PyTorch's",
    "svd_lowrank": "a random projection, and another one than PyTorch's",
    "__rpow__/int64": "a negative exponent of no dims is refused whether it is a tensor or a number",
}
for _variant in ("polygamma-polygamma_n_0", "polygamma-polygamma_n_1", "polygamma-polygamma_n_2", "polygamma-polygamma_n_3",
                 "polygamma-polygamma_n_4", "special.polygamma-special_polygamma_n_0"):
    KNOWN[f"{_variant}/float32"] = "PyTorch's single precision digamma loses four digits near its poles, ours does not"

# op: derivatives
GRADIENTS = {
    "as_strided_scatter": "PyTorch gives elements a gradient that were written over",
    "linalg.lu": "the derivative of LU is there for square matrices only",
    "linalg.lu_factor": "the derivative of LU is there for square matrices only",
    "linalg.lu_factor_ex": "the derivative of LU is there for square matrices only",
    "lu": "the derivative of LU is there for square matrices only",
    "linalg.eigh": "the weights of the test see the sign of the eigenvectors, which is free",
}
