"""Writes tests/data/op_goldens.json: PyTorch's results for the samples of every declared op.

    python tests/tensor/record_goldens.py        (needs PyTorch 2.13)

One line for each op, dtype and sample: the dtype, shape and elements of each output, or the kind of the error.
"""

import json
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "tests" / "data" / "op_goldens.json"


def to_torch(torch, tensor):
    """One of our tensors as one of PyTorch's, with the same strides."""
    return torch.from_numpy(tensor._array.copy())


def described(tensor):
    """(dtype, shape, elements) of one of PyTorch's tensors, in JSON's terms."""
    dtype = str(tensor.dtype).removeprefix("torch.")
    values = tensor.detach().resolve_conj().resolve_neg()
    if values.is_complex():
        values = values.real.reshape(-1).tolist() + values.imag.reshape(-1).tolist()
    else:
        values = values.reshape(-1).tolist()
    if dtype == "float32":
        values = [float(f"{v:.9g}") for v in values]
    return [dtype, list(tensor.shape), values]


def recorded(torch, op, args):
    """The entry for one call."""
    import numpy as np

    from tests.tensor import op_samples, references

    theirs = op_samples.mapped(lambda t: to_torch(torch, t), args)
    theirs = _mapped_arrays(torch, np, theirs)
    try:
        result = references.call(torch, op, theirs)
    except references.NoReference:
        return None
    except (RuntimeError, TypeError, ValueError, IndexError, ZeroDivisionError) as err:
        return {"error": type(err).__name__, "text": str(err).splitlines()[0][:120]}
    outputs = result if isinstance(result, tuple | list) else (result,)
    return [described(t) for t in outputs]


def _mapped_arrays(torch, np, value):
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value.copy())
    if isinstance(value, tuple | list):
        return type(value)([_mapped_arrays(torch, np, v) for v in value])
    return value


def entries(torch):
    """(key, entry) for every op, dtype and sample."""
    from tests.tensor import op_samples, references

    for op in op_samples.public_ops():
        if not references.has(op.name):
            continue
        for dtype in op_samples.DTYPES:
            cases = {str(i): args for i, args in enumerate(op_samples.samples_of(op, dtype))}
            special = op_samples.special_sample(op, dtype)
            if special is not None:
                cases["special"] = special
            for number, args in cases.items():
                entry = recorded(torch, op, args)
                if entry is not None:
                    yield f"{op.name}/{dtype}/{number}", entry


def main():
    """Records and writes."""
    sys.path.insert(0, str(ROOT))
    import torch

    import th.tensor  # noqa: F401 - declares the ops

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    lines = [f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in entries(torch)]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(lines)} entries, {TARGET.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
