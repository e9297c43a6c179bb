"""Every module of PyTorch beside ours: draws, repr, values, gradients, state, and twenty steps of training with a reload."""

import importlib
import io

import pytest

import th
from tests.nn import peers
from tests.nn.peers import assert_close, tensors

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's test data base needs it")
pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

INFOS = peers.infos()
MODES = pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
EACH = pytest.mark.parametrize("name, info", INFOS, ids=[name for name, _ in INFOS])
STEPS = 20
# Not trained, or another result on purpose, with the reason.
UNTRAINED = {
    "BCELoss": "it refuses inputs that training has moved out of [0, 1]",
    "CTCLoss": "after a step its inputs are log probabilities no more, and its losses overflow",
}
DIFFERENT = {
    "CrossMapLRN2d": "PyTorch's window keeps the first channel in it for ever; ours slides, as Torch7's",
}
# How far gradients may be apart; PyTorch runs the recursion of CTC in single precision, 50 steps of it.
GRADIENTS = {"CTCLoss": 2e-3}


def seed(number):
    torch.manual_seed(number)
    th.manual_seed(number)


def for_each_case(compare, name, info, training, left_out=DIFFERENT):
    if name in left_out:
        pytest.skip(left_out[name])
    for case in peers.cases_of(name, info, training):
        try:
            compare(name, case, training)
        except Exception as err:
            if str(err) in peers.REFUSED:
                continue
            err.add_note(f"case {case}"[:600])
            raise


def total(values):
    """A number that depends on every floating element."""
    kept = [v for v in values if v.is_floating_point() and v.requires_grad]
    return sum((v * v).sum() + v.sum() for v in kept) if kept else None


def assert_same_state(theirs, ours, what, tolerance=1e-5):
    theirs, ours = theirs.state_dict(), ours.state_dict()
    assert list(ours) == list(theirs)
    for key, value in theirs.items():
        assert_close(value, ours[key], f"{what} {key}", tolerance)


def compare_once(name, case, training):
    one, other = peers.twins(name, case, training)
    assert repr(other.layer) == repr(one.layer)
    assert list(other.layer.state_dict()) == list(one.layer.state_dict())
    if not name.startswith("Lazy"):
        assert_same_state(one.layer, other.layer, "first value of", 1e-6)
    seed(1)
    expected, found = (tensors(side.layer(*side.args, **side.settings)) for side in (one, other))
    assert len(expected) == len(found)
    for theirs, ours in zip(expected, found, strict=True):
        assert_close(theirs, ours, "result")
    assert_same_state(one.layer, other.layer, "after the call:")
    loss = total(expected)
    if loss is None:
        return
    loss.backward()
    total(found).backward()
    tolerance = GRADIENTS.get(name, 2e-4)
    for (key, theirs), ours in zip(one.layer.named_parameters(), other.layer.parameters(), strict=True):
        assert (ours.grad is None) == (theirs.grad is None), key
        if theirs.grad is not None:
            assert_close(theirs.grad, ours.grad, f"gradient of {key}", tolerance)
    for theirs, ours in zip(tensors(one.args), tensors(other.args), strict=True):
        assert (ours.grad is None) == (theirs.grad is None), "gradient of an input"
        if theirs.grad is not None:
            assert_close(theirs.grad, ours.grad, "gradient of an input", tolerance)


@MODES
@EACH
def test_a_module_does_what_pytorch_s_does(name, info, training):
    for_each_case(compare_once, name, info, training)


# ---- training


def mean_of(values):
    """A loss of the size of one element, so that one rate suits every module."""
    return sum((v * v).mean() + v.mean() for v in values if v.is_floating_point() and v.requires_grad)


def leaves(side):
    """What is trained: the parameters, and the inputs that have gradients."""
    return [*side.layer.parameters(), *[t for t in tensors((side.args, side.settings)) if t.requires_grad]]


def optimizer_of(side):
    return side.lib.optim.SGD(leaves(side), lr=2e-3, momentum=0.9)


def steps(side, optimizer, count):
    """The losses of some steps."""
    losses = []
    for _ in range(count):
        optimizer.zero_grad()
        loss = mean_of(tensors(side.layer(*side.args, **side.settings)))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def through_a_file(state, saver, loader):
    file = io.BytesIO()
    saver.save(state, file)
    file.seek(0)
    return loader.load(file)


def reloaded(name, case, one, other, optimizers, training):
    """New modules and optimisers, each with the state that the other library has written to a file."""
    sides = peers.twins(name, case, training)
    made = []
    for side, source, trained, old in zip(sides, (other, one), (one, other), optimizers[::-1], strict=True):
        side.args, side.settings = trained.args, trained.settings
        if name.startswith("Lazy"):
            side.layer(*side.args, **side.settings)
        report = side.layer.load_state_dict(through_a_file(source.layer.state_dict(), source.lib, side.lib))
        assert str(report) == "<All keys matched successfully>"
        optimizer = optimizer_of(side)
        optimizer.load_state_dict(through_a_file(old.state_dict(), source.lib, side.lib))
        made.append(optimizer)
    return sides, made


def compare_training(name, case, training):
    one, other = peers.twins(name, case, training)
    seed(1)
    found = [side.layer(*side.args, **side.settings) for side in (one, other)]  # lazy parameters come with the first call
    if not any(v.requires_grad for v in tensors(found[0])):
        return
    seed(2)
    optimizers = optimizer_of(one), optimizer_of(other)
    expected, found = steps(one, optimizers[0], STEPS // 2), steps(other, optimizers[1], STEPS // 2)
    (one, other), optimizers = reloaded(name, case, one, other, optimizers, training)
    seed(3)
    expected += steps(one, optimizers[0], STEPS // 2)
    found += steps(other, optimizers[1], STEPS // 2)
    # What begins with a large loss goes on with its rounding: momentum carries it far below.
    assert found == pytest.approx(expected, rel=1e-4, abs=max(1e-5, 1e-6 * abs(expected[0])), nan_ok=True)
    assert_same_state(one.layer, other.layer, "trained", 1e-4)
    for theirs, ours in zip(leaves(one), leaves(other), strict=True):
        assert_close(theirs, ours, "trained", 1e-4)


@MODES
@EACH
def test_twenty_steps_and_a_reload_agree_with_pytorch(name, info, training):
    for_each_case(compare_training, name, info, training, DIFFERENT | UNTRAINED)


@pytest.mark.parametrize("part", ["nn", "optim", "utils.data"])
def test_a_class_is_a_kind_of_what_pytorch_s_is_a_kind_of(part):
    ours, theirs = importlib.import_module(f"th.{part}".replace("utils.", "")), importlib.import_module(f"torch.{part}")
    names = [n for n in ours.__all__ if isinstance(getattr(ours, n), type) and isinstance(getattr(theirs, n, None), type)]
    assert len(names) > 10
    for one in names:
        for other in names:
            found = issubclass(getattr(ours, one), getattr(ours, other))
            assert found == issubclass(getattr(theirs, one), getattr(theirs, other)), (one, other)
