"""The base of all optimisers: parameter groups, state, hooks, saving and loading."""

import functools
import warnings
from collections import OrderedDict, defaultdict
from copy import deepcopy
from itertools import chain

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor.node import RemovableHandle, counter_of
from th.tensor.modes import enable_grad
from th.tensor.tensor import Tensor

__all__ = ["Optimizer", "register_optimizer_step_post_hook", "register_optimizer_step_pre_hook", "required"]

_pre_hooks = OrderedDict()  # of every optimiser
_post_hooks = OrderedDict()


class _Required:
    """The default of an option that each group must give."""

    def __repr__(self):
        return "<required parameter>"


required = _Required()


def register_optimizer_step_pre_hook(hook):
    """Calls ``hook(optimizer, args, kwargs)`` before each step of every optimiser.

    Returns:
        a handle with `remove()`
    """
    return RemovableHandle(_pre_hooks, hook)


def register_optimizer_step_post_hook(hook):
    """Calls ``hook(optimizer, args, kwargs)`` after each step of every optimiser.

    Returns:
        a handle with `remove()`
    """
    return RemovableHandle(_post_hooks, hook)


def _with_hooks(step):
    """`step` with the hooks called around it."""

    @functools.wraps(step)
    def hooked(self, *args, **kwargs):
        before, after = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
        if not (before or after or _pre_hooks or _post_hooks):
            return step(self, *args, **kwargs)
        args = (self, *args)
        for hook in (*_pre_hooks.values(), *before.values()):
            changed = hook(self, args, kwargs)
            if changed is None:
                continue
            if not isinstance(changed, tuple) or len(changed) != 2:
                raise ArgumentTypeError(
                    f"a step pre hook must return None or a tuple of (new_args, new_kwargs), but got {changed!r}"
                )
            args, kwargs = changed
        result = step(*args, **kwargs)
        for hook in (*after.values(), *_post_hooks.values()):
            hook(self, args, kwargs)
        return result

    hooked.hooked = True
    return hooked


def _register(hooks, hook, prepend):
    handle = RemovableHandle(hooks, hook)
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


class Optimizer:
    """The base class of all optimisers.

    Args:
        params (iterable): the tensors to learn, or pairs (name, tensor), or dicts that each make a parameter group
        defaults (dict): the options of groups that do not give their own
    Raises:
        ArgumentTypeError: when `params` is a tensor, or holds something else than leaf tensors
        ArgumentError: when `params` is empty, or a tensor stands in two groups
    Example:
        >>> class Plain(torch.optim.Optimizer):
        ...     def __init__(self, params, lr):
        ...         super().__init__(params, {"lr": lr})
        ...     @torch.no_grad()
        ...     def step(self):
        ...         for group in self.param_groups:
        ...             for p in group["params"]:
        ...                 p.sub_(group["lr"] * p.grad)
        >>> w = torch.ones(2, requires_grad=True)
        >>> w.sum().backward()
        >>> Plain([w], lr=0.5).step()
        >>> w
        tensor([0.5000, 0.5000], requires_grad=True)
    """

    def __init__(self, params, defaults):
        self.defaults = defaults
        self._make_hooks()
        if isinstance(params, Tensor):
            raise ArgumentTypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got a Tensor; "
                "write [params]"
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ArgumentError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _make_hooks(self):
        for name in ("step", "state_dict", "load_state_dict"):
            for moment in ("pre", "post"):
                self.__dict__.setdefault(f"_optimizer_{name}_{moment}_hooks", OrderedDict())
        cls = type(self)
        if not getattr(cls.step, "hooked", False):
            cls.step = _with_hooks(cls.step)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._make_hooks()
        for group in self.param_groups:
            for name, default in self.defaults.items():
                group.setdefault(name, default)

    def __repr__(self):
        text = type(self).__name__ + " ("
        for index, group in enumerate(self.param_groups):
            options = "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
            text += f"\nParameter Group {index}\n{options}"
        return text + ")"

    # ---- hooks

    def register_step_pre_hook(self, hook):
        """Calls ``hook(optimizer, args, kwargs)`` before each step; it may return new (args, kwargs).

        Returns:
            a handle with `remove()`
        """
        return RemovableHandle(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook):
        """Calls ``hook(optimizer, args, kwargs)`` after each step.

        Returns:
            a handle with `remove()`
        """
        return RemovableHandle(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook, prepend=False):
        """Calls ``hook(optimizer)`` before `state_dict` reads the state."""
        return _register(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook, prepend=False):
        """Calls ``hook(optimizer, state_dict)`` on what `state_dict` returns; it may return another."""
        return _register(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook, prepend=False):
        """Calls ``hook(optimizer, state_dict)`` before it is loaded; it may return another."""
        return _register(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook, prepend=False):
        """Calls ``hook(optimizer)`` after a state was loaded."""
        return _register(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    # ---- saving and loading

    def state_dict(self):
        """The state and the options as a dict: ``state`` by the number of the parameter, and ``param_groups``.

        Example:
            >>> w = torch.ones(1, requires_grad=True)
            >>> torch.optim.SGD([w], lr=0.1).state_dict()["param_groups"][0]["lr"]
            0.1
        """
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        numbers = {}
        groups = []
        for group in self.param_groups:
            packed = {key: value for key, value in group.items() if key != "params"}
            packed["params"] = [numbers.setdefault(id(p), len(numbers)) for p in group["params"]]
            groups.append(packed)
        state = {numbers[id(k)] if isinstance(k, Tensor) else k: v for k, v in self.state.items()}
        packed = {"state": state, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            changed = hook(self, packed)
            packed = packed if changed is None else changed
        return packed

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` gave, of this optimiser or of one for the same parameters.

        Args:
            state_dict (dict): its tensors are copied, in the dtype and to the device of the parameters
        Raises:
            ArgumentError: when the groups differ in number or in size
        """
        state_dict = state_dict.copy()
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        groups, saved = self.param_groups, deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ArgumentError(
                "loaded state dict has a different number of parameter groups: "
                f"{len(saved)}, this optimizer {len(groups)}"
            )
        for index, (mine, theirs) in enumerate(zip(groups, saved, strict=True)):
            if len(mine["params"]) != len(theirs["params"]):
                raise ArgumentError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group: "
                    f"group {index} has {len(theirs['params'])} parameters, this optimizer's {len(mine['params'])}"
                )
        params = dict(zip(chain.from_iterable(g["params"] for g in saved),
                          chain.from_iterable(g["params"] for g in groups), strict=True))
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            param = params.get(key)
            state[key if param is None else param] = value if param is None else _fitted(value, param)
        for mine, theirs in zip(groups, saved, strict=True):
            theirs["params"] = mine["params"]
            if "param_names" in mine:
                theirs.setdefault("param_names", mine["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    # ---- work

    def zero_grad(self, set_to_none=True):
        """Forgets the gradients of all parameters.

        Args:
            set_to_none (bool): False to keep the tensors and fill them with zeros
        """
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none:
                    p._grad = None
                elif p._grad is not None:
                    _zero(p)

    def step(self, closure=None):
        """Updates the parameters once by their gradients.

        Args:
            closure (callable): computes the loss anew, with its gradients; needed by few optimisers
        Returns:
            what `closure` returned, None without one
        """
        raise NotImplementedError(f"{type(self).__name__} is an optimizer without a step(); define one")

    def add_param_group(self, param_group):
        """Adds a group of parameters with options of its own.

        Args:
            param_group (dict): ``params`` and the options that differ from the defaults
        Raises:
            ArgumentTypeError: when it is not a dict, or holds something else than tensors
            ArgumentError: when a tensor is no leaf, an option is missing, or a tensor is in another group already
        """
        if not isinstance(param_group, dict):
            raise ArgumentTypeError(f"param_group must be a dict, but got {type(param_group)}")
        params, names = _params_and_names(param_group["params"])
        param_group["params"] = params
        if names:
            param_group["param_names"] = names
        retained = not self.defaults.get("differentiable")
        for p in params:
            if not isinstance(p, Tensor):
                raise ArgumentTypeError(
                    f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}"
                )
            if retained and not (p.is_leaf or p.retains_grad):
                raise ArgumentError("can't optimize a non-leaf Tensor; optimize x.detach().requires_grad_() instead")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ArgumentError(
                    f"parameter group didn't specify a value of required optimization parameter {name}"
                )
            param_group.setdefault(name, default)
        self._check_group(param_group)
        self.param_groups.append(param_group)

    def _check_group(self, param_group):
        """Raises when the group cannot stand beside the others."""
        params = param_group["params"]
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=4,
            )
        taken = set()
        for group in self.param_groups:
            taken.update(group["params"])
            if ("param_names" in param_group) != ("param_names" in group):
                kind = "with names" if "param_names" in param_group else "without names"
                raise ArgumentError(
                    "all optimizer param groups should be with/without names. "
                    f"cannot add param group {kind} to the optimizer"
                )
        if not taken.isdisjoint(params):
            raise ArgumentError("some parameters appear in more than one parameter group")

    @staticmethod
    def _loss_of(closure):
        """What `closure` returns, computed with gradients on; None without one."""
        if closure is None:
            return None
        with enable_grad():
            return closure()


def _params_and_names(params):
    """The tensors of a group as a list, and their names where pairs (name, tensor) were given."""
    if isinstance(params, Tensor):
        return [params], []
    if isinstance(params, set):
        raise ArgumentTypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
            "will change between runs. Please use a list instead."
        )
    params = list(params)
    named = [p for p in params if isinstance(p, tuple)]
    if not named:
        return params, []
    if len(named) != len(params):
        raise ArgumentError("all optimizer params should be with/without names. Some param names are missing")
    return [p for _, p in named], [name for name, _ in named]


def _fitted(value, param, key=None):
    """A copy of a saved state, its tensors in the dtype and on the device of `param`."""
    if isinstance(value, Tensor):
        if key == "step":
            return value.detach().clone()
        if param.is_floating_point():
            return value.detach().to(dtype=param.dtype, device=param.device, copy=True)
        return value.detach().to(device=param.device, copy=True)
    if isinstance(value, dict):
        return {k: _fitted(v, param, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_fitted(v, param) for v in value)
    return value


def _zero(param):
    """Fills the gradient of `param` with zeros, off the tape."""
    grad = param._grad
    if grad._node is not None:
        grad = param._grad = grad.detach()
    grad._array[...] = 0
    counter_of(grad)[0] += 1
