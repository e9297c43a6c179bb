"""The processor."""

import numpy as np

__all__ = ["get_cpu_capability"]


def get_cpu_capability():
    """The widest vector instructions that numpy uses here: "AVX512", "AVX2" or "DEFAULT".

    Example:
        >>> torch.backends.cpu.get_cpu_capability() in ("AVX512", "AVX2", "DEFAULT")
        True
    """
    features = np._core._multiarray_umath.__cpu_features__
    if features.get("AVX512F"):
        return "AVX512"
    return "AVX2" if features.get("AVX2") else "DEFAULT"
