"""Averages of models."""

import numpy as np
import pytest

import th
from th import nn
from th.optim import swa_utils


def filled(value):
    model = nn.Linear(2, 1)
    with th.no_grad():
        for p in model.parameters():
            p.fill_(value)
    return model


@pytest.mark.parametrize(("options", "expected"), [
    ({}, 2.0),
    ({"avg_fn": swa_utils.get_swa_avg_fn()}, 2.0),
    ({"avg_fn": swa_utils.get_ema_avg_fn(0.5)}, 2.25),
    ({"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(0.5)}, 2.25),
    ({"multi_avg_fn": swa_utils.get_swa_multi_avg_fn()}, 2.0),
    ({"use_buffers": True}, 2.0),
])
def test_the_average_of_three_models(options, expected):
    average = swa_utils.AveragedModel(filled(7.0), **options)
    for value in (1.0, 2.0, 3.0):
        average.update_parameters(filled(value))
    assert average.n_averaged == 3
    for p in average.parameters():
        np.testing.assert_allclose(p.detach().numpy(), expected)
    assert average(th.ones(1, 2)).item() == pytest.approx(3 * expected)
    assert sorted(average.state_dict()) == ["module.bias", "module.weight", "n_averaged"]


def test_one_way_of_averaging_only():
    with pytest.raises(RuntimeError, match="Only one"):
        swa_utils.AveragedModel(nn.Linear(1, 1), avg_fn=abs, multi_avg_fn=abs)
    with pytest.raises(ValueError, match="Invalid decay"):
        swa_utils.get_ema_avg_fn(2.0)


def test_batch_statistics_are_made_anew():
    if not hasattr(nn, "BatchNorm1d"):
        pytest.skip("no BatchNorm1d yet")
    model = nn.Sequential(nn.BatchNorm1d(2))
    batches = [th.full((4, 2), 1.0), [th.full((4, 2), 3.0), None]]
    model.eval()
    swa_utils.update_bn(batches, model)
    assert model[0].running_mean.tolist() == [2.0, 2.0]
    assert model[0].momentum == 0.1
    assert not model.training
    swa_utils.update_bn(batches, nn.Linear(2, 1))
