"""What data sets of pictures share: a folder, transforms, and how they print."""

import os

from th.data.dataset import Dataset
from th.errors import ArgumentError

__all__ = ["VisionDataset", "check_split"]


def check_split(name, value, known):
    """Raises unless `value` is one of the names known."""
    if value not in known:
        raise ArgumentError(f"Unknown value '{value}' for argument {name}. Valid values are {sorted(known)}.")
    return value


class VisionDataset(Dataset):
    """The base of data sets of pictures.

    Args:
        root (str): the folder
        transforms (callable): ``f(picture, target)`` -> both, instead of the next two
        transform (callable): applied to each picture
        target_transform (callable): applied to each target
    Raises:
        ArgumentError: when both ways are used
    """

    _repr_indent = 4

    def __init__(self, root=None, transforms=None, transform=None, target_transform=None):
        self.root = os.path.expanduser(root) if isinstance(root, str) else root
        if transforms is not None and (transform is not None or target_transform is not None):
            raise ArgumentError("Only transforms or transform/target_transform can be passed as argument")
        self.transform = transform
        self.target_transform = target_transform
        self.transforms = transforms

    def _transformed(self, picture, target):
        if self.transforms is not None:
            return self.transforms(picture, target)
        if self.transform is not None:
            picture = self.transform(picture)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return picture, target

    def extra_repr(self):
        """A line of `repr` that a subclass adds."""
        return ""

    def __repr__(self):
        body = [f"Number of datapoints: {len(self)}"]
        if self.root is not None:
            body.append(f"Root location: {self.root}")
        body += self.extra_repr().splitlines()
        if self.transform is not None or self.target_transform is not None:
            lines = _indented("Transform: ", self.transform) + _indented("Target transform: ", self.target_transform)
            body.append("\n".join(["StandardTransform", *lines]))  # only the first is indented, as torchvision has it
        return "\n".join([f"Dataset {type(self).__name__}"] + [" " * self._repr_indent + line for line in body])


def _indented(head, transform):
    if transform is None:
        return []
    lines = str(transform).splitlines()
    return [head + lines[0]] + [" " * len(head) + line for line in lines[1:]]
