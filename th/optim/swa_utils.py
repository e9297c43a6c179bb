"""Averages of a model over the steps of its training, and the schedule that goes with them."""

import math
from copy import deepcopy
from itertools import chain

from th.errors import ArgumentError, ConflictError
from th.nn import Module
from th.optim.lr_scheduler.base import LRScheduler, one_for_each_group
from th.tensor import int64, no_grad, tensor

__all__ = ["AveragedModel", "SWALR", "get_ema_avg_fn", "get_ema_multi_avg_fn", "get_swa_avg_fn", "get_swa_multi_avg_fn",
           "update_bn"]


def _check_decay(decay):
    if not 0 <= decay <= 1:
        raise ArgumentError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


def get_ema_avg_fn(decay=0.999):
    """For `AveragedModel`: the exponential moving average of a parameter.

    Args:
        decay (float): in [0, 1]; how slowly it moves
    """
    _check_decay(decay)

    def update(averaged, current, count):
        return decay * averaged + (1 - decay) * current

    return no_grad(update)


def get_swa_avg_fn():
    """For `AveragedModel`: the plain average of a parameter over all updates."""

    def update(averaged, current, count):
        return averaged + (current - averaged) / (count + 1)

    return no_grad(update)


def get_ema_multi_avg_fn(decay=0.999):
    """For `AveragedModel`: the exponential moving average of a list of parameters, in place."""
    move = get_ema_avg_fn(decay)
    return _for_lists(move)


def get_swa_multi_avg_fn():
    """For `AveragedModel`: the plain average of a list of parameters, in place."""
    return _for_lists(get_swa_avg_fn())


def _for_lists(move):
    def update(averaged, current, count):
        for mine, theirs in zip(averaged, current, strict=True):
            mine.copy_(move(mine, theirs, count))

    return no_grad(update)


class AveragedModel(Module):
    """A copy of a model whose parameters are averages over the updates it has seen.

    Args:
        model (Module): what is trained; it is copied
        device (device): where the averages are kept
        avg_fn (callable): ``f(averaged, current, count)`` -> the new average of one parameter
        multi_avg_fn (callable): ``f(averaged, current, count)`` for lists, in place
        use_buffers (bool): average the buffers too, instead of copying them
    Raises:
        ConflictError: when both functions are given
    Example:
        >>> model = nn.Linear(1, 1)
        >>> average = torch.optim.swa_utils.AveragedModel(model)
        >>> average.update_parameters(model)
        >>> average.n_averaged
        tensor(1)

    Source:
        Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018
    """

    def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise ConflictError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0, dtype=int64, device=device))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args, **kwargs):
        """What the averaged model computes."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model):
        """Takes the present parameters of `model` into the averages."""
        averaged, current = self._pairs(model)
        with no_grad():
            if int(self.n_averaged) == 0:
                for mine, theirs in zip(averaged, current, strict=True):
                    mine.copy_(theirs)
            elif self.avg_fn is not None:
                for mine, theirs in zip(averaged, current, strict=True):
                    mine.copy_(self.avg_fn(mine, theirs, self.n_averaged.to(mine.device)))
            elif averaged:
                update = self.multi_avg_fn or get_swa_multi_avg_fn()
                update(averaged, current, self.n_averaged.to(averaged[0].device))
            if not self.use_buffers:
                for mine, theirs in zip(self.module.buffers(), model.buffers(), strict=True):
                    mine.copy_(theirs.to(mine.device))
            self.n_averaged += 1

    def _pairs(self, model):
        """The tensors that are averaged and those that come in, as two lists."""
        def of(module):
            return chain(module.parameters(), module.buffers()) if self.use_buffers else module.parameters()

        averaged = [t.detach() for t in of(self.module)]
        return averaged, [t.detach().to(mine.device) for t, mine in zip(of(model), averaged, strict=True)]


def update_bn(loader, model, device=None):
    """Makes the running statistics of batch normalisation anew, by one pass over the data.

    Args:
        loader (iterable): the batches; of a pair, the first is the input
        model (Module): called with each
        device (device): where the inputs are moved to
    """
    norms = [m for m in model.modules() if any(c.__name__ == "_BatchNorm" for c in type(m).__mro__)]
    if not norms:
        return
    momenta = [m.momentum for m in norms]
    training = model.training
    model.train()
    try:
        with no_grad():
            for norm in norms:
                norm.reset_running_stats()
                norm.momentum = None  # the plain average over all batches
            for batch in loader:
                inputs = batch[0] if isinstance(batch, list | tuple) else batch
                model(inputs if device is None else inputs.to(device))
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
        model.train(training)


def _line(t):
    return t


def _cosine(t):
    return (1 - math.cos(math.pi * t)) / 2


class SWALR(LRScheduler):
    """Moves the rates to a fixed one for averaging, in `anneal_epochs` steps.

    Args:
        optimizer (Optimizer): whose rates are set
        swa_lr (float or list): the rate to reach
        anneal_epochs (int): how many steps it takes
        anneal_strategy (str): "cos" or "linear"
        last_epoch (int): the step to go on from; -1 to begin
    """

    def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
        for rate, group in zip(one_for_each_group("swa_lr", optimizer, swa_lr), optimizer.param_groups, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ArgumentError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._set_anneal_func(anneal_strategy)
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ArgumentError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _set_anneal_func(self, strategy):
        self._anneal_strategy = strategy
        self.anneal_func = _cosine if strategy == "cos" else _line

    def _share(self, step):
        """How much of the fixed rate there is at a step."""
        return self.anneal_func(max(0, min(1, step / max(1, self.anneal_epochs))))

    def get_lr(self):
        """The rates for the present step."""
        self._warn_outside_step()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            goal = group["swa_lr"]
            first = goal if before == 1 else (group["lr"] - before * goal) / (1 - before)
            rates.append(goal * now + first * (1 - now))
        return rates

    def state_dict(self):
        """All that `load_state_dict` needs."""
        return {key: value for key, value in self.__dict__.items() if key not in ("optimizer", "anneal_func")}

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` of another schedule of this kind gave."""
        self.__dict__.update(state_dict)
        self._set_anneal_func(self._anneal_strategy)
