"""Data sets by name, as in torchvision."""

from th.data.datasets.cifar import CIFAR10, CIFAR100
from th.data.datasets.digits import Digits
from th.data.datasets.fake import FakeData
from th.data.datasets.folder import DatasetFolder, ImageFolder
from th.data.datasets.mnist import KMNIST, MNIST, FashionMNIST
from th.data.datasets.vision import VisionDataset

__all__ = ["CIFAR10", "CIFAR100", "DatasetFolder", "Digits", "FakeData", "FashionMNIST", "ImageFolder", "KMNIST", "MNIST",
           "VisionDataset"]
