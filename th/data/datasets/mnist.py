"""MNIST and its relatives, in their original file format."""

import gzip
import math
import os

import numpy as np

from th.data.datasets.download import download_url
from th.data.datasets.vision import VisionDataset
from th.data.transforms.conversion import pil
from th.errors import FileFormatError
from th.tensor import from_numpy

__all__ = ["FashionMNIST", "KMNIST", "MNIST", "read_idx"]

_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(path):
    """The array in a file of MNIST's format (IDX), packed with gzip or not.

    Raises:
        FileFormatError: when it is none, or too short
    """
    with open(path, "rb") as file:
        raw = file.read()
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError) as err:
            raise FileFormatError(f"{path}: {err}; the file is damaged: remove it and download it again") from None
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] not in _TYPES or not raw[3]:
        raise FileFormatError(f"{path} is no IDX file: it begins with {raw[:4]!r}")
    ndim = raw[3]
    shape = tuple(int(n) for n in np.frombuffer(raw, ">u4", ndim, 4)) if len(raw) >= 4 + 4 * ndim else ()
    dtype = np.dtype(_TYPES[raw[2]])
    start, count = 4 + 4 * ndim, math.prod(shape)
    if not shape or len(raw) < start + count * dtype.itemsize:
        raise FileFormatError(f"{path} is too short: it says {shape}, but has {len(raw)} bytes")
    array = np.frombuffer(raw, dtype, count, start).reshape(shape)
    return array.astype(dtype.newbyteorder("="))


class MNIST(VisionDataset):
    """70 000 handwritten digits of 28x28 pixels; a sample is a pair (PIL picture, digit).

    Args:
        root (str): a folder that holds ``MNIST/raw/train-images-idx3-ubyte`` and the other files, packed with gzip or not
        train (bool): the 60 000 for training, or the 10 000 for the test
        transform (callable): applied to each picture
        target_transform (callable): applied to each digit
        download (bool): fetch what is not there
    Raises:
        FileFormatError: when the files are not there, or damaged
    Source:
        LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, 1998
    """

    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    classes = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven",
               "8 - eight", "9 - nine"]

    def __init__(self, root, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        part = "train" if train else "t10k"
        self.data = from_numpy(read_idx(self._found(f"{part}-images-idx3-ubyte")))
        self.targets = from_numpy(read_idx(self._found(f"{part}-labels-idx1-ubyte")).astype(np.int64))
        if len(self.data) != len(self.targets):
            raise FileFormatError(f"{self.raw_folder}: {len(self.data)} pictures, but {len(self.targets)} labels")

    @property
    def raw_folder(self):
        """The folder of the files."""
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def class_to_idx(self):
        """The number of each class by its name."""
        return {name: number for number, name in enumerate(self.classes)}

    def _found(self, name):
        for folder in (self.raw_folder, self.root):
            for path in (os.path.join(folder, name), os.path.join(folder, name + ".gz")):
                if os.path.isfile(path):
                    return path
        raise FileFormatError(
            f"Dataset not found: there is no {name} in {self.raw_folder}. You can use download=True to download it"
        )

    def download(self):
        """Fetches the files that are not there."""
        for name, md5 in self.resources:
            if not os.path.isfile(os.path.join(self.raw_folder, name[:-3])):
                download_url([mirror + name for mirror in self.mirrors], self.raw_folder, name, md5)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        picture = pil().fromarray(self.data[index].numpy())
        return self._transformed(picture, int(self.targets[index]))

    def extra_repr(self):
        """Which part this is."""
        return f"Split: {'Train' if self.train else 'Test'}"


class FashionMNIST(MNIST):
    """70 000 pictures of clothes of 28x28 pixels, in MNIST's format.

    Args:
        root (str): a folder that holds ``FashionMNIST/raw/...``
        train (bool): the 60 000 for training, or the 10 000 for the test
        transform, target_transform (callable): applied to each picture, each number
        download (bool): fetch what is not there
    Source:
        Xiao, Rasul and Vollgraf, Fashion-MNIST, 2017
    """

    mirrors = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ]
    classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


class KMNIST(MNIST):
    """70 000 handwritten hiragana of 28x28 pixels, in MNIST's format.

    Args:
        root (str): a folder that holds ``KMNIST/raw/...``
        train (bool): the 60 000 for training, or the 10 000 for the test
        transform, target_transform (callable): applied to each picture, each number
        download (bool): fetch what is not there
    """

    mirrors = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    ]
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]
