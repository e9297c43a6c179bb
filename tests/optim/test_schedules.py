"""Learning rate schedules: PyTorch's rates, states and warnings."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

import th
from tests.optim.cases import SCHEDULES, run_schedule

RECORDED = json.loads((Path(__file__).parent.parent / "data" / "optim.json").read_text(encoding="utf-8"))
schedules = th.optim.lr_scheduler


def make_optimizer(**options):
    return th.optim.SGD([th.ones(1, requires_grad=True)], lr=1.0, **options)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_rates_are_those_recorded_from_pytorch(name):
    np.testing.assert_allclose(run_schedule(th, name)[0], RECORDED["schedules"][name], rtol=1e-12)


@pytest.mark.oracle
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("name", SCHEDULES)
def test_rates_and_states_agree_with_pytorch(name, optimizer):
    import torch

    mine, schedule = run_schedule(th, name, optimizer)
    theirs, peer = run_schedule(torch, name, optimizer)
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)
    state, other = schedule.state_dict(), peer.state_dict()
    assert set(state) == set(other)
    plain = [k for k, v in other.items() if not callable(v) and k != "_schedulers"]
    assert {k: str(state[k]) for k in plain} == pytest.approx({k: str(other[k]) for k in plain})


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_reloaded_schedule_goes_on(name):
    assert run_schedule(th, name, reload_at=11)[0] == run_schedule(th, name)[0]


@pytest.mark.parametrize("name", ["StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR",
                                  "CosineAnnealingLR"])
def test_jumping_to_a_step_uses_the_closed_form(name):
    straight = run_schedule(th, name)[0]
    params = [th.ones(2, requires_grad=True), th.ones(3, requires_grad=True)]
    optimizer = th.optim.SGD([{"params": [params[0]]}, {"params": [params[1]], "lr": 0.05}], lr=0.1)
    schedule = SCHEDULES[name](schedules, optimizer)
    optimizer.step()
    with pytest.warns(UserWarning, match="epoch parameter"):
        schedule.step(4)
    np.testing.assert_allclose(schedule.get_last_lr(), straight[2 * 3])


def plateau_run(lib):
    optimizer = lib.optim.SGD([lib.ones(1, requires_grad=True)], lr=1.0)
    schedule = lib.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, cooldown=1, min_lr=0.01)
    rates = []
    for measure in (1, 0.9, 0.95, 0.96, 0.97, 0.98, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 1, 1, 1):
        schedule.step(measure)
        rates.append(schedule.get_last_lr()[0])
    return rates, schedule.state_dict()


@pytest.mark.oracle
def test_the_plateau_agrees_with_pytorch():
    import torch

    assert plateau_run(th) == plateau_run(torch)


@pytest.mark.parametrize(("mode", "kind", "measures", "reduced"), [
    ("min", "rel", (1.0, 0.5, 0.6), True), ("min", "abs", (1.0, 0.5, 0.4), False),
    ("max", "rel", (1.0, 1.5, 1.2), True), ("max", "abs", (1.0, 1.5, 1.7), False),
])
def test_what_counts_as_a_plateau(mode, kind, measures, reduced):
    optimizer = make_optimizer()
    schedule = schedules.ReduceLROnPlateau(optimizer, mode=mode, threshold_mode=kind, patience=0)
    for measure in measures:
        schedule.step(th.tensor(measure))
    assert (optimizer.param_groups[0]["lr"] < 1) is reduced
    other = schedules.ReduceLROnPlateau(make_optimizer())
    other.load_state_dict(schedule.state_dict())
    assert (other.mode, other.threshold_mode) == (mode, kind)


def test_warm_restarts_take_places_between_steps():
    optimizer = make_optimizer()
    schedule = schedules.CosineAnnealingWarmRestarts(optimizer, 2, 2)
    schedule.step(0.5)
    assert schedule.get_last_lr()[0] == pytest.approx((1 + np.cos(np.pi / 4)) / 2)
    schedule.step(7.0)
    assert (schedule.T_cur, schedule.T_i) == (1, 8)
    with pytest.raises(ValueError, match="non-negative epoch"):
        schedule.step(-1)


def test_callable_objects_are_saved_with_their_attributes():
    class Factor:
        def __init__(self, value):
            self.value = value

        def __call__(self, step):
            return self.value

    for make in (lambda f: schedules.LambdaLR(make_optimizer(), f),
                 lambda f: schedules.CyclicLR(make_optimizer(), 0.1, 1.0, scale_fn=f, cycle_momentum=False)):
        saved = make(Factor(0.25)).state_dict()
        other = Factor(1.0)
        make(other).load_state_dict(saved)
        assert other.value == 0.25


def test_the_order_of_steps_is_checked():
    optimizer = make_optimizer()
    schedule = schedules.ExponentialLR(optimizer, 0.5)
    with pytest.warns(UserWarning, match=r"before `optimizer.step\(\)`"):
        schedule.step()
    optimizer = make_optimizer()
    schedule = schedules.ExponentialLR(optimizer, 0.5)
    optimizer.step = lambda: None
    with pytest.warns(UserWarning, match="overridden"):
        schedule.step()
    with pytest.warns(UserWarning, match="get_last_lr"):
        schedule.get_lr()


def test_optimizers_with_a_schedule_are_freed():
    import gc
    import weakref

    gc.collect()
    gc.disable()
    try:
        optimizer = make_optimizer()
        schedule = schedules.ExponentialLR(optimizer, 0.5)
        ref = weakref.ref(optimizer)
        del optimizer, schedule
        assert ref() is None
    finally:
        gc.enable()


def test_swa_rates():
    optimizer = make_optimizer()
    schedule = th.optim.swa_utils.SWALR(optimizer, 0.1, anneal_epochs=2, anneal_strategy="linear")
    rates = []
    for _ in range(3):
        optimizer.step()
        schedule.step()
        rates.append(round(schedule.get_last_lr()[0], 6))
    assert rates == [0.55, 0.1, 0.1]
    other = th.optim.swa_utils.SWALR(make_optimizer(), 0.1)
    other.load_state_dict(schedule.state_dict())
    assert other.anneal_func(0.3) == 0.3


@pytest.mark.parametrize(("make", "text"), [
    (lambda o: schedules.StepLR(3, 1), "int is not an Optimizer"),
    (lambda o: schedules.StepLR(o, 1, last_epoch=3), "initial_lr"),
    (lambda o: schedules.LambdaLR(o, [abs, abs]), "Expected 1 lr_lambdas, but got 2"),
    (lambda o: schedules.MultiplicativeLR(o, 3), "should be a function"),
    (lambda o: schedules.ConstantLR(o, 2.0), "between 0 and 1"),
    (lambda o: schedules.LinearLR(o, 0.0), "greater than 0"),
    (lambda o: schedules.LinearLR(o, 1.0, 2.0), "between 0 and 1"),
    (lambda o: schedules.CosineAnnealingWarmRestarts(o, 0), "positive integer T_0"),
    (lambda o: schedules.CosineAnnealingWarmRestarts(o, 1, 0), "T_mult >= 1"),
    (lambda o: schedules.CosineAnnealingWarmRestarts(o, 1, 1, "x"), "eta_min"),
    (lambda o: schedules.CyclicLR(o, 0.1, 1.0, mode="x", cycle_momentum=False), "mode is invalid"),
    (lambda o: schedules.CyclicLR(o, [0.1, 0.2], 1.0), "same length"),
    (lambda o: schedules.OneCycleLR(o, 1.0), "total_steps OR"),
    (lambda o: schedules.OneCycleLR(o, 1.0, total_steps=0), "positive integer total_steps"),
    (lambda o: schedules.OneCycleLR(o, 1.0, total_steps=5, pct_start=2.0), "pct_start"),
    (lambda o: schedules.OneCycleLR(o, 1.0, total_steps=5, anneal_strategy="x"), "anneal_strategy"),
    (lambda o: schedules.OneCycleLR(th.optim.Adagrad([th.ones(1, requires_grad=True)]), 1.0, 5), "momentum or beta1"),
    (lambda o: schedules.ReduceLROnPlateau(o, factor=1.0), "Factor should be < 1.0"),
    (lambda o: schedules.ReduceLROnPlateau(o, mode="x"), "mode x is unknown"),
    (lambda o: schedules.ReduceLROnPlateau(o, threshold_mode="x"), "threshold mode x is unknown"),
    (lambda o: schedules.ReduceLROnPlateau(o, min_lr=[1, 2]), "expected 1 min_lrs, got 2"),
    (lambda o: schedules.SequentialLR(o, [], []), "at least one"),
    (lambda o: schedules.SequentialLR(o, [schedules.StepLR(o, 1)], [1]), "one more"),
    (lambda o: schedules.SequentialLR(o, [schedules.StepLR(make_optimizer(), 1)], []), "same optimizer"),
    (lambda o: schedules.SequentialLR(o, [3], []), "attribute"),
    (lambda o: schedules.ChainedScheduler([schedules.ReduceLROnPlateau(o)]), "ReduceLROnPlateau"),
    (lambda o: th.optim.swa_utils.SWALR(o, 0.1, anneal_strategy="x"), "anneal_strategy"),
    (lambda o: th.optim.swa_utils.SWALR(o, 0.1, anneal_epochs=-1), "anneal_epochs"),
])
def test_options_that_are_refused(make, text):
    with pytest.raises((ValueError, TypeError, KeyError), match=text):
        make(make_optimizer(momentum=0.9))


def test_a_cycle_cannot_be_left():
    optimizer = make_optimizer(momentum=0.9)
    schedule = schedules.OneCycleLR(optimizer, 1.0, total_steps=2)
    optimizer.step()
    schedule.step()
    schedule.step()
    with pytest.raises(ValueError, match="Tried to step 3 times"):
        schedule.step()


def test_a_new_group_needs_a_smallest_rate():
    for smallest, fails in ((0.0, False), ([0.0], True)):
        optimizer = make_optimizer()
        schedule = schedules.ReduceLROnPlateau(optimizer, patience=0, min_lr=smallest)
        optimizer.add_param_group({"params": th.ones(1, requires_grad=True)})
        schedule.step(1.0)
        if fails:
            with pytest.raises(RuntimeError, match="min_lrs"):
                schedule.step(2.0)
        else:
            schedule.step(2.0)


def test_no_warning_in_the_usual_loop():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run_schedule(th, "StepLR")
