"""Transforms that draw where pixels go, in torchvision's order."""

import math

from th.data.transforms import functional as F
from th.data.transforms.conversion import size_of
from th.data.transforms.draws import Sometimes, uniform, whole
from th.data.transforms.fixed import Transform, listed
from th.data.transforms.geometry import InterpolationMode, pair_of
from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.tensor import cat, rand, tensor

__all__ = [
    "ElasticTransform", "RandomAffine", "RandomApply", "RandomChoice", "RandomCrop", "RandomHorizontalFlip",
    "RandomOrder", "RandomPerspective", "RandomResizedCrop", "RandomRotation", "RandomVerticalFlip",
]


class RandomHorizontalFlip(Sometimes):
    """Mirrors a picture left to right with probability `p`.

    Args:
        p (float): how often
    Example:
        >>> data.transforms.RandomHorizontalFlip(p=1.0)(torch.arange(3.0).reshape(1, 1, 3))
        tensor([[[2., 1., 0.]]])
    """

    def _change(self, img):
        return F.hflip(img)


class RandomVerticalFlip(Sometimes):
    """Mirrors a picture top to bottom with probability `p`."""

    def _change(self, img):
        return F.vflip(img)


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
        return listed(self, [f"p={self.p}", *self.transforms])


class RandomChoice(Transform):
    """Applies one of some transforms.

    Args:
        transforms (list of callable): to choose from
        p (list of float): how often each
    """

    def __init__(self, transforms, p=None):
        self.transforms, self.p = transforms, p

    def __repr__(self):
        return f"{listed(self, self.transforms)}(p={self.p})"

    def __call__(self, img):
        import random  # torchvision's own choice of generator here

        return random.choices(self.transforms, weights=self.p)[0](img)


class RandomOrder(Transform):
    """Applies transforms in random order.

    Args:
        transforms (list of callable): all are applied
    """

    def __init__(self, transforms):
        self.transforms = transforms

    def __repr__(self):
        return listed(self, self.transforms)

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
        return whole(0, h - height + 1), whole(0, w - width + 1), height, width

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
            target = area * uniform(*scale)
            shape = math.exp(uniform(low, high))
            w, h = int(round(math.sqrt(target * shape))), int(round(math.sqrt(target / shape)))
            if 0 < w <= width and 0 < h <= height:
                return whole(0, height - h + 1), whole(0, width - w + 1), h, w
        shape = width / height
        w, h = width, height
        if shape < min(ratio):
            h = int(round(w / min(ratio)))
        elif shape > max(ratio):
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
        return uniform(*degrees)

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

    @property
    def _shown(self):
        """What differs from the defaults."""
        usual = {"translate": None, "scale": None, "shear": None, "interpolation": InterpolationMode.NEAREST, "fill": 0, "center": None}
        return ("degrees", *[name for name, default in usual.items() if getattr(self, name) != default])

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
        angle = uniform(*self.degrees)
        move = (0, 0)
        if self.translate is not None:
            x, y = self.translate[0] * width, self.translate[1] * height
            move = (int(round(uniform(-x, x))), int(round(uniform(-y, y))))
        scale = 1.0 if self.scale is None else uniform(*self.scale)
        shear = (0.0, 0.0)
        if self.shear is not None:
            shear = (uniform(*self.shear[:2]), uniform(*self.shear[2:]) if len(self.shear) == 4 else 0.0)
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
            left = whole(0, x + 1) if across > 0 else whole(width - x - 1, width)
            top = whole(0, y + 1) if down > 0 else whole(height - y - 1, height)
            end.append([left, top])
        return F.perspective(img, start, end, self.interpolation, self.fill)


class ElasticTransform(Transform):
    """A picture as through water: pixels are moved by smooth random ways.

    Args:
        alpha (float or pair): how far, along x and y
        sigma (float or pair): how smooth, in pixels
        interpolation (InterpolationMode): NEAREST or BILINEAR
        fill (number or sequence): what shows outside
    """

    def __init__(self, alpha=50.0, sigma=5.0, interpolation=InterpolationMode.BILINEAR, fill=0):
        self.alpha, self.sigma = _two_floats("alpha", alpha), _two_floats("sigma", sigma)
        self.interpolation = interpolation
        self.fill = [float(f) for f in ([fill] if isinstance(fill, int | float) else fill)]

    @staticmethod
    def get_params(alpha, sigma, size):
        """The ways of all pixels of a picture of `size` (h, w): (1, h, w, 2)."""
        ways = []
        for strength, width, side in zip(alpha, sigma, reversed(size), strict=True):
            way = rand([1, 1, *size]) * 2 - 1
            if width > 0:
                reach = int(8 * width + 1) | 1  # odd
                way = F.gaussian_blur(way, [reach, reach], sigma)
            ways.append(way * strength / side)
        return cat(ways, 1).permute([0, 2, 3, 1])

    def __call__(self, img):
        _, height, width = size_of(img)
        return F.elastic_transform(img, self.get_params(self.alpha, self.sigma, [height, width]), self.interpolation, self.fill)

    def __repr__(self):
        settings = ", ".join(f"{name}={getattr(self, name)}" for name in ("alpha", "sigma", "interpolation", "fill"))
        return f"{type(self).__name__}({settings})"


def _two_floats(name, value):
    if isinstance(value, float):
        return [value, value]
    if not isinstance(value, list | tuple):
        raise ArgumentTypeError(f"{name} should be float or a sequence of floats. Got {type(value)}")
    if len(value) != 2:
        raise ArgumentError(f"If {name} is a sequence its length should be 2. Got {len(value)}")
    for element in value:
        if not isinstance(element, float):
            raise ArgumentTypeError(f"{name} should be a sequence of floats. Got {type(element)}")
    return value
