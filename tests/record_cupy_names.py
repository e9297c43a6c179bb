"""Writes tests/data/cupy_names.json: the public names of cupy and the parameters of its functions.

    python tests/record_cupy_names.py        (needs cupy, no GPU)
"""

import inspect
import json
from pathlib import Path

MODULES = ("", "linalg", "fft", "random", "lib.stride_tricks")
TARGET = Path(__file__).parent / "data" / "cupy_names.json"


def parameters(value):
    """The names of the parameters of a function of cupy; None where it has no signature, or takes any keyword."""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_KEYWORD for p in found):
        return None
    return [p.name for p in found]


def names(module):
    """{name: parameters} of what is public in `module`."""
    public = [n for n in dir(module) if not n.startswith("_")]
    return {n: parameters(getattr(module, n)) if inspect.isroutine(getattr(module, n)) else None for n in public}


def main():
    """Records and writes."""
    import cupy

    found = {"version": cupy.__version__, "ndarray": [n for n in dir(cupy.ndarray) if not n.startswith("_")]}
    for path in MODULES:
        module = cupy
        for part in filter(None, path.split(".")):
            module = getattr(module, part)
        found[path or "cupy"] = names(module)
    lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in found.items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
