"""Writes tests/data/pytorch_*: what PyTorch prints, draws and saves.

    python tests/tensor/record_pytorch.py        (needs PyTorch 2.13, on a processor that is not Intel's)

The codes and options are those of the files as they are; this fills in PyTorch's answers anew.
"""

import collections
import json
import math
from pathlib import Path

import torch

DATA = Path(__file__).parents[1] / "data"
DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
          "complex128")


def exact(value):
    """A number that JSON keeps to the last bit."""
    if isinstance(value, complex):
        return [value.real.hex(), value.imag.hex()]
    return value.hex() if isinstance(value, float) else value


def record_reprs(cases):
    for case in cases:
        torch.set_printoptions(profile="default", **case["options"])
        case["text"] = repr(eval(case["code"], {"torch": torch, "nan": math.nan, "inf": math.inf}))
    torch.set_printoptions(profile="default")


def record_draws(cases):
    for case in cases:
        torch.manual_seed(case["seed"])
        drawn = eval(case["code"], {"torch": torch})
        flat = drawn.reshape(-1)
        case["shape"], case["dtype"] = list(drawn.shape), str(drawn.dtype).removeprefix("torch.")
        case["values"] = [exact(flat[i].item()) for i in case["at"]]
        case["sum"] = float((drawn.abs() if drawn.is_complex() else drawn).double().sum())
        case["after"] = [torch.randint(0, 2**31, (1,)).item(), exact(torch.randn(1, dtype=torch.float64).item())]


def rewrite(name, key, record):
    path = DATA / name
    content = json.loads(path.read_text())
    record(content[key])
    path.write_text(json.dumps(content, indent=0))


def everything():
    """The objects of the files that `load` is tested with."""
    x = torch.arange(24.0).reshape(2, 3, 4)
    return {
        "x": x, "view": x[1], "turned": x[0].t(), "parameter": torch.nn.Parameter(torch.ones(2, 3)),
        "empty": torch.zeros(0, 3), "number": torch.tensor(3), "wanted": torch.ones(2, requires_grad=True),
        "expanded": torch.ones(1).expand(3), "size": x.shape, "dtype": torch.float16, "device": torch.device("cpu"),
        "nested": (1, 2.5, "x", None, True, {"a": [torch.ones(1)]}), "ordered": collections.OrderedDict(a=torch.zeros(1)),
        "bytes": b"abc\xff", "complex": 3 + 4j, "set": {1, 2},
        "dtypes": [torch.arange(3).to(getattr(torch, d)) for d in DTYPES],
    }


class Dangerous:
    """An object whose pickle runs code."""

    def __reduce__(self):
        return print, ("this must not run",)


def main():
    """Writes all files."""
    rewrite("pytorch_reprs.json", "reprs", record_reprs)
    rewrite("pytorch_draws.json", "draws", record_draws)
    generator = torch.Generator().manual_seed(3)
    torch.randn(3, generator=generator)
    (DATA / "pytorch_rng_state.bin").write_bytes(bytes(generator.get_state().tolist()))
    torch.save(everything(), DATA / "pytorch_objects.pt")
    torch.save(everything(), DATA / "pytorch_objects_old.pt", _use_new_zipfile_serialization=False)
    torch.save({"a": Dangerous()}, DATA / "pytorch_code.pt")


if __name__ == "__main__":
    main()
