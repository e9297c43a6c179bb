"""Transforms that draw what pixels show, in torchvision's order."""

import math

from th.data.transforms import functional as F
from th.data.transforms.conversion import size_of
from th.data.transforms.draws import Sometimes, uniform, whole
from th.data.transforms.fixed import Transform
from th.data.transforms.geometry import pair_of
from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import empty, float64, rand, randperm, tensor

__all__ = [
    "ColorJitter", "GaussianBlur", "RandomAdjustSharpness", "RandomAutocontrast", "RandomEqualize", "RandomErasing",
    "RandomGrayscale", "RandomInvert", "RandomPosterize", "RandomSolarize",
]


class RandomInvert(Sometimes):
    """The negative of a picture with probability `p`."""

    def _change(self, img):
        return F.invert(img)


class RandomEqualize(Sometimes):
    """Spreads the grey values of a picture with probability `p`."""

    def _change(self, img):
        return F.equalize(img)


class RandomAutocontrast(Sometimes):
    """Stretches the range of a picture with probability `p`."""

    def _change(self, img):
        return F.autocontrast(img)


class RandomGrayscale(Sometimes):
    """A picture in grey, in as many channels, with probability `p`."""

    def __init__(self, p=0.1):
        super().__init__(p)

    def _change(self, img):
        return F.rgb_to_grayscale(img, size_of(img)[0])


class RandomPosterize(Sometimes):
    """Takes bits of colour away with probability `p`.

    Args:
        bits (int): how many are left
        p (float): how often
    """

    _shown = ("bits", "p")
    _between = ","  # as torchvision prints it

    def __init__(self, bits, p=0.5):
        super().__init__(p)
        self.bits = bits

    def _change(self, img):
        return F.posterize(img, self.bits)


class RandomSolarize(Sometimes):
    """Inverts the bright pixels with probability `p`.

    Args:
        threshold (float): from which on
        p (float): how often
    """

    _shown = ("threshold", "p")
    _between = ","  # as torchvision prints it

    def __init__(self, threshold, p=0.5):
        super().__init__(p)
        self.threshold = threshold

    def _change(self, img):
        return F.solarize(img, self.threshold)


class RandomAdjustSharpness(Sometimes):
    """Makes a picture sharper or softer with probability `p`.

    Args:
        sharpness_factor (float): below 1 softer, above 1 sharper
        p (float): how often
    """

    _shown = ("sharpness_factor", "p")
    _between = ","  # as torchvision prints it

    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def _change(self, img):
        return F.adjust_sharpness(img, self.sharpness_factor)


class ColorJitter(Transform):
    """Changes brightness, contrast, saturation and hue at random, in random order.

    Args:
        brightness, contrast, saturation (float or pair): the factor is in [1 - x, 1 + x], or in the range given
        hue (float or pair): the turn is in [-x, x], or in the range given; at most 0.5
    """

    _shown = ("brightness", "contrast", "saturation", "hue")

    def __init__(self, brightness=0, contrast=0, saturation=0, hue=0):
        self.brightness = self._range("brightness", brightness)
        self.contrast = self._range("contrast", contrast)
        self.saturation = self._range("saturation", saturation)
        self.hue = self._range("hue", hue, centre=0, low=-0.5, high=0.5)

    @staticmethod
    def _range(name, value, centre=1, low=0.0, high=math.inf):
        if isinstance(value, int | float):
            if value < 0:
                raise ArgumentError(f"If {name} is a single number, it must be non negative; it is {value}")
            value = [centre - float(value), centre + float(value)]
            value[0] = max(value[0], low) if centre else value[0]
        elif len(value) != 2:
            raise ArgumentTypeError(f"{name} should be a single number or a list/tuple with length 2.")
        if not low <= value[0] <= value[1] <= high:
            raise ArgumentError(f"{name} values should be between {low} and {high}, but got {tuple(value)}.")
        return None if value[0] == value[1] == centre else tuple(map(float, value))

    def __call__(self, img):
        order = randperm(4).tolist()
        ranges = (self.brightness, self.contrast, self.saturation, self.hue)
        factors = [None if r is None else uniform(*r) for r in ranges]
        changes = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for place in order:
            if factors[place] is not None:
                img = changes[place](img, factors[place])
        return img


class GaussianBlur(Transform):
    """A picture blurred by a Gaussian of random width.

    Args:
        kernel_size (int or pair): odd
        sigma (float or pair): in pixels, or from and to
    """

    _shown = ("kernel_size", "sigma")

    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        self.kernel_size = pair_of("kernel_size", kernel_size)
        if any(k <= 0 or k % 2 == 0 for k in self.kernel_size):
            raise ArgumentError(f"Kernel size value should be an odd and positive number; it is {kernel_size}")
        self.sigma = (sigma, sigma) if isinstance(sigma, int | float) else tuple(sigma)
        if not 0 < self.sigma[0] <= self.sigma[1]:
            raise ArgumentError(f"sigma values should be positive and of the form (min, max). Got {self.sigma}")

    def __call__(self, img):
        sigma = uniform(*self.sigma)
        return F.gaussian_blur(img, self.kernel_size, [sigma, sigma])


class RandomErasing(Transform):
    """Replaces a random rectangle of a tensor picture with probability `p`.

    Args:
        p (float): how often
        scale (pair): the share of the area, from and to
        ratio (pair): height over width, from and to
        value (number, sequence or "random"): what it shows
        inplace (bool): write into the tensor
    Source:
        Zhong et al., Random Erasing Data Augmentation, 2017
    """

    _shown = ("p", "scale", "ratio", "value", "inplace")

    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False):
        if isinstance(value, str) and value != "random":
            raise ArgumentError(f"If value is str, it should be 'random'; it is {value!r}")
        if not 0 <= scale[0] <= scale[1] <= 1:
            raise ArgumentError(f"Scale should be between 0 and 1; `scale` is {scale}")
        if not 0 <= p <= 1:
            raise ArgumentError(f"Random erasing probability should be between 0 and 1; `p` is {p}")
        self.p, self.scale, self.ratio, self.value, self.inplace = p, scale, ratio, value, inplace

    def __call__(self, img):
        if rand(1).item() >= self.p:
            return img
        channels, height, width = size_of(img)
        low, high = (float(v) for v in tensor([math.log(r) for r in self.ratio]).tolist())
        for _ in range(10):
            area = height * width * uniform(*self.scale)
            shape = math.exp(uniform(low, high))
            h, w = int(round(math.sqrt(area * shape))), int(round(math.sqrt(area / shape)))
            if not (h < height and w < width):
                continue
            value = self._filling(channels, h, w)
            return F.erase(img, whole(0, height - h + 1), whole(0, width - w + 1), h, w, value, self.inplace)
        return img

    def _filling(self, channels, h, w):
        if self.value == "random":
            return empty(channels, h, w).normal_()
        if isinstance(self.value, int | float):
            return self.value
        return tensor(self.value, dtype=float64).reshape(-1, 1, 1)
