"""The schedule that goes up and down between two rates."""

import functools
import math
import types

from th.errors import ArgumentError
from th.optim.lr_scheduler.base import LRScheduler, check_optimizer, one_for_each_group, set_option
from th.optim.lr_scheduler.momenta import begin_momenta, set_momentum

__all__ = ["CyclicLR"]


class CyclicLR(LRScheduler):
    """The rate goes up and down between `base_lr` and `max_lr`, the momentum down and up.

    Args:
        optimizer (Optimizer): whose rates are set
        base_lr (float or list): the smallest rate
        max_lr (float or list): the largest
        step_size_up (int): steps of the way up
        step_size_down (int): steps of the way down; as many by default
        mode (str): "triangular", "triangular2" (half the height at each cycle) or "exp_range" (gamma ** step)
        gamma (float): for "exp_range"
        scale_fn (callable): the height by the number of the cycle or the step, instead of `mode`
        scale_mode (str): "cycle" or "iterations": what `scale_fn` is given
        cycle_momentum (bool): move the momentum too
        base_momentum, max_momentum (float or list): between these
        last_epoch (int): the step to go on from; -1 to begin
    Source:
        Smith, Cyclical Learning Rates for Training Neural Networks, 2017
    """

    def __init__(self, optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode="triangular",
                 gamma=1.0, scale_fn=None, scale_mode="cycle", cycle_momentum=True, base_momentum=0.8,
                 max_momentum=0.9, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        smallest = one_for_each_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(smallest, optimizer.param_groups, strict=True):
                set_option(group, "lr", rate)
        self.max_lrs = one_for_each_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ArgumentError(
                f"mode is invalid and scale_fn is None; `mode` (={mode!r}) must be 'triangular', 'triangular2' or "
                "'exp_range'"
            )
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        self._init_scale_fn()
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            found = begin_momenta(optimizer, base_momentum, max_momentum, last_epoch)
            self.use_beta1, self.base_momentums, self.max_momentums = found
        super().__init__(optimizer, last_epoch)
        self.base_lrs = smallest

    def _init_scale_fn(self):
        if self._scale_fn_custom is not None:
            return
        self._scale_fn_ref = {"triangular": _always_full, "triangular2": _halving,
                              "exp_range": functools.partial(_exponential, self.gamma)}[self.mode]
        self.scale_mode = "iterations" if self.mode == "exp_range" else "cycle"

    def scale_fn(self, x):
        """The height of a cycle, by its number or by the step."""
        return self._scale_fn_ref(x) if self._scale_fn_custom is None else self._scale_fn_custom(x)

    def get_lr(self):
        """The rates for the present step; sets the momenta."""
        self._warn_outside_step()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            momenta = zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True)
            for group, low, high in momenta:
                set_momentum(group, high - (high - low) * height * scale, self.use_beta1)
        return [low + (high - low) * height * scale for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]

    def state_dict(self):
        """All that `load_state_dict` needs; of a scale function, the attributes of a callable object."""
        state = super().state_dict()
        state.pop("_scale_fn_ref", None)
        function = state.pop("_scale_fn_custom")
        plain = function is None or isinstance(function, types.FunctionType)
        state["_scale_fn_custom"] = None if plain else function.__dict__.copy()
        return state

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` of another schedule of this kind gave."""
        attributes = state_dict["_scale_fn_custom"]
        super().load_state_dict({key: v for key, v in state_dict.items() if key != "_scale_fn_custom"})
        if attributes is not None:
            self._scale_fn_custom.__dict__.update(attributes)
        self._init_scale_fn()


def _always_full(x):
    return 1.0


def _halving(x):
    return 1 / 2.0 ** (x - 1)


def _exponential(gamma, x):
    return gamma**x
