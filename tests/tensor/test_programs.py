"""Small programs that must do in `th` what they do in PyTorch: indexing, views, writes, promotion, conversions.

What PyTorch answers is in tests/data/programs.json, written by `python -m tests.tensor.record_programs`.
"""

import json
from pathlib import Path

import pytest

import th
from tests.tensor.programs import PROGRAMS
from tests.tensor.twin import differs, outcome

EXPECTED = Path(__file__).parents[1] / "data" / "programs.json"


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
