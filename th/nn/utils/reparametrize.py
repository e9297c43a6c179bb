"""The older `weight_norm` and `spectral_norm`, which keep their parts as parameters of the module itself."""

import warnings

from th.errors import ArgumentError
from th.nn.functional.normalization import normalize
from th.tensor.modes import no_grad
from th.tensor.parameter import Parameter

__all__ = ["remove_spectral_norm", "remove_weight_norm", "spectral_norm", "weight_norm"]


def _length(v, dim):
    if dim is None or dim == -1:
        return v.norm()
    axes = [d for d in range(v.ndim) if d != dim % v.ndim]
    return (v * v).sum(axes, keepdim=True).sqrt() if axes else v.abs()


class _WeightNorm:
    def __init__(self, name, dim):
        self.name, self.dim = name, dim

    def compute_weight(self, module):
        v = getattr(module, self.name + "_v")
        return v * (getattr(module, self.name + "_g") / _length(v, self.dim))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module, name="weight", dim=0):
    """Learns the length and the direction of a weight apart, as ``weight_g`` and ``weight_v``.

    Args:
        module (Module): that holds the weight
        name (str): of the weight
        dim (int or None): one length for each index of this dim; None for one in all
    Returns:
        `module`
    Warns:
        FutureWarning: `parametrizations.weight_norm` has taken its place
    """
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.", FutureWarning,
        stacklevel=2,
    )
    if any(isinstance(h, _WeightNorm) and h.name == name for h in module._forward_pre_hooks.values()):
        raise ArgumentError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook = _WeightNorm(name, dim)
    weight = getattr(module, name)
    del module._parameters[name]
    with no_grad():
        length = _length(weight.detach(), dim)
    module.register_parameter(name + "_g", Parameter(length.detach()))
    module.register_parameter(name + "_v", Parameter(weight.data))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def _taken_out(module, name, kind, word):
    for number, hook in list(module._forward_pre_hooks.items()):
        if isinstance(hook, kind) and hook.name == name:
            del module._forward_pre_hooks[number]
            return hook
    raise ArgumentError(f"{word} of '{name}' not found in {module}")


def remove_weight_norm(module, name="weight"):
    """Makes the weight an ordinary parameter again; returns `module`."""
    hook = _taken_out(module, name, _WeightNorm, "weight_norm")
    weight = hook.compute_weight(module)
    module.__dict__.pop(name, None)
    del module._parameters[name + "_g"], module._parameters[name + "_v"]
    setattr(module, name, Parameter(weight.data))
    return module


class _SpectralNorm:
    def __init__(self, name, times, dim, eps):
        self.name, self.times, self.dim, self.eps = name, times, dim, eps

    def matrix(self, weight):
        if self.dim:
            weight = weight.permute(self.dim, *[d for d in range(weight.ndim) if d != self.dim])
        return weight.reshape(weight.shape[0], -1)

    def compute_weight(self, module, iterate):
        weight = getattr(module, self.name + "_orig")
        u, v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        matrix = self.matrix(weight)
        if iterate:
            with no_grad():
                for _ in range(self.times):
                    v.copy_(normalize(matrix.t() @ u, dim=0, eps=self.eps))
                    u.copy_(normalize(matrix @ v, dim=0, eps=self.eps))
            u, v = u.clone(), v.clone()
        return weight / (u @ (matrix @ v))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module, module.training))


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    """Divides a weight by its largest singular value; the weight itself is ``weight_orig``.

    Args:
        module (Module): that holds the weight
        name (str): of the weight
        n_power_iterations (int): at each forward in training
        eps (float): the least norm to divide by
        dim (int): of the outputs; 0, or 1 for transposed convolutions
    Returns:
        `module`
    """
    if n_power_iterations <= 0:
        raise ArgumentError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")
    if dim is None:
        dim = 1 if getattr(module, "transposed", False) else 0
    hook = _SpectralNorm(name, n_power_iterations, dim, eps)
    weight = module._parameters.pop(name)
    with no_grad():
        rows, columns = hook.matrix(weight.detach()).shape
        u = normalize(weight.detach().new_empty(rows).normal_(0, 1), dim=0, eps=eps)
        v = normalize(weight.detach().new_empty(columns).normal_(0, 1), dim=0, eps=eps)
    module.register_parameter(name + "_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(name + "_u", u)
    module.register_buffer(name + "_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module, name="weight"):
    """Makes the weight an ordinary parameter again; returns `module`."""
    hook = _taken_out(module, name, _SpectralNorm, "spectral_norm")
    with no_grad():
        weight = hook.compute_weight(module, iterate=False)
    module.__dict__.pop(name, None)
    del module._buffers[name + "_u"], module._buffers[name + "_v"], module._parameters[name + "_orig"]
    module.register_parameter(name, Parameter(weight.detach()))
    return module
