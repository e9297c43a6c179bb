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
KNOWN = {}

# op: derivatives
GRADIENTS = {}
