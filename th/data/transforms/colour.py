"""What pixels show: brightness, contrast, colours, blur."""

import numpy as np

from th.data.transforms.conversion import is_pil, on_pil, pil, size_of
from th.errors import ArgumentError, ArgumentTypeError, DtypeError, ShapeError
from th.tensor import as_tensor, from_numpy

__all__ = ["adjust_brightness", "adjust_contrast", "adjust_gamma", "adjust_hue", "adjust_saturation", "adjust_sharpness",
           "autocontrast", "equalize", "erase", "gaussian_blur", "invert", "normalize", "posterize", "rgb_to_grayscale",
           "solarize", "to_grayscale"]

_GREY = np.array([0.2989, 0.587, 0.114], np.float32).reshape(3, 1, 1)


def normalize(tensor, mean, std, inplace=False):
    """(x - mean) / std, channel by channel.

    Args:
        tensor (Tensor): floating; (..., channels, height, width)
        mean, std (sequence): a number for each channel
        inplace (bool): write into the tensor
    Raises:
        DtypeError: when the tensor is not floating point
        ArgumentError: when a `std` is 0
    """
    if is_pil(tensor) or not hasattr(tensor, "is_floating_point"):
        raise ArgumentTypeError(f"img should be Tensor Image. Got {type(tensor)}; put ToTensor() before Normalize()")
    if not tensor.is_floating_point():
        raise DtypeError(f"Input tensor should be a float tensor. Got {tensor.dtype}.")
    if tensor.ndim < 3:
        raise ShapeError(
            f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}"
        )
    mean, std = (as_tensor(v, dtype=tensor.dtype, device=tensor.device).reshape(-1, 1, 1) for v in (mean, std))
    if bool((std == 0).any()):
        raise ArgumentError(f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.")
    if inplace:
        return tensor.sub_(mean).div_(std)
    return (tensor - mean) / std


def _check_factor(name, factor):
    if factor < 0:
        raise ArgumentError(f"{name} ({factor}) is not non-negative.")


def _largest(array):
    return 1.0 if array.dtype.kind == "f" else float(np.iinfo(array.dtype).max)


def _blended(img, other, share):
    """img * share + other * (1 - share), kept in the range of the dtype; `other` from the array."""
    array = img.detach().cpu().numpy()
    work = array.astype(np.float32) if array.dtype.kind != "f" else array
    mixed = (share * work + (1 - share) * other(work)).clip(0, _largest(array))
    return from_numpy(mixed.astype(array.dtype))


def _grey_of(img):
    """A function from an array to its grey, which is whole numbers for a picture of bytes."""
    whole = img.dtype.numpy.kind != "f"

    def grey(work):
        found = (work * _GREY).sum(-3, keepdims=True) if work.shape[-3] == 3 else work
        return np.floor(found) if whole else found

    return grey


def _enhanced(name, img, factor):
    from PIL import ImageEnhance

    return getattr(ImageEnhance, name)(img).enhance(factor)


def adjust_brightness(img, brightness_factor):
    """A picture made darker (below 1) or brighter."""
    _check_factor("brightness_factor", brightness_factor)
    if is_pil(img):
        return _enhanced("Brightness", img, brightness_factor)
    return _blended(img, np.zeros_like, brightness_factor)


def adjust_contrast(img, contrast_factor):
    """A picture moved away from (above 1) or towards its mean grey."""
    _check_factor("contrast_factor", contrast_factor)
    if is_pil(img):
        return _enhanced("Contrast", img, contrast_factor)
    grey = _grey_of(img)
    return _blended(img, lambda work: grey(work).mean((-3, -2, -1), keepdims=True), contrast_factor)


def adjust_saturation(img, saturation_factor):
    """A picture made greyer (below 1) or more colourful."""
    _check_factor("saturation_factor", saturation_factor)
    if is_pil(img):
        return _enhanced("Color", img, saturation_factor)
    return img if size_of(img)[0] == 1 else _blended(img, _grey_of(img), saturation_factor)


def adjust_sharpness(img, sharpness_factor):
    """A picture made softer (below 1) or sharper."""
    _check_factor("sharpness_factor", sharpness_factor)
    if is_pil(img):
        return _enhanced("Sharpness", img, sharpness_factor)
    if min(size_of(img)[1:]) <= 2:
        return img
    whole = img.dtype.numpy.kind != "f"

    def softened(work):
        """The mean with the eight neighbours, the middle counting five times; the border stays."""
        height, width = work.shape[-2:]
        total = 4 * work[..., 1:-1, 1:-1]
        for i in range(3):
            for j in range(3):
                total = total + work[..., i:height - 2 + i, j:width - 2 + j]
        found = work.copy()
        found[..., 1:-1, 1:-1] = np.rint(total / 13) if whole else total / 13
        return found

    return _blended(img, softened, sharpness_factor)


def adjust_hue(img, hue_factor):
    """A picture with its colours turned; 0.5 and -0.5 give the complementary ones."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ArgumentError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")

    if not is_pil(img):
        return _turned(img, hue_factor) if size_of(img)[0] == 3 else img

    def turn(picture):
        if picture.mode in ("L", "1", "I", "F"):
            return picture
        hue, saturation, value = picture.convert("HSV").split()
        shifted = np.asarray(hue) + np.uint8(int(hue_factor * 255) % 256)
        hue = pil().fromarray(shifted)
        return pil().merge("HSV", (hue, saturation, value)).convert(picture.mode)

    return turn(img)


def _turned(img, share):
    """A tensor's colours turned by a share of the circle, in floats: hexcone to red, green and blue and back."""
    array = img.detach().cpu().numpy()
    work = array.astype(np.float32) / _largest(array) if array.dtype.kind != "f" else array
    red, green, blue = np.moveaxis(work, -3, 0)
    most, least = work.max(-3), work.min(-3)
    chroma = most - least
    span = np.where(chroma == 0, 1, chroma)
    hue = np.where(most == red, (green - blue) / span, np.where(most == green, 2 + (blue - red) / span, 4 + (red - green) / span))
    hue = (hue / 6 + 1 + share) % 1 * 6
    # Each channel falls from `most` by up to the chroma, by how far the hue is from its own colour.
    parts = []
    for shift in (5, 3, 1):
        place = (shift + hue) % 6
        parts.append(most - chroma * np.minimum(place, 4 - place).clip(0, 1))
    found = np.stack(parts, -3).astype(work.dtype)
    if array.dtype.kind != "f":
        found = found * (_largest(array) + 1 - 1e-3)
    return from_numpy(found.astype(array.dtype))


def adjust_gamma(img, gamma, gain=1):
    """gain * x ** gamma, for x in [0, 1]."""
    _check_factor("gamma", gamma)
    if is_pil(img):
        table = [int((255 + 1 - 1e-3) * gain * (n / 255.0) ** gamma) for n in range(256)]
        return img.point([min(v, 255) for v in table] * len(img.getbands()))
    array = img.detach().cpu().numpy()
    most = _largest(array)
    changed = (gain * (array.astype(np.float32) / most) ** gamma).clip(0, 1)
    return from_numpy((changed * (most + (1 - 1e-3 if array.dtype.kind != "f" else 0))).astype(array.dtype))


def rgb_to_grayscale(img, num_output_channels=1):
    """A colour picture in grey, in 1 channel or 3 equal ones."""
    if num_output_channels not in (1, 3):
        raise ArgumentError(f"num_output_channels should be either 1 or 3, not {num_output_channels}")
    if is_pil(img):
        grey = img.convert("L")
        return grey if num_output_channels == 1 else pil().merge("RGB", (grey,) * 3)
    array = img.detach().cpu().numpy()
    grey = _grey_of(img)(array.astype(np.float32) if array.dtype.kind != "f" else array).astype(array.dtype)
    return from_numpy(np.repeat(grey, num_output_channels, -3))


to_grayscale = rgb_to_grayscale


def invert(img):
    """The negative of a picture."""
    if is_pil(img):
        return _ops().invert(img)
    array = img.detach().cpu().numpy()
    return from_numpy((_largest(array) - array).astype(array.dtype))


def _ops():
    from PIL import ImageOps

    return ImageOps


def posterize(img, bits):
    """A picture with so many bits to a channel."""
    return on_pil(lambda p: _ops().posterize(p, bits), img)


def solarize(img, threshold):
    """A picture whose pixels from `threshold` on are inverted."""
    if is_pil(img):
        return _ops().solarize(img, threshold)
    array = img.detach().cpu().numpy()
    return from_numpy(np.where(array >= threshold, _largest(array) - array, array).astype(array.dtype))


def autocontrast(img):
    """A picture stretched so that its darkest pixel is black and its brightest white."""
    if is_pil(img):
        return _ops().autocontrast(img)
    array = img.detach().cpu().numpy()
    low, high = (f(array, axis=(-2, -1), keepdims=True).astype(np.float32) for f in (np.min, np.max))
    most = _largest(array)
    flat = high == low
    stretched = (array - np.where(flat, 0, low)) * np.where(flat, 1, most / np.where(flat, 1, high - low))
    return from_numpy(stretched.clip(0, most).astype(array.dtype))


def equalize(img):
    """A picture whose grey values are spread evenly."""
    return on_pil(_ops().equalize, img)


def erase(img, i, j, h, w, v, inplace=False):
    """A tensor picture with the rectangle from (i, j) on replaced by `v`."""
    if is_pil(img):
        raise ArgumentTypeError("img should be Tensor Image; put ToTensor() before")
    img = img if inplace else img.clone()
    img[..., i:i + h, j:j + w] = v
    return img


def gaussian_blur(img, kernel_size, sigma=None):
    """A picture blurred by a Gaussian.

    Args:
        img (Tensor or PIL Image): the picture
        kernel_size (int or pair): odd, along x and y
        sigma (float or pair): in pixels; from the size by default
    """
    sizes = (kernel_size,) * 2 if isinstance(kernel_size, int) else tuple(kernel_size)
    if any(k <= 0 or k % 2 == 0 for k in sizes):
        raise ArgumentError(f"kernel_size should have odd and positive integers. Got {sizes}")
    sigmas = [k * 0.15 + 0.35 for k in sizes] if sigma is None else (
        (sigma,) * 2 if isinstance(sigma, int | float) else tuple(sigma) * (2 // len(sigma)))
    if any(s <= 0 for s in sigmas):
        raise ArgumentError(f"sigma should have positive values. Got {tuple(sigmas)}")

    def blur(array):
        work = array.astype(np.float32) if array.dtype.kind != "f" else array
        for axis, size, s in ((-1, sizes[0], sigmas[0]), (-2, sizes[1], sigmas[1])):
            offsets = np.arange(size) - size // 2
            kernel = np.exp(-0.5 * (offsets / s) ** 2)
            kernel /= kernel.sum()
            around = [(0, 0)] * work.ndim
            around[axis] = (size // 2, size // 2)
            padded = np.pad(work, around, "reflect")
            count = work.shape[axis]
            work = sum(k * padded.take(range(n, n + count), axis) for n, k in enumerate(kernel.astype(work.dtype)))
        return (np.rint(work) if array.dtype.kind != "f" else work).astype(array.dtype)

    if is_pil(img):
        array = np.asarray(img)
        moved = array.transpose(2, 0, 1) if array.ndim == 3 else array
        done = blur(moved)
        return pil().fromarray(np.ascontiguousarray(done.transpose(1, 2, 0) if array.ndim == 3 else done))
    return from_numpy(blur(img.detach().cpu().numpy()))
