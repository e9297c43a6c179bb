"""Small programs that must do in `th` what they do in PyTorch: indexing, views, writes, promotion, conversions.

What PyTorch answers is in tests/data/programs.json, written by `python -m tests.tensor.record_programs`.
"""

import json
from pathlib import Path

import pytest

import th
from tests import standin_cupy
from tests.tensor.programs import PROGRAMS
from tests.tensor.twin import differs, outcome

EXPECTED = Path(__file__).parents[1] / "data" / "programs.json"
# What a program on a GPU may do otherwise, by what stands in it.
OTHERWISE = {
    "np.": "numpy is on the host", "numpy": "likewise", "dlpack": "the stand-in has no capsules", "apply_": "for the CPU",
    "cpu": "it asks where it is", ".device": "likewise", ".type()": "likewise", "repr(": "it says where it is",
    "get_device": "likewise", "OutOfMemory": "the stand-in lies in the memory of the host", "rand": "a GPU has its own numbers", "manual_seed": "likewise", "dropout": "likewise", "empty_permuted": "contiguous there",
    "[5]]": "an index out of range is not looked for", "x[:-1]": "overlaps are not looked for", "x.copy_(x.t())": "likewise",
    "unfold(0, 1, 1); v.add_": "the stand-in's windows cannot be written",
}  # fmt: skip


@pytest.fixture(scope="module")
def expected():
    return json.loads(EXPECTED.read_text())


@pytest.mark.parametrize("group", PROGRAMS)
def test_what_programs_do(group, expected):
    wrong = []
    for program in PROGRAMS[group]:
        difference = differs(outcome(program, th), expected[program])
        if difference is not None:
            wrong.append(f"{program}\n    {difference[:300]}")
    assert not wrong, f"{len(wrong)} programs:\n" + "\n".join(wrong[:20])


@pytest.mark.parametrize("group", PROGRAMS)
def test_what_programs_do_on_the_stand_in(group, expected):
    wrong = []
    with standin_cupy.installed(), th.device("cuda"):
        for program in PROGRAMS[group]:
            if any(part in program for part in OTHERWISE):
                continue
            found = json.loads(json.dumps(outcome(program, th)).replace(", device='cuda:0'", ""))
            difference = differs(found, expected[program])
            if difference is not None:
                wrong.append(f"{program}\n    {difference[:300]}")
    assert not wrong, f"{len(wrong)} programs:\n" + "\n".join(wrong[:20])


@pytest.mark.oracle
@pytest.mark.parametrize("group", PROGRAMS)
def test_recorded_answers_are_pytorchs(group, expected):
    torch = pytest.importorskip("torch")
    for program in PROGRAMS[group]:
        assert differs(outcome(program, torch), expected[program]) is None, program


def test_an_outcome_that_differs_is_noticed():
    program = "x = T([1., 2.]); x * 2"
    found = outcome(program, th)
    assert differs(found, found) is None
    assert differs(outcome("x = T([1., 2.]); x * 3", th), found)
    assert differs(outcome("x = T([1., 2.]); x @ 3.", th), found)
