"""Pictures of noise, to try things on."""

from th.data.datasets.vision import VisionDataset
from th.data.transforms.conversion import to_pil_image
from th.errors import DimensionError
from th.tensor import Generator, randint, randn

__all__ = ["FakeData"]


class FakeData(VisionDataset):
    """Random pictures with random classes, the same at each run.

    Args:
        size (int): how many
        image_size (tuple): (channels, height, width)
        num_classes (int): how many classes
        transform (callable): applied to each PIL picture
        target_transform (callable): applied to each class
        random_offset (int): another series
    Example:
        >>> picture, target = data.datasets.FakeData(size=2, image_size=(3, 4, 4))[0]
        >>> picture.size
        (4, 4)
    """

    def __init__(self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None,
                 random_offset=0):
        super().__init__(transform=transform, target_transform=target_transform)
        self.size, self.image_size, self.num_classes = size, image_size, num_classes
        self.random_offset = random_offset

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= len(self):
            raise DimensionError(f"{type(self).__name__} index out of range: {index} of {len(self)}")
        generator = Generator().manual_seed(index + self.random_offset)
        picture = randn(*self.image_size, generator=generator)
        target = randint(0, self.num_classes, (1,), generator=generator)
        return self._transformed(to_pil_image(picture), int(target))
