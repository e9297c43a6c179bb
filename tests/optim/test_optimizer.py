"""The base class: groups, hooks, closures, saving, and what it refuses."""

import pytest

import th
from th.errors import ArgumentError, ArgumentTypeError


def leaf(*values):
    return th.tensor(values, requires_grad=True)


class Plain(th.optim.Optimizer):
    """What a user would write."""

    def __init__(self, params, lr=0.1):
        super().__init__(params, {"lr": lr})

    @th.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with th.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])
        return loss


def test_an_optimizer_of_the_user_has_hooks_and_state():
    w = leaf(1.0)
    w.grad = th.ones(1)
    optimizer = Plain([w])
    calls = []
    handle = optimizer.register_step_pre_hook(lambda o, args, kwargs: calls.append(("pre", args == (o,), kwargs)))
    optimizer.register_step_post_hook(lambda o, args, kwargs: calls.append(("post", o is optimizer, kwargs)))
    optimizer.step()
    handle.remove()
    optimizer.step()
    assert calls == [("pre", True, {}), ("post", True, {}), ("post", True, {})]
    assert w.item() == pytest.approx(0.8)
    assert optimizer.state_dict() == {"state": {}, "param_groups": [{"lr": 0.1, "params": [0]}]}


def test_hooks_of_all_optimizers():
    calls = []
    handles = [
        th.optim.optimizer.register_optimizer_step_pre_hook(lambda *a: calls.append("pre")),
        th.optim.optimizer.register_optimizer_step_post_hook(lambda *a: calls.append("post")),
    ]
    th.optim.SGD([leaf(1.0)], lr=0.1).step()
    for handle in handles:
        handle.remove()
    th.optim.SGD([leaf(1.0)], lr=0.1).step()
    assert calls == ["pre", "post"]


def test_a_step_hook_may_change_the_arguments_but_nothing_else():
    optimizer = th.optim.SGD([leaf(1.0)], lr=0.1)
    optimizer.register_step_pre_hook(lambda o, args, kwargs: ((o, lambda: 7), {}))
    assert optimizer.step() == 7
    optimizer.register_step_pre_hook(lambda o, args, kwargs: "nonsense")
    with pytest.raises(TypeError, match="new_args, new_kwargs"):
        optimizer.step()


def test_hooks_of_saving_and_loading():
    optimizer = th.optim.SGD([leaf(1.0)], lr=0.1)
    calls = []
    optimizer.register_state_dict_pre_hook(lambda o: calls.append("before saving"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "extra": 1})
    optimizer.register_load_state_dict_pre_hook(lambda o, state: calls.append(state.pop("extra")))
    optimizer.register_load_state_dict_pre_hook(lambda o, state: calls.append("first"), prepend=True)
    optimizer.register_load_state_dict_post_hook(lambda o: calls.append("after loading"))
    optimizer.load_state_dict(optimizer.state_dict())
    assert calls == ["before saving", "first", 1, "after loading"]


@pytest.mark.parametrize("kind", ["SGD", "Adam", "Adafactor", "Muon", "LBFGS", "CG"])
def test_a_closure_is_called_with_gradients_on(kind):
    w = th.ones(2, 2, requires_grad=True)
    optimizer = getattr(th.optim, kind)([w])

    def closure():
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with th.no_grad():
        assert optimizer.step(closure).item() == 4
        assert not th.is_grad_enabled()


def test_zero_grad():
    w = leaf(1.0, 2.0)
    optimizer = th.optim.SGD([w, leaf(3.0)], lr=0.1)
    (w * w).sum().backward(create_graph=True)
    grad = w.grad
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0, 0]
    assert not w.grad.requires_grad
    assert grad._array is w.grad._array
    optimizer.zero_grad()
    assert w.grad is None


def test_groups_with_their_own_options_and_names():
    a, b = leaf(1.0), leaf(1.0)
    optimizer = th.optim.SGD([{"params": [("a", a)], "lr": 1.0}], lr=0.1)
    optimizer.add_param_group({"params": iter([("b", b)])})
    assert [g["lr"] for g in optimizer.param_groups] == [1.0, 0.1]
    assert [g["param_names"] for g in optimizer.param_groups] == [["a"], ["b"]]
    a.grad = b.grad = th.ones(1)
    optimizer.step()
    assert (a.item(), round(b.item(), 6)) == (0.0, 0.9)
    with pytest.raises(ValueError, match="cannot add param group without names"):
        optimizer.add_param_group({"params": leaf(1.0)})


def test_a_rate_may_be_a_tensor():
    w = leaf(1.0)
    w.grad = th.ones(1)
    optimizer = th.optim.SGD([w], lr=th.tensor(0.5))
    optimizer.step()
    assert w.item() == 0.5
    schedule = th.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    schedule.step()
    assert optimizer.param_groups[0]["lr"].item() == 0.25
    with pytest.raises(ValueError, match="1-element"):
        th.optim.SGD([w], lr=th.ones(2))


@pytest.mark.parametrize(("params", "error", "text"), [
    (lambda: leaf(1.0), ArgumentTypeError, "iterable of Tensors or dicts"),
    (list, ArgumentError, "empty parameter list"),
    (lambda: [1.0], ArgumentTypeError, "can only optimize Tensors"),
    (lambda: [leaf(1.0) * 2], ArgumentError, "non-leaf"),
    (lambda: [{"params": {leaf(1.0)}}], ArgumentTypeError, "ordered collections"),
    (lambda: [("a", leaf(1.0)), leaf(2.0)], ArgumentError, "with/without names"),
    (lambda: [{"params": [w := leaf(1.0)]}, {"params": [w]}], ArgumentError, "more than one parameter group"),
], ids=lambda v: v if isinstance(v, str) else "")
def test_parameters_that_are_refused(params, error, text):
    with pytest.raises(error, match=text):
        th.optim.SGD(params(), lr=0.1)


def test_a_group_must_be_a_dict_and_give_what_is_required():
    optimizer = th.optim.SGD([leaf(1.0)], lr=0.1)
    with pytest.raises(TypeError, match="must be a dict"):
        optimizer.add_param_group([leaf(1.0)])

    class Needy(Plain):
        def __init__(self, params):
            th.optim.Optimizer.__init__(self, params, {"lr": th.optim.optimizer.required})

    with pytest.raises(ValueError, match="required optimization parameter lr"):
        Needy([leaf(1.0)])


def test_the_same_parameter_twice_is_warned_of():
    w = leaf(1.0)
    with pytest.warns(UserWarning, match="duplicate parameters"):
        th.optim.SGD([w, w], lr=0.1)


@pytest.mark.parametrize(("kind", "options", "text"), [
    ("SGD", {"lr": -1}, "Invalid learning rate: -1"),
    ("SGD", {"momentum": -1}, "Invalid momentum value: -1"),
    ("SGD", {"nesterov": True}, "Nesterov momentum requires a momentum and zero dampening"),
    ("SGD", {"fused": True, "foreach": True}, "cannot be `True` together"),
    ("Adam", {"betas": (1.0, 0.9)}, "Invalid beta parameter at index 0: 1.0"),
    ("Adam", {"eps": -1.0}, "Invalid epsilon value: -1.0"),
    ("Adam", {"lr": float("nan")}, "Invalid learning rate: nan"),
    ("Adadelta", {"rho": 2}, "Invalid rho value: 2"),
    ("Adafactor", {"d": 0.5}, "Clipping threshold d should be >= 1 but is: 0.5"),
    ("Adagrad", {"lr_decay": -1}, "Invalid lr_decay value"),
    ("RMSprop", {"alpha": -1}, "Invalid alpha value"),
    ("Rprop", {"etas": (1.5, 1.2)}, "Invalid eta values: 1.5, 1.2"),
    ("Muon", {}, "only supports 2D"),
    ("Muon", {"adjust_lr_fn": "other"}, "not supported"),
    ("LBFGS", {"lr": -1}, "Invalid learning rate"),
    ("CG", {"sig": 2}, "rho < sig < 1"),
])
def test_options_that_are_refused(kind, options, text):
    with pytest.raises((ValueError, RuntimeError), match=text):
        getattr(th.optim, kind)([leaf(1.0)], **options)


def test_states_that_do_not_fit_are_refused():
    saved = th.optim.SGD([leaf(1.0), leaf(2.0)], lr=0.1).state_dict()
    with pytest.raises(ValueError, match="doesn't match the size of optimizer's group"):
        th.optim.SGD([leaf(1.0)], lr=0.1).load_state_dict(saved)
    with pytest.raises(ValueError, match="different number of parameter groups"):
        th.optim.SGD([{"params": leaf(1.0)}, {"params": leaf(2.0)}], lr=0.1).load_state_dict(saved)


def test_a_loaded_state_is_a_copy():
    w, other = leaf(1.0), leaf(1.0)
    one = th.optim.SGD([w], lr=0.1, momentum=0.9)
    w.grad = other.grad = th.ones(1)
    one.step()
    two = th.optim.SGD([other], lr=0.1, momentum=0.9)
    two.load_state_dict(one.state_dict())
    two.step()
    assert one.state[w]["momentum_buffer"].item() == 1.0
    assert two.state[other]["momentum_buffer"].item() == pytest.approx(1.9)


def test_an_optimizer_without_step_says_so():
    with pytest.raises(NotImplementedError, match="without a step"):
        th.optim.Optimizer([leaf(1.0)], {}).step()
