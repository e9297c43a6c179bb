"""Transforms that draw nothing."""

import math

import numpy as np

from th.data.transforms import functional as F
from th.data.transforms.geometry import InterpolationMode, pair_of
from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import Tensor, from_numpy, get_default_dtype

__all__ = ["CenterCrop", "Compose", "ConvertImageDtype", "FiveCrop", "Grayscale", "Lambda",
           "LinearTransformation", "Normalize", "PILToTensor", "Pad", "Resize", "TenCrop", "ToDtype", "ToImage", "ToPILImage", "ToTensor", "Transform", "listed"]


class Transform:
    """The base: a subclass defines ``__call__(img)`` and names its settings for `repr`."""

    _shown = ()
    _between = ", "

    def __call__(self, img):
        raise NotImplementedError(f"{type(self).__name__} is a transform without __call__; define it")

    def forward(self, img):
        """The same as calling it."""
        return self(img)

    def __repr__(self):
        settings = self._between.join(f"{name}={_text(getattr(self, name))}" for name in self._shown)
        return f"{type(self).__name__}({settings})"


def _text(value):
    return value.value if isinstance(value, InterpolationMode) else value


class Compose(Transform):
    """Transforms one after the other.

    Args:
        transforms (list of callable): applied in this order
    Example:
        >>> scale = data.transforms.Compose([data.transforms.ToTensor(), data.transforms.Normalize((0.5,), (0.5,))])
        >>> scale(np.full((1, 1), 255, np.uint8))
        tensor([[[1.]]])
    """

    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self):
        return listed(self, self.transforms)


def listed(transform, parts):
    """The `repr` of a transform of others, one to a line."""
    return "\n    ".join([f"{type(transform).__name__}(", *map(str, parts)]) + "\n)"


class ToTensor(Transform):
    """A PIL picture or an array (height, width, channels) as a tensor (channels, height, width), bytes in [0, 1]."""

    def __call__(self, img):
        return F.to_tensor(img)


class PILToTensor(Transform):
    """A PIL picture as a tensor (channels, height, width) of the same numbers."""

    def __call__(self, img):
        return F.pil_to_tensor(img)


class ToPILImage(Transform):
    """A tensor (channels, height, width) or an array (height, width, channels) as a PIL picture.

    Args:
        mode (str): PIL's name of the colour space; by the number of channels by default
    """

    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, img):
        return F.to_pil_image(img, self.mode)

    def __repr__(self):
        return f"ToPILImage({'' if self.mode is None else f'mode={self.mode}'})"


class ConvertImageDtype(Transform):
    """A tensor picture in another dtype, its range scaled.

    Args:
        dtype (dtype): the new one
    """

    def __init__(self, dtype=None):
        self.dtype = get_default_dtype() if dtype is None else dtype

    def __call__(self, img):
        return F.convert_image_dtype(img, self.dtype)

    def __repr__(self):
        return "ConvertImageDtype()"


class ToImage(Transform):
    """A PIL picture or an array (height, width, channels) as a tensor (channels, height, width) of the same numbers.

    Example:
        >>> data.transforms.ToImage()(np.zeros((2, 5, 3), np.uint8)).shape
        torch.Size([3, 2, 5])
    """

    def __call__(self, img):
        if not isinstance(img, np.ndarray):
            return img if isinstance(img, Tensor) else F.pil_to_tensor(img)
        array = img[:, :, None] if img.ndim == 2 else img
        return from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))


class ToDtype(Transform):
    """A tensor picture in another dtype.

    Args:
        dtype (dtype): the new one
        scale (bool): scale its range too: floats in [0, 1], integers up to their largest
    Example:
        >>> data.transforms.ToDtype(torch.float32, scale=True)(torch.full((1, 1, 1), 255, dtype=torch.uint8))
        tensor([[[1.]]])
    """

    _shown = ("scale",)

    def __init__(self, dtype, scale=False):
        self.dtype, self.scale = dtype, scale

    def __call__(self, img):
        return F.convert_image_dtype(img, self.dtype) if self.scale else img.to(self.dtype)


class Normalize(Transform):
    """(x - mean) / std, channel by channel.

    Args:
        mean, std (sequence): a number for each channel
        inplace (bool): write into the tensor
    """

    _shown = ("mean", "std")

    def __init__(self, mean, std, inplace=False):
        self.mean, self.std, self.inplace = mean, std, inplace

    def __call__(self, img):
        return F.normalize(img, self.mean, self.std, self.inplace)


class Resize(Transform):
    """A picture in another size.

    Args:
        size (int or pair): (height, width), or the shorter side
        interpolation (InterpolationMode): how pixels are found
        max_size (int): no side gets longer than this
        antialias (bool): average over the pixels that become one
    """

    _shown = ("size", "interpolation", "max_size", "antialias")

    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
        if not isinstance(size, int | tuple | list):
            raise ArgumentTypeError(f"Size should be int or sequence. Got {type(size)}")
        self.size, self.interpolation, self.max_size, self.antialias = size, interpolation, max_size, antialias

    def __call__(self, img):
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class CenterCrop(Transform):
    """The middle of a picture.

    Args:
        size (int or pair): (height, width)
    """

    _shown = ("size",)

    def __init__(self, size):
        self.size = pair_of("size", size)

    def __call__(self, img):
        return F.center_crop(img, self.size)


class FiveCrop(CenterCrop):
    """The four corners and the middle of a picture.

    Args:
        size (int or pair): (height, width)
    """

    def __call__(self, img):
        return F.five_crop(img, self.size)


class TenCrop(Transform):
    """The five crops of a picture and of its mirror image.

    Args:
        size (int or pair): (height, width)
        vertical_flip (bool): mirror top to bottom
    """

    _shown = ("size", "vertical_flip")

    def __init__(self, size, vertical_flip=False):
        self.size, self.vertical_flip = pair_of("size", size), vertical_flip

    def __call__(self, img):
        return F.ten_crop(img, self.size, self.vertical_flip)


class Pad(Transform):
    """A picture with a border.

    Args:
        padding (int or sequence): for all sides, (left and right, top and bottom), or (left, top, right, bottom)
        fill (number or tuple): what a constant border shows
        padding_mode (str): "constant", "edge", "reflect" or "symmetric"
    """

    _shown = ("padding", "fill", "padding_mode")

    def __init__(self, padding, fill=0, padding_mode="constant"):
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def __call__(self, img):
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class Grayscale(Transform):
    """A colour picture in grey.

    Args:
        num_output_channels (int): 1 or 3
    """

    _shown = ("num_output_channels",)

    def __init__(self, num_output_channels=1):
        self.num_output_channels = num_output_channels

    def __call__(self, img):
        return F.rgb_to_grayscale(img, self.num_output_channels)


class Lambda(Transform):
    """A function of your own as a transform.

    Args:
        lambd (callable): what is applied
    """

    def __init__(self, lambd):
        if not callable(lambd):
            raise ArgumentTypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class LinearTransformation(Transform):
    """A picture as one row, less a mean and times a matrix: for whitening.

    Args:
        transformation_matrix (d, d): d is the number of elements of a picture
        mean_vector (d): subtracted first
    Raises:
        ArgumentError: when the two, or a picture, do not fit together
    Example:
        >>> whiten = data.transforms.LinearTransformation(torch.eye(3) * 2, torch.ones(3))
        >>> whiten(torch.tensor([[[1.0, 2.0, 3.0]]]))
        tensor([[[0., 2., 4.]]])
    """

    def __init__(self, transformation_matrix, mean_vector):
        rows, columns = transformation_matrix.shape
        if rows != columns:
            raise ArgumentError(f"transformation_matrix should be square. Got {(rows, columns)} rectangular matrix.")
        if mean_vector.shape[0] != rows:
            raise ArgumentError(
                f"mean_vector should have the same length {mean_vector.shape[0]} as any one of the dimensions of the "
                f"transformation_matrix [{(rows, columns)}]"
            )
        if transformation_matrix.device != mean_vector.device:
            raise ArgumentError(
                f"Input tensors should be on the same device. Got {transformation_matrix.device} and {mean_vector.device}"
            )
        if transformation_matrix.dtype != mean_vector.dtype:
            raise ArgumentError(
                f"Input tensors should have the same dtype. Got {transformation_matrix.dtype} and {mean_vector.dtype}"
            )
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def __call__(self, img):
        size, wanted = math.prod(img.shape[-3:]), len(self.mean_vector)
        if size != wanted:
            raise ArgumentError(
                "Input tensor and transformation matrix have incompatible shape."
                f"[{' x '.join(map(str, img.shape[-3:]))}] != {wanted}"
            )
        rows = img.reshape(-1, size) - self.mean_vector
        return (rows @ self.transformation_matrix.to(rows.dtype)).reshape(img.shape)

    def __repr__(self):
        matrix, mean = self.transformation_matrix.tolist(), self.mean_vector.tolist()
        return f"{type(self).__name__}(transformation_matrix={matrix}, mean_vector={mean})"
