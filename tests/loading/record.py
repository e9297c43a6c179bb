"""Writes tests/data/loading.json: the batches and samples that PyTorch draws.

    python -m tests.loading.record
"""

import json
from pathlib import Path

from tests.loading.loader_cases import CASES, batches_of
from tests.loading.sampler_cases import SAMPLERS, drawn_by

PATH = Path(__file__).parent.parent / "data" / "loading.json"


def main():
    import torch
    from torch.utils import data

    recorded = {
        "batches": {name: batches_of(torch, data, **options) for name, options in CASES.items()},
        "samplers": {name: drawn_by(torch, data, name) for name in SAMPLERS},
    }
    PATH.write_text(json.dumps(recorded) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
