"""Subclasses of Tensor, classes that answer PyTorch's calls, and modes that see them all."""

import functools
import pickle

import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode, handle_torch_function, has_torch_function, is_tensor_like, resolve_name


class Plain(torch.Tensor):
    pass


a = Plain([1.0, 2.0])
print(a, a + 1, 2 * a, a.sum(), torch.stack([a, a]), a[0], a.view(2, 1).T, F.relu(a), torch.exp(a))
print([type(x).__name__ for x in (a + 1, torch.ones(2) + a, a.max(0).values, a.clone().add_(1), a @ a, -a, a.detach(), a.double(), a > 1)])
print([type(x).__name__ for x in a.split(1)], type(a.max(0)).__name__, type(a.tolist()), type(a.shape).__name__)
print(type(a.as_subclass(torch.Tensor)).__name__, type(pickle.loads(pickle.dumps(a))).__name__)
w = torch.ones(2).as_subclass(Plain).requires_grad_()
((w * a) ** 2).sum().backward()
print(w.grad, isinstance(w, torch.Tensor), w.requires_grad)


class Logging(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        print("called", func.__name__, [t.__name__ for t in types])
        return super().__torch_function__(func, types, args, kwargs or {})


x = torch.arange(4.0).as_subclass(Logging)
y = torch.sin(x) + 1
z = y.reshape(2, 2) @ torch.eye(2)
y -= x
print(torch.allclose(z.as_subclass(torch.Tensor), z.as_subclass(torch.Tensor)))


class MetadataTensor:
    def __init__(self, data, metadata=None):
        self._t, self._metadata = torch.as_tensor(data), metadata

    def __repr__(self):
        return f"Metadata:\n{self._metadata}\n\ndata:\n{self._t}"

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        metadatas = tuple(a._metadata for a in args if hasattr(a, "_metadata"))
        args = [getattr(a, "_t", a) for a in args]
        return MetadataTensor(func(*args, **(kwargs or {})), metadata=metadatas[0])


print(torch.add(MetadataTensor([[1], [2]], "owner"), torch.tensor([[1, 2]])))
HANDLED = {}


def implements(function):
    def register(func):
        HANDLED[function] = functools.wraps(function)(func)
        return func

    return register


class ScalarTensor:
    def __init__(self, n, value):
        self._n, self._value = n, value

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func not in HANDLED or not all(issubclass(t, (torch.Tensor, ScalarTensor)) for t in types):
            return NotImplemented
        return HANDLED[func](*args, **(kwargs or {}))


@implements(torch.mean)
def mean(input):
    return float(input._value) / input._n


@implements(torch.add)
def add(input, other):
    return "a scalar and " + type(other).__name__


s = ScalarTensor(5, 2)
print(torch.mean(s), torch.add(s, torch.ones(2)), torch.add(s, s), is_tensor_like(s), is_tensor_like(3), has_torch_function((s,)))
try:
    torch.mul(s, 3)
except TypeError as error:
    print("TypeError", str(error)[:41])


class Names(TorchFunctionMode):
    def __init__(self):
        self.seen = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        self.seen.append(resolve_name(func) or func.__name__)
        return func(*args, **(kwargs or {}))


with Names() as outer:
    value = torch.ones(2)
    with Names() as inner:
        value = torch.exp(value).sum() * 2
print(outer.seen, inner.seen, value)
torch.ones(2).exp()
print(outer.seen)


class Ones(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return torch.ones(2) if func is torch.rand else func(*args, **(kwargs or {}))


with Ones():
    print(torch.rand(2), torch.zeros(2))


def scale(tensor, by=2):
    if has_torch_function((tensor,)):
        return handle_torch_function(scale, (tensor,), tensor, by=by)
    return tensor * by


print(scale(torch.ones(2)), type(scale(a)).__name__)
