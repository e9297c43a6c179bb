"""`GradScaler`: losses scaled up so that small gradients survive in float16."""

import warnings

from th.errors import ArgumentError, ConflictError
from th.tensor import devices
from th.tensor.node import counter_of
from th.tensor.tensor import Tensor

__all__ = ["GradScaler"]

_READY, _UNSCALED, _STEPPED = "ready", "unscaled", "stepped"


class GradScaler:
    """Scales losses up before backward and gradients down before the step, and skips steps with infinite gradients.

    Args:
        device (str): "cuda", which without a GPU leaves the scaler disabled, or "cpu"
        init_scale (float): the first scale
        growth_factor (float): above 1; what the scale is multiplied by after `growth_interval` good steps
        backoff_factor (float): below 1; what it is multiplied by after a bad one
        growth_interval (int): how many good steps
        enabled (bool): False makes every method pass its argument on
    Raises:
        ArgumentError: when a factor is on the wrong side of 1
    Example:
        >>> w = torch.ones(1, requires_grad=True)
        >>> optimizer = torch.optim.SGD([w], lr=0.5)
        >>> scaler = torch.amp.GradScaler("cpu", init_scale=8.0)
        >>> scaler.scale(w.sum()).backward()
        >>> _ = scaler.step(optimizer)
        >>> scaler.update()
        >>> w
        tensor([0.5000], requires_grad=True)
    """

    def __init__(self, device="cuda", init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000,
                 enabled=True):
        if enabled and not growth_factor > 1:
            raise ArgumentError(f"The growth factor must be > 1.0; `growth_factor` is {growth_factor}")
        if enabled and not backoff_factor < 1:
            raise ArgumentError(f"The backoff factor must be < 1.0; `backoff_factor` is {backoff_factor}")
        if enabled and device == "cuda" and not devices.cuda_is_available():
            warnings.warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.", stacklevel=2)
            enabled = False
        self._device, self._enabled = device, enabled
        self._scale = float(init_scale)
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._growth_interval, self._growth_tracker = growth_interval, 0
        self._stages = {}  # id of an optimizer -> what was done with it since the last update
        self._infinite = {}  # the same -> whether a gradient was infinite

    def is_enabled(self):
        """True unless made with `enabled` False."""
        return self._enabled

    def scale(self, outputs):
        """A loss, or several in lists and tuples, times the scale."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * self._scale
        if isinstance(outputs, list | tuple):
            return type(outputs)(self.scale(v) for v in outputs)
        raise ArgumentError("outputs must be a Tensor or an iterable of Tensors")

    def unscale_(self, optimizer):
        """Divides the gradients of an optimizer by the scale, to clip them for example."""
        if not self._enabled:
            return
        stage = self._stages.get(id(optimizer), _READY)
        if stage == _UNSCALED:
            raise ConflictError("unscale_() has already been called on this optimizer since the last update().")
        if stage == _STEPPED:
            raise ConflictError("unscale_() is being called after step().")
        infinite = False
        for group in optimizer.param_groups:
            for p in group["params"]:
                if p._grad is None:
                    continue
                array = p._grad._array
                xp = devices.namespace(array)
                infinite = infinite or not bool(xp.isfinite(array).all())
                xp.multiply(array, 1 / self._scale, array)
                counter_of(p._grad)[0] += 1
        self._infinite[id(optimizer)] = infinite
        self._stages[id(optimizer)] = _UNSCALED

    def step(self, optimizer, *args, **kwargs):
        """Steps the optimizer, unless a gradient is infinite or not a number.

        Returns:
            what the optimizer's `step` returned, None when it was skipped
        """
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise ConflictError("Closure use is not currently supported if GradScaler is enabled.")
        stage = self._stages.get(id(optimizer), _READY)
        if stage == _STEPPED:
            raise ConflictError("step() has already been called since the last update().")
        if stage == _READY:
            self.unscale_(optimizer)
        self._stages[id(optimizer)] = _STEPPED
        return None if self._infinite[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        """Moves the scale on, after the steps of all optimizers."""
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = float(new_scale)
        elif not self._infinite:
            raise ConflictError("No inf checks were recorded prior to update.")
        elif any(self._infinite.values()):
            self._scale *= self._backoff_factor
            self._growth_tracker = 0
        else:
            self._growth_tracker += 1
            if self._growth_tracker == self._growth_interval:
                self._scale *= self._growth_factor
                self._growth_tracker = 0
        self._stages.clear()
        self._infinite.clear()

    def get_scale(self):
        """The scale; 1 when disabled."""
        return self._scale if self._enabled else 1.0

    def get_growth_factor(self):
        """What the scale is multiplied by after good steps."""
        return self._growth_factor

    def set_growth_factor(self, new_factor):
        """Sets what the scale is multiplied by after good steps."""
        self._growth_factor = new_factor

    def get_backoff_factor(self):
        """What the scale is multiplied by after a bad step."""
        return self._backoff_factor

    def set_backoff_factor(self, new_factor):
        """Sets what the scale is multiplied by after a bad step."""
        self._backoff_factor = new_factor

    def get_growth_interval(self):
        """How many good steps the scale waits."""
        return self._growth_interval

    def set_growth_interval(self, new_interval):
        """Sets how many good steps the scale waits."""
        self._growth_interval = new_interval

    def state_dict(self):
        """All that `load_state_dict` needs; empty when disabled."""
        if not self._enabled:
            return {}
        return {"scale": self._scale, "growth_factor": self._growth_factor, "backoff_factor": self._backoff_factor,
                "growth_interval": self._growth_interval, "_growth_tracker": self._growth_tracker}

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict` gave.

        Raises:
            ConflictError: when it is that of a disabled scaler
        """
        if not self._enabled:
            return
        if not state_dict:
            raise ConflictError(
                "The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler."
            )
        if set(state_dict) - set(self.state_dict()):
            warnings.warn(f"unknown entries {sorted(set(state_dict) - set(self.state_dict()))} are left out", stacklevel=2)
        self._scale = float(state_dict["scale"])
        self._growth_factor, self._backoff_factor = state_dict["growth_factor"], state_dict["backoff_factor"]
        self._growth_interval, self._growth_tracker = state_dict["growth_interval"], state_dict["_growth_tracker"]
