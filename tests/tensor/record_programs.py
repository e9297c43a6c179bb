"""Writes tests/data/programs.json: what PyTorch answers to each program of `tests.tensor.programs`.

    python -m tests.tensor.record_programs        (needs PyTorch 2.13)
"""

import json
from pathlib import Path

import torch

from tests.tensor.programs import PROGRAMS
from tests.tensor.twin import outcome

if __name__ == "__main__":
    answers = {program: outcome(program, torch) for group in PROGRAMS.values() for program in group}
    lines = [f"{json.dumps(program)}: {json.dumps(answer)}" for program, answer in answers.items()]
    path = Path(__file__).parents[1] / "data" / "programs.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
