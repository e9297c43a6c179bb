"""CIFAR-10 and CIFAR-100, in their original file format."""

import os
import pickle

import numpy as np

from th.data.datasets.download import check_integrity, download_and_extract_archive
from th.data.datasets.vision import VisionDataset
from th.data.transforms.conversion import pil
from th.errors import FileFormatError

__all__ = ["CIFAR10", "CIFAR100"]


class _Plain(pickle.Unpickler):
    """Reads arrays and containers, and refuses code."""

    def find_class(self, module, name):
        known = {("numpy", "ndarray"), ("numpy", "dtype")}
        if name == "_reconstruct" and module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            return np._core.multiarray._reconstruct
        if (module, name) in known:
            return getattr(np, name)
        if (module, name) == ("_codecs", "encode"):
            import codecs

            return codecs.encode
        raise FileFormatError(f"a CIFAR file holds arrays only, this one wants {module}.{name}: it is not opened")


def _entries(path):
    try:
        with open(path, "rb") as file:
            found = _Plain(file, encoding="latin1").load()
    except FileNotFoundError:
        raise FileFormatError(
            f"Dataset not found or corrupted: there is no {path}. You can use download=True to download it"
        ) from None
    except (pickle.UnpicklingError, EOFError, ValueError, UnicodeDecodeError) as err:
        raise FileFormatError(f"{path} is damaged: {err}; remove it and download it again") from None
    if not isinstance(found, dict):
        raise FileFormatError(f"{path} is no CIFAR file: it holds a {type(found).__name__}")
    return found


class CIFAR10(VisionDataset):
    """60 000 colour pictures of 32x32 pixels in 10 classes; a sample is a pair (PIL picture, class).

    Args:
        root (str): a folder that holds ``cifar-10-batches-py/data_batch_1`` and the other files
        train (bool): the 50 000 for training, or the 10 000 for the test
        transform (callable): applied to each picture
        target_transform (callable): applied to each class
        download (bool): fetch what is not there
    Raises:
        FileFormatError: when the files are not there, or damaged
    Source:
        Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009
    """

    base_folder = "cifar-10-batches-py"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    filename = "cifar-10-python.tar.gz"
    tgz_md5 = "c58f30108f718f92721af3b95e74349a"
    train_list = [f"data_batch_{n}" for n in range(1, 6)]
    test_list = ["test_batch"]
    meta = ("batches.meta", "label_names")
    labels = "labels"

    def __init__(self, root, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        pictures, self.targets = [], []
        for name in self.train_list if train else self.test_list:
            entry = _entries(os.path.join(self.root, self.base_folder, name))
            if "data" not in entry or self.labels not in entry:
                raise FileFormatError(f"{name} has no 'data' and '{self.labels}' in it, but {sorted(entry)}")
            pictures.append(np.asarray(entry["data"], np.uint8).reshape(-1, 3, 32, 32))
            self.targets.extend(entry[self.labels])
        self.data = np.ascontiguousarray(np.concatenate(pictures).transpose(0, 2, 3, 1))
        file, key = self.meta
        self.classes = _entries(os.path.join(self.root, self.base_folder, file))[key]
        self.class_to_idx = {name: number for number, name in enumerate(self.classes)}

    def download(self):
        """Fetches and unpacks the archive, unless the files are there."""
        names = (*self.train_list, *self.test_list, self.meta[0])
        if not all(check_integrity(os.path.join(self.root, self.base_folder, name)) for name in names):
            download_and_extract_archive(self.url, self.root, filename=self.filename, md5=self.tgz_md5)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self._transformed(pil().fromarray(self.data[index]), int(self.targets[index]))

    def extra_repr(self):
        """Which part this is."""
        return f"Split: {'Train' if self.train else 'Test'}"


class CIFAR100(CIFAR10):
    """60 000 colour pictures of 32x32 pixels in 100 classes.

    Args:
        root (str): a folder that holds ``cifar-100-python/train`` and the other files
        train (bool): the 50 000 for training, or the 10 000 for the test
        transform, target_transform (callable): applied to each picture, each class
        download (bool): fetch what is not there
    """

    base_folder = "cifar-100-python"
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    filename = "cifar-100-python.tar.gz"
    tgz_md5 = "eb9058c3a382ffc7106e4002c42a8d85"
    train_list = ["train"]
    test_list = ["test"]
    meta = ("meta", "fine_label_names")
    labels = "fine_labels"
