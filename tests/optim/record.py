"""Writes tests/data/optim.json: what PyTorch's optimisers and schedules do on the cases.

    python -m tests.optim.record
"""

import contextlib
import json
import warnings
from pathlib import Path

from tests.optim import hypergradients
from tests.optim.cases import OPTIMIZERS, SCHEDULES, name_of, run_optimizer, run_schedule

PATH = Path(__file__).parent.parent / "data" / "optim.json"


def main():
    import torch

    recorded = {"torch": torch.__version__, "optimizers": {}, "schedules": {}, "hypergradients": {}}
    for case in OPTIMIZERS:
        params, _ = run_optimizer(torch, *case)
        recorded["optimizers"][name_of(case)] = [p.detach().flatten()[:12].tolist() for p in params]
    for name in SCHEDULES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            recorded["schedules"][name] = run_schedule(torch, name)[0]
    for kind, options, learned in hypergradients.CASES:
        name = name_of((kind, {**options, **{f"learned {key}": value for key, value in learned.items()}}))
        with contextlib.suppress(RuntimeError, TypeError):  # it writes over what it saved, or wants a number
            recorded["hypergradients"][name] = hypergradients.hypergradients(torch, kind, options, learned)
    PATH.write_text(json.dumps(recorded, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
