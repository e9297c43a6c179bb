"""The transforms as functions, under torchvision's names."""

from th.data.transforms.colour import (
    adjust_brightness,
    adjust_contrast,
    adjust_gamma,
    adjust_hue,
    adjust_saturation,
    adjust_sharpness,
    autocontrast,
    equalize,
    erase,
    gaussian_blur,
    invert,
    normalize,
    posterize,
    rgb_to_grayscale,
    solarize,
    to_grayscale,
)
from th.data.transforms.conversion import convert_image_dtype, pil_to_tensor, to_pil_image, to_tensor
from th.data.transforms.elastic import elastic_transform
from th.data.transforms.geometry import (
    InterpolationMode,
    affine,
    center_crop,
    crop,
    five_crop,
    get_dimensions,
    get_image_size,
    hflip,
    pad,
    perspective,
    resize,
    resized_crop,
    rotate,
    ten_crop,
    vflip,
)

__all__ = [
    "InterpolationMode", "adjust_brightness", "adjust_contrast", "adjust_gamma", "adjust_hue", "adjust_saturation",
    "adjust_sharpness", "affine", "autocontrast", "center_crop", "convert_image_dtype", "crop",
    "elastic_transform", "equalize", "erase",
    "five_crop", "gaussian_blur", "get_dimensions", "get_image_size", "hflip", "invert", "normalize", "pad",
    "perspective", "pil_to_tensor", "posterize", "resize", "resized_crop", "rgb_to_grayscale", "rotate", "solarize",
    "ten_crop", "to_grayscale", "to_pil_image", "to_tensor", "vflip",
]
