"""The order of samples is PyTorch's, from the same seed."""

import json
from pathlib import Path

import pytest

import th
from tests.loading.loader_cases import CASES, batches_of
from tests.loading.sampler_cases import SAMPLERS, drawn_by
from th import data

RECORDED = json.loads((Path(__file__).parent.parent / "data" / "loading.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_batches_come_in_the_order_recorded_from_pytorch(name):
    assert batches_of(th, data, **CASES[name]) == RECORDED["batches"][name]


@pytest.mark.parametrize("name", SAMPLERS)
def test_samplers_draw_what_was_recorded_from_pytorch(name):
    assert drawn_by(th, data, name) == RECORDED["samplers"][name]


@pytest.mark.oracle
@pytest.mark.parametrize("name", CASES)
def test_batches_come_in_the_order_of_pytorch(name):
    import torch
    from torch.utils import data as peer

    assert batches_of(th, data, **CASES[name]) == batches_of(torch, peer, **CASES[name])
