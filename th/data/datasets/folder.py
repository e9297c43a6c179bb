"""Pictures in folders, one for each class."""

import os

from th.data.datasets.vision import VisionDataset
from th.data.transforms.conversion import pil
from th.errors import ArgumentError, FileFormatError

__all__ = ["DatasetFolder", "IMG_EXTENSIONS", "ImageFolder", "default_loader"]

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def default_loader(path):
    """The picture of a file, in colour."""
    with open(path, "rb") as file:
        try:
            return pil().open(file).convert("RGB")
        except OSError as err:
            raise FileFormatError(f"{path} is no picture, or damaged: {err}") from None


class DatasetFolder(VisionDataset):
    """Files in folders, one for each class: ``root/cat/1.ext``; a sample is a pair (what `loader` gives, class).

    Args:
        root (str): the folder of the classes' folders
        loader (callable): reads a file
        extensions (tuple of str): which files; or give `is_valid_file`
        transform (callable): applied to each sample
        target_transform (callable): applied to each class
        is_valid_file (callable): says of a path whether it is a sample
        allow_empty (bool): let classes have no file
    Raises:
        FileFormatError: when there is no class, or one has no file
    """

    def __init__(self, root, loader, extensions=None, transform=None, target_transform=None, is_valid_file=None,
                 allow_empty=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        if (extensions is None) == (is_valid_file is None):
            raise ArgumentError("Both extensions and is_valid_file cannot be None or not None at the same time")
        self.loader, self.extensions = loader, extensions
        self.classes, self.class_to_idx = self.find_classes(self.root)
        self.samples = self._samples(is_valid_file or self._has_extension, allow_empty)
        self.targets = [target for _, target in self.samples]

    def _has_extension(self, path):
        return path.lower().endswith(self.extensions)

    def find_classes(self, directory):
        """The names of the classes, sorted, and their numbers."""
        try:
            classes = sorted(entry.name for entry in os.scandir(directory) if entry.is_dir())
        except FileNotFoundError:
            raise FileFormatError(f"there is no folder {directory}") from None
        if not classes:
            raise FileFormatError(f"Couldn't find any class folder in {directory}.")
        return classes, {name: number for number, name in enumerate(classes)}

    def _samples(self, is_sample, allow_empty):
        found = []
        for name, number in self.class_to_idx.items():
            before = len(found)
            for folder, _, files in sorted(os.walk(os.path.join(self.root, name), followlinks=True)):
                paths = (os.path.join(folder, file) for file in sorted(files))
                found.extend((path, number) for path in paths if is_sample(path))
            if len(found) == before and not allow_empty:
                known = "" if self.extensions is None else f" Supported extensions are: {', '.join(self.extensions)}"
                raise FileFormatError(f"Found no valid file for the classes {name}.{known}")
        return found

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, target = self.samples[index]
        return self._transformed(self.loader(path), target)


class ImageFolder(DatasetFolder):
    """Pictures in folders, one for each class: ``root/cat/1.png``; a sample is a pair (PIL picture, class).

    Args:
        root (str): the folder of the classes' folders
        transform (callable): applied to each picture
        target_transform (callable): applied to each class
        loader (callable): reads a file
        is_valid_file (callable): says of a path whether it is a sample
        allow_empty (bool): let classes have no file
    Raises:
        FileFormatError: when there is no class, or one has no picture
    """

    def __init__(self, root, transform=None, target_transform=None, loader=default_loader, is_valid_file=None,
                 allow_empty=False):
        super().__init__(root, loader, None if is_valid_file else IMG_EXTENSIONS, transform, target_transform,
                         is_valid_file, allow_empty)
        self.imgs = self.samples
