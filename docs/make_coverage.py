"""Write docs/coverage.md, what of PyTorch's API is here: `python -m docs.make_coverage` (`--check`: is it current?).

The names come from two lists: tests/data/usage.csv, the public names that 2 192 files of 53 public repositories use, by
weight; and tests/data/op_db_names.txt, the ops of PyTorch 2.13's own test database, which this script writes anew
where PyTorch is installed.
"""

import csv
import sys
from importlib.util import find_spec
from pathlib import Path

import th

__all__ = ["coverage_page", "main"]

PAGE = Path(__file__).parent / "coverage.md"
DATA = Path(__file__).parents[1] / "tests" / "data"

# Why a name, or everything under it, is left out.  A name that is missing and is not here is still to come.
REASONS = {
    "torch.distributed": "one process on one machine; `th` has no process groups",
    "torch.jit": "there is no compiler: functions run as Python",
    "torch.compile": "there is no compiler: functions run as Python",
    "torch.fx": "there is no compiler to rewrite graphs for",
    "torch.onnx": "no export to other runtimes",
    "torch.export": "no export to other runtimes",
    "torch._C": "private to PyTorch",
    "torch._dynamo": "private to PyTorch",
    "torch._inductor": "private to PyTorch",
    "torch.ops": "PyTorch's registry of C++ operators",
    "torch.library": "PyTorch's registry of C++ operators",
    "torch.xpu": "another vendor's devices",
    "torch.mps": "another vendor's devices",
    "torch.sparse": "no blocks and no semi-structured sparsity: torch.sparse_coo, sparse_csr and sparse_csc are there",
    "Tensor.index": "no method of PyTorch's tensors; x[i] indexes",
    "Tensor.to_padded_tensor": "no nested tensors: torch.nn.utils.rnn.pad_sequence",
    "torch.jagged": "no nested tensors: torch.nn.utils.rnn.pad_sequence",
    "Tensor.q_scale": "no quantised dtypes",
    "torch.Tensor.module_load": "load_state_dict copies, or assigns with assign=True",
    "torch.quantization": "no quantised dtypes",
    "torch.ao": "no quantised dtypes",
    "torch.bfloat16": "needs the package ml_dtypes",
}
# Ops of the database that are variants of private functions, or of kinds of tensors that are left out.
OP_REASONS = {
    "sparse.": "masked reductions and products of blocks", "_": "private to PyTorch",
    "jiterator": "compiles CUDA source", "nn.functional.multi_head_attention_forward": "nn.MultiheadAttention has it",
    "ops.": "PyTorch's registry of C++ operators",
    "torch.ops.": "PyTorch's registry of C++ operators", "torch._": "private to PyTorch",
    "chalf": "no complex numbers of 16 bits",
    "native_": "a part of PyTorch's layers; F.batch_norm, F.layer_norm, F.group_norm and F.dropout have it",
    "max_pool2d_with_indices_backward": "a part of PyTorch's autograd", "slice": "x[a:b] has it",
    "grid_sampler_": "F.grid_sample has it",
}


def reached(path):
    """True when the dotted `path` leads somewhere from its first name."""
    first, *rest = path.split(".")
    roots = {"torch": th, "nn": th.nn, "Tensor": th.Tensor, "Optimizer": th.optim.Optimizer}
    found = roots.get(first)
    for part in rest:
        if found is None:
            return False
        found = _member(found, part)
    return found is not None


def _member(owner, name):
    try:
        return getattr(owner, name)
    except AttributeError:
        pass
    if owner is th.optim.Optimizer:  # what schedulers have, and what __init__ sets
        scheduler = getattr(th.optim.lr_scheduler, "LRScheduler", None)
        return getattr(scheduler, name, None) or {"param_groups": list, "state": dict}.get(name)
    if owner is th.nn.Module and name == "training":
        return bool
    return None


def reason_for(name, reasons):
    """The reason of the longest entry that `name` starts with; None when there is none."""
    fits = [key for key in reasons if name == key or name.startswith(key if key.endswith((".", "_")) else key + ".")]
    fits = fits or [key for key in reasons if key.endswith((".", "_")) is False and name.startswith(key)]
    return reasons[max(fits, key=len)] if fits else None


def used_names():
    """The names in scope, by rank."""
    with open(DATA / "usage.csv", newline="", encoding="utf-8") as lines:
        return [row["name"] for row in csv.DictReader(lines) if row["in_scope"].strip() == "1"]


def database_names():
    """The names of the ops in PyTorch's database."""
    listed = DATA / "op_db_names.txt"
    if find_spec("torch") and find_spec("expecttest"):
        from torch.testing._internal.common_methods_invocations import op_db

        listed.write_text("".join(f"{n}\n" for n in sorted({i.name for i in op_db})), encoding="utf-8")
    return listed.read_text(encoding="utf-8").split()


def has_op(name):
    """True when `th` has the op under its name, as a function or a method, maybe in place only (`exponential_`)."""
    return reached(f"torch.{name}") or ("." not in name and any(hasattr(th.Tensor, n) for n in (name, name + "_")))


def table(missing, reasons):
    """Lines of the table of what is missing."""
    lines = ["| name | why not |", "| --- | --- |"]
    lines += [f"| `{name}` | {reason_for(name, reasons) or 'still to come'} |" for name in missing]
    return lines if missing else ["None."]


def coverage_page():
    """The text of docs/coverage.md."""
    used, ops = used_names(), database_names()
    lines = ["# What of PyTorch is here", "", "Written by `python -m docs.make_coverage`; do not edit.", ""]
    lines += ["| of | are here | in per cent |", "| --- | --- | --- |"]
    for count in (300, 600, len(used)):
        there = sum(map(reached, used[:count]))
        lines.append(f"| the {count} most used names in scope | {there} | {100 * there / count:.1f} |")
    there = sum(map(has_op, ops))
    lines.append(f"| the {len(ops)} ops of PyTorch's test database | {there} | {100 * there / len(ops):.1f} |")
    lines += ["", "Held against PyTorch itself on the database's samples: `pytest -m oracle`; where the two differ "
              "knowingly stands in `tests/tensor/oracle_known.py`.", ""]
    for title, names in (("Of the 300 most used", used[:300]), ("Of the next 300", used[300:600])):
        lines += [f"## {title}, missing", "", *table([n for n in names if not reached(n)], REASONS), ""]
    missing = [n for n in ops if not has_op(n)]
    lines += ["## Of the ops of PyTorch's test database, missing", "", *table(missing, OP_REASONS), ""]
    return "\n".join(lines)


def main(arguments):
    """Writes the page, or with `--check` says whether it is current."""
    text = coverage_page()
    if "--check" in arguments:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        if not current:
            print("docs/coverage.md is out of date: python -m docs.make_coverage")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    print(text[: text.index("## ")])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
