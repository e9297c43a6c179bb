"""Transforms that draw, from the generator of tensors and in torchvision's order."""

import math

from th.data.transforms import functional as F  # noqa: N812 - its usual name
from th.data.transforms.conversion import size_of
from th.data.transforms.fixed import Transform
from th.data.transforms.geometry import InterpolationMode, pair_of
from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.tensor import empty, float64, rand, randint, randperm, tensor

__all__ = [
    "ColorJitter", "GaussianBlur", "RandomAdjustSharpness", "RandomAffine", "RandomApply", "RandomAutocontrast",
    "RandomChoice", "RandomCrop", "RandomEqualize", "RandomErasing", "RandomGrayscale", "RandomHorizontalFlip",
    "RandomInvert", "RandomOrder", "RandomPerspective", "RandomPosterize", "RandomResizedCrop", "RandomRotation",
    "RandomSolarize", "RandomVerticalFlip",
]


def _uniform(low, high):
    return empty(1).uniform_(float(low), float(high)).item()


def _whole(low, high):
    return int(randint(low, high, (1,)).item())


class _Sometimes(Transform):
    """One change, made with probability `p`."""

    _shown = ("p",)
    _change = None

    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, img):
        return self._change(img) if rand(1).item() < self.p else img


class RandomHorizontalFlip(_Sometimes):
    """Mirrors a picture left to right with probability `p`.

    Args:
        p (float): how often
    Example:
        >>> data.transforms.RandomHorizontalFlip(p=1.0)(torch.arange(3.0).reshape(1, 1, 3))
        tensor([[[2., 1., 0.]]])
    """

    def _change(self, img):
        return F.hflip(img)


class RandomVerticalFlip(_Sometimes):
    """Mirrors a picture top to bottom with probability `p`."""

    def _change(self, img):
        return F.vflip(img)


class RandomInvert(_Sometimes):
    """The negative of a picture with probability `p`."""

    def _change(self, img):
        return F.invert(img)


class RandomEqualize(_Sometimes):
    """Spreads the grey values of a picture with probability `p`."""

    def _change(self, img):
        return F.equalize(img)


class RandomAutocontrast(_Sometimes):
    """Stretches the range of a picture with probability `p`."""

    def _change(self, img):
        return F.autocontrast(img)


class RandomGrayscale(_Sometimes):
    """A picture in grey, in as many channels, with probability `p`."""

    def __init__(self, p=0.1):
        super().__init__(p)

    def _change(self, img):
        return F.rgb_to_grayscale(img, size_of(img)[0])


class RandomPosterize(_Sometimes):
    """Takes bits of colour away with probability `p`.

    Args:
        bits (int): how many are left
        p (float): how often
    """

    _shown = ("bits", "p")

    def __init__(self, bits, p=0.5):
        super().__init__(p)
        self.bits = bits

    def _change(self, img):
        return F.posterize(img, self.bits)


class RandomSolarize(_Sometimes):
    """Inverts the bright pixels with probability `p`.

    Args:
        threshold (float): from which on
        p (float): how often
    """

    _shown = ("threshold", "p")

    def __init__(self, threshold, p=0.5):
        super().__init__(p)
        self.threshold = threshold

    def _change(self, img):
        return F.solarize(img, self.threshold)


class RandomAdjustSharpness(_Sometimes):
    """Makes a picture sharper or softer with probability `p`.

    Args:
        sharpness_factor (float): below 1 softer, above 1 sharper
        p (float): how often
    """

    _shown = ("sharpness_factor", "p")

    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def _change(self, img):
        return F.adjust_sharpness(img, self.sharpness_factor)


class RandomApply(Transform):
    """Applies all of some transforms with probability `p`, or none.

    Args:
        transforms (list of callable): applied in this order
        p (float): how often
    """

    def __init__(self, transforms, p=0.5):
        self.transforms, self.p = transforms, p

    def __call__(self, img):
        if self.p < rand(1).item():
            return img
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self):
        lines = "".join(f"\n    {transform}" for transform in self.transforms)
        return f"{type(self).__name__}(\n    p={self.p}{lines}\n)"


class RandomChoice(Transform):
    """Applies one of some transforms.

    Args:
        transforms (list of callable): to choose from
        p (list of float): how often each
    """

    _shown = ("transforms", "p")

    def __init__(self, transforms, p=None):
        self.transforms, self.p = transforms, p

    def __call__(self, img):
        import random  # torchvision's own choice of generator here

        return random.choices(self.transforms, weights=self.p)[0](img)


class RandomOrder(Transform):
    """Applies transforms in random order.

    Args:
        transforms (list of callable): all are applied
    """

    _shown = ("transforms",)

    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        import random  # torchvision's own choice of generator here

        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for place in order:
            img = self.transforms[place](img)
        return img


class RandomCrop(Transform):
    """A part of a picture, anywhere in it.

    Args:
        size (int or pair): (height, width)
        padding (int or sequence): a border made first
        pad_if_needed (bool): make a border where the picture is too small
        fill (number): what a constant border shows
        padding_mode (str): "constant", "edge", "reflect" or "symmetric"
    """

    _shown = ("size", "padding")

    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        self.size = pair_of("size", size)
        self.padding, self.pad_if_needed, self.fill, self.padding_mode = padding, pad_if_needed, fill, padding_mode

    @staticmethod
    def get_params(img, output_size):
        """Where to crop: (top, left, height, width)."""
        _, h, w = size_of(img)
        height, width = output_size
        if h < height or w < width:
            raise ShapeError(f"Required crop size {tuple(output_size)} is larger than input image size {(h, w)}")
        if w == width and h == height:
            return 0, 0, h, w
        return _whole(0, h - height + 1), _whole(0, w - width + 1), height, width

    def __call__(self, img):
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        _, h, w = size_of(img)
        if self.pad_if_needed and w < self.size[1]:
            img = F.pad(img, [self.size[1] - w, 0], self.fill, self.padding_mode)
        if self.pad_if_needed and h < self.size[0]:
            img = F.pad(img, [0, self.size[0] - h], self.fill, self.padding_mode)
        return F.crop(img, *self.get_params(img, self.size))


class RandomResizedCrop(Transform):
    """A part of a picture of random area and shape, in one size.

    Args:
        size (int or pair): (height, width) of the result
        scale (pair): the share of the area, from and to
        ratio (pair): width over height, from and to
        interpolation (InterpolationMode): how pixels are found
        antialias (bool): average over the pixels that become one
    """

    _shown = ("size", "scale", "ratio", "interpolation", "antialias")

    def __init__(self, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation=InterpolationMode.BILINEAR,
                 antialias=True):
        self.size = pair_of("size", size)
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    @staticmethod
    def get_params(img, scale, ratio):
        """Where to crop: (top, left, height, width)."""
        _, height, width = size_of(img)
        area = height * width
        low, high = (float(v) for v in tensor([math.log(r) for r in ratio]).tolist())
        for _ in range(10):
            target = area * _uniform(*scale)
            shape = math.exp(_uniform(low, high))
            w, h = int(round(math.sqrt(target * shape))), int(round(math.sqrt(target / shape)))
            if 0 < w <= width and 0 < h <= height:
                return _whole(0, height - h + 1), _whole(0, width - w + 1), h, w
        whole = width / height
        w, h = width, height
        if whole < min(ratio):
            h = int(round(w / min(ratio)))
        elif whole > max(ratio):
            w = int(round(h * max(ratio)))
        return (height - h) // 2, (width - w) // 2, h, w

    def __call__(self, img):
        place = self.get_params(img, self.scale, self.ratio)
        return F.resized_crop(img, *place, self.size, self.interpolation, self.antialias)

    def __repr__(self):
        scale, ratio = (tuple(round(v, 4) for v in pair) for pair in (self.scale, self.ratio))
        return (f"RandomResizedCrop(size={self.size}, scale={scale}, ratio={ratio}, "
                f"interpolation={self.interpolation.value}, antialias={self.antialias})")


def _range_of(name, value):
    """A number as the range around 0 that it means; a pair as it is."""
    if isinstance(value, int | float):
        if value < 0:
            raise ArgumentError(f"If {name} is a single number, it must be positive; it is {value}")
        return [-float(value), float(value)]
    if len(value) not in (2, 4):
        raise ArgumentError(f"`{name}` (={value}) must be a number or a sequence of 2")
    return [float(v) for v in value]


class RandomRotation(Transform):
    """A picture turned by a random angle.

    Args:
        degrees (float or pair): up to this either way, or from and to
        interpolation (InterpolationMode): how pixels are found
        expand (bool): make room for all of it
        center (pair): (x, y) that stays; the middle by default
        fill (number or tuple): what shows outside
    """

    def __init__(self, degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
        self.degrees = _range_of("degrees", degrees)
        self.interpolation, self.expand, self.center, self.fill = interpolation, expand, center, fill

    _shown = ("degrees", "interpolation", "expand", "fill")

    @staticmethod
    def get_params(degrees):
        """The angle."""
        return _uniform(*degrees)

    def __call__(self, img):
        return F.rotate(img, self.get_params(self.degrees), self.interpolation, self.expand, self.center, self.fill)


class RandomAffine(Transform):
    """A picture turned, moved, scaled and sheared at random.

    Args:
        degrees (float or pair): the turn
        translate (pair): how far at most, in parts of width and height
        scale (pair): from and to
        shear (float or sequence): in degrees, along x, or along x and y
        interpolation (InterpolationMode): how pixels are found
        fill (number or tuple): what shows outside
        center (pair): (x, y) that stays; the middle by default
    """

    _shown = ("degrees",)

    def __init__(self, degrees, translate=None, scale=None, shear=None, interpolation=InterpolationMode.NEAREST, fill=0,
                 center=None):
        self.degrees = _range_of("degrees", degrees)
        if translate is not None and not all(0 <= t <= 1 for t in translate):
            raise ArgumentError(f"translation values should be between 0 and 1; `translate` is {translate}")
        if scale is not None and not all(s > 0 for s in scale):
            raise ArgumentError(f"scale values should be positive; `scale` is {scale}")
        self.translate, self.scale = translate, scale
        self.shear = None if shear is None else _range_of("shear", shear)
        self.interpolation, self.fill, self.center = interpolation, fill, center

    def __call__(self, img):
        _, height, width = size_of(img)
        angle = _uniform(*self.degrees)
        move = (0, 0)
        if self.translate is not None:
            x, y = self.translate[0] * width, self.translate[1] * height
            move = (int(round(_uniform(-x, x))), int(round(_uniform(-y, y))))
        scale = 1.0 if self.scale is None else _uniform(*self.scale)
        shear = (0.0, 0.0)
        if self.shear is not None:
            shear = (_uniform(*self.shear[:2]), _uniform(*self.shear[2:]) if len(self.shear) == 4 else 0.0)
        return F.affine(img, angle, move, scale, shear, self.interpolation, self.fill, self.center)


class RandomPerspective(Transform):
    """A picture seen from an angle, with probability `p`.

    Args:
        distortion_scale (float): in [0, 1]; how far the corners move
        p (float): how often
        interpolation (InterpolationMode): how pixels are found
        fill (number or tuple): what shows outside
    """

    _shown = ("p",)

    def __init__(self, distortion_scale=0.5, p=0.5, interpolation=InterpolationMode.BILINEAR, fill=0):
        self.distortion_scale, self.p, self.interpolation, self.fill = distortion_scale, p, interpolation, fill

    def __call__(self, img):
        _, height, width = size_of(img)
        if rand(1).item() >= self.p:
            return img
        x, y = (int(self.distortion_scale * (side // 2)) for side in (width, height))
        start = [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]
        signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
        end = []
        for (u, v), (across, down) in zip(start, signs, strict=True):
            left = _whole(0, x + 1) if across > 0 else _whole(width - x - 1, width)
            top = _whole(0, y + 1) if down > 0 else _whole(height - y - 1, height)
            end.append([left, top])
        return F.perspective(img, start, end, self.interpolation, self.fill)


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
        factors = [None if r is None else _uniform(*r) for r in ranges]
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
        sigma = _uniform(*self.sigma)
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
            area = height * width * _uniform(*self.scale)
            shape = math.exp(_uniform(low, high))
            h, w = int(round(math.sqrt(area * shape))), int(round(math.sqrt(area / shape)))
            if not (h < height and w < width):
                continue
            value = self._filling(channels, h, w)
            return F.erase(img, _whole(0, height - h + 1), _whole(0, width - w + 1), h, w, value, self.inplace)
        return img

    def _filling(self, channels, h, w):
        if self.value == "random":
            return empty(channels, h, w).normal_()
        if isinstance(self.value, int | float):
            return self.value
        return tensor(self.value, dtype=float64).reshape(-1, 1, 1)
