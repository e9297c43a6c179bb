"""Writes tests/data/pytorch_distributions.json: what PyTorch says in each case.  ``python -m tests.distributions.record``."""

import json
from pathlib import Path

from tests.distributions import cases

__all__ = ["TARGET", "main", "recorded"]

TARGET = Path(__file__).parent.parent / "data" / "pytorch_distributions.json"


def recorded(torch):
    """All answers, divergences and refusals, as they are written."""
    return {
        "answers": {name: cases.answers(torch, code) for name, code in cases.CASES.items()},
        "divergences": [cases.divergence(torch, p, q) for p, q in cases.PAIRS],
        "refusals": [cases.refusal(torch, code) for code in cases.WRONG],
    }


def main():
    """Records."""
    import torch

    TARGET.write_text(json.dumps({"pytorch": torch.__version__, **recorded(torch)}, indent=0) + "\n")


if __name__ == "__main__":
    main()
