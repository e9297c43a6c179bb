"""What the transforms that draw share: the generator's numbers, and changes made now and then."""

from th.data.transforms.fixed import Transform
from th.tensor import empty, rand, randint

__all__ = ["Sometimes", "uniform", "whole"]


def uniform(low, high):
    """A number between two, drawn as torchvision draws it."""
    return empty(1).uniform_(float(low), float(high)).item()


def whole(low, high):
    """A whole number from `low` up to, not including, `high`."""
    return int(randint(low, high, (1,)).item())


class Sometimes(Transform):
    """One change, made with probability `p`."""

    _shown = ("p",)
    _change = None

    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, img):
        return self._change(img) if rand(1).item() < self.p else img
