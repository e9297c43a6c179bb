"""The handwritten digits that come with scikit-learn."""

import numpy as np

from th.data.dataset import Dataset
from th.errors import MissingPackageError
from th.tensor.tensor import new_tensor

__all__ = ["Digits"]

_HELD_OUT = 5  # every fifth picture: the last ones of the file are by other writers than the first


class Digits(Dataset):
    """1797 handwritten digits of 8x8 pixels, from scikit-learn: no network needed.

    A sample is a pair (picture 1x8x8 in [0, 1], digit). 1438 are for training; every fifth is held out.

    Args:
        train (bool): the training part, or with False the held out one
        transform (callable): applied to each picture
        target_transform (callable): applied to each digit
    Raises:
        MissingPackageError: when scikit-learn is not installed
    Example:
        >>> digits = data.datasets.Digits(train=False)
        >>> picture, digit = digits[0]
        >>> len(digits), picture.shape, digit
        (359, torch.Size([1, 8, 8]), 4)
    """

    classes = [str(n) for n in range(10)]

    def __init__(self, train=True, transform=None, target_transform=None):
        pictures, digits = _load()
        held_out = np.arange(len(digits)) % _HELD_OUT == _HELD_OUT - 1
        chosen = ~held_out if train else held_out
        self.train = train
        self.transform = transform
        self.target_transform = target_transform
        self.data = new_tensor((pictures[chosen] / 16).astype(np.float32)[:, None])
        self.targets = new_tensor(digits[chosen].astype(np.int64))

    @property
    def class_to_idx(self):
        """The number of each class by its name."""
        return {name: number for number, name in enumerate(self.classes)}

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, index):
        picture, digit = self.data[index], int(self.targets[index])
        if self.transform is not None:
            picture = self.transform(picture)
        if self.target_transform is not None:
            digit = self.target_transform(digit)
        return picture, digit

    def _collated(self, indices):
        if self.transform is not None or self.target_transform is not None:
            return None
        return [self.data[indices], self.targets[indices]]

    def __repr__(self):
        return f"Dataset Digits\n    Number of datapoints: {len(self)}\n    Split: {'Train' if self.train else 'Test'}"


def _load():
    """The pictures (values 0 to 16) and what they show."""
    try:
        from sklearn.datasets import load_digits  # 0.6 s
    except ImportError:
        raise MissingPackageError(
            "the digits come with scikit-learn, which is not installed: pip install scikit-learn"
        ) from None
    found = load_digits()
    return found.images, found.target
