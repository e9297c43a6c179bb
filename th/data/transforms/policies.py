"""Mixed changes at random strengths: AutoAugment, RandAugment, TrivialAugment, AugMix, with torchvision's draws."""

import enum
import math

from th.data.transforms import functional as F
from th.data.transforms.conversion import is_pil, size_of
from th.data.transforms.draws import whole
from th.data.transforms.fixed import Transform
from th.data.transforms.geometry import InterpolationMode
from th.errors import ArgumentError
from th.tensor import linspace, rand, randint, stack, tensor
from th.tensor.ops.sampling_gamma import _sample_dirichlet

__all__ = ["AugMix", "AutoAugment", "AutoAugmentPolicy", "RandAugment", "TrivialAugmentWide"]


class AutoAugmentPolicy(enum.Enum):
    """For which pictures the pairs of changes were found."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


# Pairs of (change, probability, strength from 0 to 9), from the tables of the paper; a change without strengths has "-".
_PAIRS = {
    AutoAugmentPolicy.IMAGENET: """
        Posterize .4 8 Rotate .6 9; Solarize .6 5 AutoContrast .6 -; Equalize .8 - Equalize .6 -; Posterize .6 7 Posterize .6 6;
        Equalize .4 - Solarize .2 4; Equalize .4 - Rotate .8 8; Solarize .6 3 Equalize .6 -; Posterize .8 5 Equalize 1 -;
        Rotate .2 3 Solarize .6 8; Equalize .6 - Posterize .4 6; Rotate .8 8 Color .4 0; Rotate .4 9 Equalize .6 -;
        Equalize 0 - Equalize .8 -; Invert .6 - Equalize 1 -; Color .6 4 Contrast 1 8; Rotate .8 8 Color 1 2;
        Color .8 8 Solarize .8 7; Sharpness .4 7 Invert .6 -; ShearX .6 5 Equalize 1 -; Color .4 0 Equalize .6 -;
        Equalize .4 - Solarize .2 4; Solarize .6 5 AutoContrast .6 -; Invert .6 - Equalize 1 -; Color .6 4 Contrast 1 8;
        Equalize .8 - Equalize .6 -""",
    AutoAugmentPolicy.CIFAR10: """
        Invert .1 - Contrast .2 6; Rotate .7 2 TranslateX .3 9; Sharpness .8 1 Sharpness .9 3; ShearY .5 8 TranslateY .7 9;
        AutoContrast .5 - Equalize .9 -; ShearY .2 7 Posterize .3 7; Color .4 3 Brightness .6 7; Sharpness .3 9 Brightness .7 9;
        Equalize .6 - Equalize .5 -; Contrast .6 7 Sharpness .6 5; Color .7 7 TranslateX .5 8; Equalize .3 - AutoContrast .4 -;
        TranslateY .4 3 Sharpness .2 6; Brightness .9 6 Color .2 8; Solarize .5 2 Invert 0 -; Equalize .2 - AutoContrast .6 -;
        Equalize .2 - Equalize .6 -; Color .9 9 Equalize .6 -; AutoContrast .8 - Solarize .2 8; Brightness .1 3 Color .7 0;
        Solarize .4 5 AutoContrast .9 -; TranslateY .9 9 TranslateY .7 9; AutoContrast .9 - Solarize .8 3; Equalize .8 - Invert .1 -;
        TranslateY .7 9 AutoContrast .9 -""",
    AutoAugmentPolicy.SVHN: """
        ShearX .9 4 Invert .2 -; ShearY .9 8 Invert .7 -; Equalize .6 - Solarize .6 6; Invert .9 - Equalize .6 -;
        Equalize .6 - Rotate .9 3; ShearX .9 4 AutoContrast .8 -; ShearY .9 8 Invert .4 -; ShearY .9 5 Solarize .2 6;
        Invert .9 - AutoContrast .8 -; Equalize .6 - Rotate .9 3; ShearX .9 4 Solarize .3 3; ShearY .8 8 Invert .7 -;
        Equalize .9 - TranslateY .6 6; Invert .9 - Equalize .6 -; Contrast .3 3 Rotate .8 4; Invert .8 - TranslateY 0 2;
        ShearY .7 6 Solarize .4 8; Invert .6 - Rotate .8 4; ShearY .3 7 TranslateX .9 3; ShearX .1 6 Invert .6 -;
        Solarize .7 2 TranslateY .6 7; ShearY .8 4 Invert .8 -; ShearX .7 9 TranslateY .8 3; ShearY .8 5 AutoContrast .7 -;
        ShearX .7 2 Invert .1 -""",
}


def _read(pairs):
    """[((change, probability, strength or None), (...))] of a table."""
    found = []
    for pair in pairs.split(";"):
        words = pair.split()
        found.append(tuple([
            (words[i], float(words[i + 1]), None if words[i + 2] == "-" else int(words[i + 2])) for i in (0, 3)
        ]))
    return found


_PLAIN = ("AutoContrast", "Equalize", "Invert", "Identity")  # without strengths
_UNSIGNED = (*_PLAIN, "Posterize", "Solarize")
_ORDER = ("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color", "Contrast", "Sharpness", "Posterize",
          "Solarize", "AutoContrast", "Equalize")


class _Policy(Transform):
    """What they have in common: the strengths, and the changes."""

    # The strongest shear, turn and change of colour, how far a picture is moved, and how many bits go.
    _shear, _turn, _colour, _bits = 0.3, 30.0, 0.9, 4
    _most_bits = 8

    def _moved(self, side):
        return 150.0 / 331.0 * side

    def _strengths(self, name, bins, img):
        """The strengths of a change, from weakest to strongest; None for one that has none."""
        if name in _PLAIN:
            return None
        if name == "Posterize":  # halves are rounded to even
            return [self._most_bits - round(n / ((bins - 1) / self._bits)) for n in range(bins)]
        _, height, width = size_of(img)
        most = {
            "ShearX": self._shear, "ShearY": self._shear, "TranslateX": self._moved(width), "TranslateY": self._moved(height),
            "Rotate": self._turn,
        }.get(name, self._colour)
        start, end = (255.0, 0.0) if name == "Solarize" else (0.0, most)
        return linspace(start, end, bins).tolist()

    def _apply(self, img, name, strength):
        around = {"interpolation": self.interpolation, "fill": self.fill}
        shear = math.degrees(math.atan(strength))
        changes = {
            "ShearX": lambda: F.affine(img, 0.0, [0, 0], 1.0, [shear, 0.0], center=[0, 0], **around),
            "ShearY": lambda: F.affine(img, 0.0, [0, 0], 1.0, [0.0, shear], center=[0, 0], **around),
            "TranslateX": lambda: F.affine(img, 0.0, [int(strength), 0], 1.0, [0.0, 0.0], **around),
            "TranslateY": lambda: F.affine(img, 0.0, [0, int(strength)], 1.0, [0.0, 0.0], **around),
            "Rotate": lambda: F.rotate(img, strength, **around),
            "Brightness": lambda: F.adjust_brightness(img, 1.0 + strength),
            "Color": lambda: F.adjust_saturation(img, 1.0 + strength),
            "Contrast": lambda: F.adjust_contrast(img, 1.0 + strength),
            "Sharpness": lambda: F.adjust_sharpness(img, 1.0 + strength),
            "Posterize": lambda: F.posterize(img, int(strength)),
            "Solarize": lambda: F.solarize(img, strength),
            "AutoContrast": lambda: F.autocontrast(img),
            "Equalize": lambda: F.equalize(img),
            "Invert": lambda: F.invert(img),
            "Identity": lambda: img,
        }
        return changes[name]()

    def _drawn(self, img, place, names=("Identity", *_ORDER), bins=None):
        """One change drawn from `names`; `place(strengths)` says how strong it is."""
        name = names[whole(0, len(names))]
        strengths = self._strengths(name, self.num_magnitude_bins if bins is None else bins, img)
        strength = 0.0 if strengths is None else float(strengths[place(strengths)])
        if name not in _UNSIGNED and whole(0, 2):
            strength = -strength
        return self._apply(img, name, strength)

    def __repr__(self):
        settings = ", ".join(f"{name}={getattr(self, name)}" for name in self._shown)
        return f"{type(self).__name__}({settings})"


class AutoAugment(_Policy):
    """One of 25 pairs of changes, which were found by search for one kind of pictures.

    Args:
        policy (AutoAugmentPolicy): for which pictures
        interpolation (InterpolationMode): how pixels are found
        fill (number or sequence): what shows outside
    Example:
        >>> data.transforms.AutoAugment(data.transforms.AutoAugmentPolicy.CIFAR10)
        AutoAugment(policy=AutoAugmentPolicy.CIFAR10, fill=None)
    Source:
        Cubuk et al., AutoAugment: Learning Augmentation Strategies from Data, 2019, tables 7 to 9
    """

    _shown = ("policy", "fill")

    def __init__(self, policy=AutoAugmentPolicy.IMAGENET, interpolation=InterpolationMode.NEAREST, fill=None):
        if policy not in _PAIRS:
            raise ArgumentError(f"The provided policy {policy} is not recognized.")
        self.policy, self.interpolation, self.fill = policy, interpolation, fill
        self.policies = _read(_PAIRS[policy])

    def __call__(self, img):
        pair = self.policies[whole(0, len(self.policies))]
        shares, signs = rand(2).tolist(), randint(2, (2,)).tolist()
        for (name, probability, place), share, sign in zip(pair, shares, signs, strict=True):
            if share > probability:
                continue
            strengths = self._strengths(name, 10, img)
            strength = 0.0 if strengths is None else float(strengths[place])
            img = self._apply(img, name, -strength if name not in _UNSIGNED and sign == 0 else strength)
        return img


class RandAugment(_Policy):
    """Some changes, drawn from all, of one strength.

    Args:
        num_ops (int): how many
        magnitude (int): how strong
        num_magnitude_bins (int): the number of strengths
        interpolation (InterpolationMode): how pixels are found
        fill (number or sequence): what shows outside
    Source:
        Cubuk et al., RandAugment: Practical automated data augmentation, 2020
    """

    _shown = ("num_ops", "magnitude", "num_magnitude_bins", "interpolation", "fill")

    def __init__(self, num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None):
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins
        self.interpolation, self.fill = interpolation, fill

    def __call__(self, img):
        for _ in range(self.num_ops):
            img = self._drawn(img, lambda strengths: self.magnitude)
        return img


class TrivialAugmentWide(_Policy):
    """One change, drawn from all, of random strength.

    Args:
        num_magnitude_bins (int): the number of strengths
        interpolation (InterpolationMode): how pixels are found
        fill (number or sequence): what shows outside
    Source:
        Müller and Hutter, TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation, 2021
    """

    _shown = ("num_magnitude_bins", "interpolation", "fill")
    _shear, _turn, _colour, _bits = 0.99, 135.0, 0.99, 6

    def __init__(self, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None):
        self.num_magnitude_bins, self.interpolation, self.fill = num_magnitude_bins, interpolation, fill

    def _moved(self, side):
        return 32.0

    def __call__(self, img):
        return self._drawn(img, lambda strengths: whole(0, len(strengths)))


class AugMix(_Policy):
    """A picture mixed with some others made of it by chains of changes.

    Args:
        severity (int): how strong the changes are at most, from 1 to 10
        mixture_width (int): the number of chains
        chain_depth (int): changes in a chain; drawn from 1 to 3 when negative
        alpha (float): of the distributions of the shares
        all_ops (bool): changes of brightness, colour, contrast and sharpness too
        interpolation (InterpolationMode): how pixels are found
        fill (number or sequence): what shows outside
    Source:
        Hendrycks et al., AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty, 2020
    """

    _shown = ("severity", "mixture_width", "chain_depth", "alpha", "all_ops", "interpolation", "fill")
    _most_bits, _levels = 4, 10

    def __init__(self, severity=3, mixture_width=3, chain_depth=-1, alpha=1.0, all_ops=True,
                 interpolation=InterpolationMode.BILINEAR, fill=None):
        if not 1 <= severity <= self._levels:
            raise ArgumentError(f"The severity must be between [1, {self._levels}]. Got {severity} instead.")
        self.severity, self.mixture_width, self.chain_depth, self.alpha = severity, mixture_width, chain_depth, alpha
        self.all_ops, self.interpolation, self.fill = all_ops, interpolation, fill
        colours = _ORDER[5:9]
        self._names = tuple([n for n in _ORDER if n not in colours]) + (colours if all_ops else ())

    def _moved(self, side):
        return side / 3.0

    def _apply(self, img, name, strength):
        return stack([super(AugMix, self)._apply(picture, name, strength) for picture in img])

    def _shares(self, count, pictures):
        """Shares of `count` parts for each picture, which sum to 1."""
        return _sample_dirichlet(tensor([self.alpha] * count).expand(pictures, -1))

    def __call__(self, img):
        picture = F.pil_to_tensor(img) if is_pil(img) else img
        batch = picture.reshape([1] * max(4 - picture.ndim, 0) + list(picture.shape))
        flat = [batch.shape[0]] + [1] * (batch.ndim - 1)
        old_and_new = self._shares(2, flat[0])
        weights = self._shares(self.mixture_width, flat[0]) * old_and_new[:, 1:]
        mixed = old_and_new[:, 0].reshape(flat) * batch
        for chain in range(self.mixture_width):
            changed = batch
            depth = self.chain_depth if self.chain_depth > 0 else whole(1, 4)
            for _ in range(depth):
                changed = self._drawn(changed, lambda strengths: whole(0, self.severity), self._names, self._levels)
            mixed += weights[:, chain].reshape(flat) * changed
        mixed = mixed.reshape(picture.shape).to(picture.dtype)
        return F.to_pil_image(mixed) if is_pil(img) else mixed
