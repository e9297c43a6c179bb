"""Transforms of pictures, on tensors and PIL pictures alike."""

import random

import numpy as np
import pytest
from PIL import Image

import th
from th.data import transforms as T
from th.data.transforms import functional as F


def picture(height=12, width=16):
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 9 + 5, y * 13 + 20, (x + y) * 7], -1).astype(np.uint8)


def both():
    array = picture()
    return Image.fromarray(array), th.from_numpy(array.transpose(2, 0, 1).copy())


def as_array(img):
    return np.asarray(img) if isinstance(img, Image.Image) else img.numpy().transpose(1, 2, 0)


SAME = {  # what gives the same numbers for PIL pictures and for byte tensors; how far they may be apart
    "resize": (lambda p: F.resize(p, (7, 9)), 1),
    "resize up": (lambda p: F.resize(p, (20, 33)), 1),
    "resize bicubic": (lambda p: F.resize(p, (7, 9), T.InterpolationMode.BICUBIC), 2),
    "resize nearest": (lambda p: F.resize(p, (6, 8), T.InterpolationMode.NEAREST_EXACT), 0),
    "shorter side": (lambda p: F.resize(p, 6), 1),
    "crop": (lambda p: F.crop(p, 2, 3, 5, 4), 0),
    "crop outside": (lambda p: F.crop(p, -2, 10, 6, 9), 0),
    "center_crop": (lambda p: F.center_crop(p, (5, 7)), 0),
    "center_crop larger": (lambda p: F.center_crop(p, (15, 19)), 0),
    "hflip": (F.hflip, 0),
    "vflip": (F.vflip, 0),
    "pad": (lambda p: F.pad(p, (1, 2, 3, 4), fill=7), 0),
    "pad reflect": (lambda p: F.pad(p, (1, 2), padding_mode="reflect"), 0),
    "rotate": (lambda p: F.rotate(p, 30), 0),
    "rotate by quarters": (lambda p: F.rotate(p, 90, expand=True), 0),
    "rotate expanded": (lambda p: F.rotate(p, 33, expand=True), 0),
    "affine": (lambda p: F.affine(p, 15, (2, 1), 1.2, (5, 0)), 0),
    "perspective": (lambda p: F.perspective(  # its borders are blended for tensors alone, as in torchvision
        p, [[0, 0], [15, 0], [15, 11], [0, 11]], [[2, 1], [14, 0], [15, 11], [0, 9]], T.InterpolationMode.NEAREST), 0),
    "brightness": (lambda p: F.adjust_brightness(p, 1.4), 1),
    "contrast": (lambda p: F.adjust_contrast(p, 0.4), 2),
    "saturation": (lambda p: F.adjust_saturation(p, 1.7), 2),
    "hue": (lambda p: F.adjust_hue(p, 0.2), 5),
    "sharpness": (lambda p: F.adjust_sharpness(p, 2.0), 0),
    "gamma": (lambda p: F.adjust_gamma(p, 0.7), 1),
    "grey": (lambda p: F.rgb_to_grayscale(p, 3), 1),
    "invert": (F.invert, 0),
    "posterize": (lambda p: F.posterize(p, 3), 0),
    "solarize": (lambda p: F.solarize(p, 100), 0),
    "autocontrast": (F.autocontrast, 1),
    "equalize": (F.equalize, 0),
    "blur": (lambda p: F.gaussian_blur(p, 3, 0.8), 0),
}


@pytest.mark.parametrize("name", SAME)
def test_a_tensor_is_changed_as_a_pil_picture_is(name):
    change, tolerance = SAME[name]
    pil, tensor = both()
    one, two = as_array(change(pil)), as_array(change(tensor))
    assert one.shape == two.shape
    assert np.abs(one.astype(int) - two.astype(int)).max() <= tolerance
    assert two.dtype == np.uint8


@pytest.mark.oracle
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("size", [(7, 9), (20, 33)])
def test_resizing_agrees_with_pytorch(mode, size):
    import torch

    x = np.sin(np.arange(3 * 12 * 16.0)).reshape(3, 12, 16)
    mine = F.resize(th.from_numpy(x), size, T.InterpolationMode(mode)).numpy()
    theirs = torch.nn.functional.interpolate(torch.from_numpy(x)[None], size, mode=mode, antialias=True)[0].numpy()
    np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_to_tensor_and_back():
    pil, tensor = both()
    scaled = T.ToTensor()(pil)
    assert scaled.dtype == th.float32
    np.testing.assert_allclose(scaled.numpy(), tensor.numpy() / 255, rtol=1e-6)
    assert T.PILToTensor()(pil).equal(tensor)
    assert T.ToTensor()(picture()).equal(scaled)
    for made in (T.ToPILImage()(tensor), T.ToPILImage()(picture()), T.ToPILImage()(scaled)):
        assert np.abs(np.asarray(made).astype(int) - picture()).max() <= 1
    grey = T.ToPILImage()(th.zeros(1, 2, 3))
    assert (grey.mode, grey.size) == ("L", (3, 2))
    assert T.ToTensor()(Image.new("1", (2, 2), 1)).max() == 1
    assert T.ToTensor()(Image.new("I", (2, 2), 70000)).dtype == th.int32
    assert T.ToPILImage("YCbCr")(tensor).mode == "YCbCr"
    assert T.ToTensor()(np.zeros((2, 2))).dtype == th.float64


def test_ranges_follow_the_dtype():
    tensor = th.tensor([[[0, 128, 255]]], dtype=th.uint8)
    as_float = T.ConvertImageDtype(th.float32)(tensor)
    np.testing.assert_allclose(as_float.numpy().ravel(), [0, 128 / 255, 1])
    assert F.convert_image_dtype(as_float, th.uint8).equal(tensor)
    assert F.convert_image_dtype(F.convert_image_dtype(tensor, th.int16), th.uint8).equal(tensor)


def test_normalize():
    x = th.ones(2, 1, 1)
    assert T.Normalize([0.5, 0.0], [0.5, 2.0])(x).flatten().tolist() == [1.0, 0.5]
    F.normalize(x, [1.0, 1.0], [1.0, 1.0], inplace=True)
    assert x.sum() == 0


def test_several_crops():
    pil, tensor = both()
    for p in (pil, tensor):
        five = T.FiveCrop(4)(p)
        assert len(five) == 5
        assert len(T.TenCrop((4, 5), vertical_flip=True)(p)) == 10
        assert np.array_equal(as_array(five[1]), picture()[:4, -4:])


def test_compose_lambda_and_print():
    transform = T.Compose([T.Resize(8), T.CenterCrop(6), T.ToTensor(), T.Normalize((0.5,), (0.5,)), T.Lambda(lambda x: x + 1)])
    assert transform(both()[0]).shape == (3, 6, 6)
    assert repr(transform).startswith(
        "Compose(\n    Resize(size=8, interpolation=bilinear, max_size=None, antialias=True)\n"
        "    CenterCrop(size=(6, 6))\n    ToTensor()\n    Normalize(mean=(0.5,), std=(0.5,))\n    Lambda()"
    )


DRAWN = [
    T.RandomCrop(6), T.RandomCrop(34, pad_if_needed=True), T.RandomCrop(12, padding=2), T.RandomHorizontalFlip(),
    T.RandomVerticalFlip(), T.RandomResizedCrop(8), T.RandomRotation(30), T.RandomRotation((10, 20), expand=True),
    T.RandomAffine(10, (0.1, 0.2), (0.8, 1.2), (1, 2, 3, 4)), T.RandomPerspective(p=1.0), T.ColorJitter(0.5, 0.5, 0.5, 0.1),
    T.RandomGrayscale(0.5), T.GaussianBlur(3), T.RandomInvert(), T.RandomEqualize(), T.RandomAutocontrast(),
    T.RandomPosterize(2), T.RandomSolarize(99), T.RandomAdjustSharpness(2), T.RandomApply([T.Grayscale(3)]),
    T.RandomChoice([T.Pad(1), T.Pad(2)]), T.RandomOrder([T.Pad(1), T.CenterCrop(5)]),
]


@pytest.mark.parametrize("transform", DRAWN, ids=lambda t: type(t).__name__)
def test_draws_come_from_the_generator(transform):
    array = (np.sin(np.arange(32 * 36 * 3) ** 1.5) * 60 + 99).astype(np.uint8).reshape(32, 36, 3)
    for p in (Image.fromarray(array), th.from_numpy(array.transpose(2, 0, 1).copy())):
        results = []
        for seed in (1, 1, 2, 3, 4, 5, 6, 7):
            th.manual_seed(seed)
            random.seed(seed)
            results.append(as_array(transform(p)))
        assert np.array_equal(results[0], results[1])
        assert any(r.shape != results[0].shape or not np.array_equal(r, results[0]) for r in results[2:])


def test_erasing():
    th.manual_seed(0)
    x = th.ones(3, 12, 16)
    for value in (0, "random", (0.1, 0.2, 0.3)):
        erased = T.RandomErasing(p=1.0, value=value)(x)
        assert 0.01 < (erased != 1).any(0).float().mean() < 0.5
    assert x.min() == 1
    T.RandomErasing(p=1.0, inplace=True)(x)
    assert x.min() == 0


@pytest.mark.parametrize(("call", "text"), [
    (lambda p: T.Normalize([0.5], [0.0])(th.ones(1, 2, 2)), "std evaluated to zero"),
    (lambda p: T.Normalize([0.5], [1.0])(p), "should be Tensor Image"),
    (lambda p: F.normalize(th.ones(1, 2, 2, dtype=th.uint8), [0], [1]), "float tensor"),
    (lambda p: F.normalize(th.ones(2, 2), [0], [1]), "tensor image of size"),
    (lambda p: T.ToTensor()("x"), "PIL Image or ndarray"),
    (lambda p: T.ToTensor()(np.zeros(3)), "2/3 dimensional"),
    (lambda p: T.ToPILImage()(th.zeros(5, 2, 2)), "4 channels"),
    (lambda p: T.ToPILImage()(th.zeros(2)), "2/3 dimensional"),
    (lambda p: T.ToPILImage("CMYK")(th.zeros(3, 2, 2)), "not supported"),
    (lambda p: F.pil_to_tensor(3), "PIL Image"),
    (lambda p: F.resize(3, 4), "Tensor or a PIL Image"),
    (lambda p: F.resize(p, 10, max_size=8), "strictly greater"),
    (lambda p: F.resize(p, 0), "positive"),
    (lambda p: F.resize(p, (3, 3), "cubic"), "InterpolationMode"),
    (lambda p: F.resize(th.ones(1, 4, 4), 2, T.InterpolationMode.BOX), "PIL Images"),
    (lambda p: T.Resize("x"), "int or sequence"),
    (lambda p: F.pad(p, (1, 2, 3)), "1, 2, or 4"),
    (lambda p: F.pad(p, 1, padding_mode="mirror"), "Padding mode"),
    (lambda p: T.CenterCrop((1, 2, 3)), "two dimensions"),
    (lambda p: F.five_crop(p, 99), "bigger than input"),
    (lambda p: T.RandomCrop(99)(p), "larger than input"),
    (lambda p: F.adjust_brightness(p, -1), "not non-negative"),
    (lambda p: F.adjust_hue(p, 0.7), "not in"),
    (lambda p: F.rgb_to_grayscale(p, 2), "either 1 or 3"),
    (lambda p: F.gaussian_blur(p, 4), "odd and positive"),
    (lambda p: F.gaussian_blur(p, 3, -1.0), "positive values"),
    (lambda p: F.affine(p, 0, (0, 0), 0, 0), "scale should be positive"),
    (lambda p: F.erase(p, 0, 0, 1, 1, 0), "Tensor Image"),
    (lambda p: T.ColorJitter(hue=0.7), "hue values"),
    (lambda p: T.ColorJitter(brightness=-1), "non negative"),
    (lambda p: T.ColorJitter((1, 2, 3)), "length 2"),
    (lambda p: T.RandomRotation(-1), "must be positive"),
    (lambda p: T.RandomAffine(0, (2, 2)), "between 0 and 1"),
    (lambda p: T.RandomAffine(0, scale=(0, 1)), "positive"),
    (lambda p: T.GaussianBlur(2), "odd and positive"),
    (lambda p: T.GaussianBlur(3, (2, 1)), "sigma values"),
    (lambda p: T.RandomErasing(p=2), "between 0 and 1"),
    (lambda p: T.RandomErasing(scale=(2, 3)), "Scale"),
    (lambda p: T.RandomErasing(value="x"), "random"),
    (lambda p: T.Lambda(3), "callable"),
    (lambda p: T.Transform()(p), "without __call__"),
])
def test_what_is_refused(call, text):
    with pytest.raises((ValueError, TypeError, RuntimeError, NotImplementedError), match=text):
        call(both()[0])


# ---- pictures that are moved pixel by pixel, mixed, or whitened; the numbers are torchvision's


@pytest.mark.parametrize(("seed", "mixed", "moved"), [(0, 47734, 38512), (2, 47822, 37828), (3, 48440, 38740)])
def test_mixed_and_elastic_pictures_have_torchvision_s_draws(seed, mixed, moved):
    nearest = T.InterpolationMode.NEAREST
    for transform, total in ((T.AugMix(5, interpolation=nearest), mixed), (T.ElasticTransform(20.0, 1.0, nearest, 9), moved)):
        for given in both():
            th.manual_seed(seed)
            found = as_array(transform(given))
            assert found.dtype == np.uint8
            assert int(found.astype(int).sum()) == total


def test_the_ways_of_elastic_pixels_are_torchvision_s():
    th.manual_seed(0)
    ways = T.ElasticTransform.get_params([20.0, 5.0], [1.0, 0.5], [12, 16])
    assert ways.shape == (1, 12, 16, 2)
    assert ways[0, 3, 4].tolist() == pytest.approx([0.521622, -0.0257244], rel=1e-5)


@pytest.mark.parametrize("mode", [T.InterpolationMode.NEAREST, T.InterpolationMode.BILINEAR])
def test_elastic_pixels_are_read_at_their_places(mode):
    picture = th.arange(12.0).reshape(1, 3, 4)
    ways = th.zeros(1, 3, 4, 2)
    assert th.equal(F.elastic_transform(picture, ways, mode), picture)
    ways[..., 0] = 2 / 4  # one pixel to the right
    found = F.elastic_transform(picture, ways, mode, fill=[-1.0])
    assert found.tolist() == [[[1, 2, 3, -1], [5, 6, 7, -1], [9, 10, 11, -1]]]
    with pytest.raises(ValueError, match="displacement shape"):
        F.elastic_transform(picture, ways[:, :2])
    with pytest.raises(TypeError, match="displacement should be a Tensor"):
        F.elastic_transform(picture, [0.0])


def test_linear_transformations_whiten():
    rows = th.tensor([[1.0, 2.0, 0.0, 4.0], [0.0, 1.0, 3.0, 1.0]])
    matrix, mean = th.arange(16.0).reshape(4, 4), th.tensor([0.5, 1.0, 0.0, 2.0])
    whiten = T.LinearTransformation(matrix, mean)
    assert th.equal(whiten(rows.reshape(2, 1, 2, 2)), ((rows - mean) @ matrix).reshape(2, 1, 2, 2))
    assert repr(T.LinearTransformation(th.eye(1), th.zeros(1))) == (
        "LinearTransformation(transformation_matrix=[[1.0]], mean_vector=[0.0])"
    )
    with pytest.raises(ValueError, match="incompatible shape"):
        whiten(th.zeros(1, 2, 3))


@pytest.mark.parametrize(("make", "kind", "text"), [
    (lambda: T.AugMix(11), ValueError, "severity must be between"),
    (lambda: T.ElasticTransform(3), TypeError, "alpha should be float"),
    (lambda: T.ElasticTransform([3.0]), ValueError, "its length should be 2"),
    (lambda: T.ElasticTransform(3.0, [1, 2]), TypeError, "sigma should be a sequence of floats"),
    (lambda: T.LinearTransformation(th.zeros(2, 3), th.zeros(2)), ValueError, "should be square"),
    (lambda: T.LinearTransformation(th.eye(2), th.zeros(3)), ValueError, "same length"),
    (lambda: T.LinearTransformation(th.eye(2), th.zeros(2).double()), ValueError, "same dtype"),
])
def test_settings_of_moved_and_mixed_pictures_that_are_refused(make, kind, text):
    with pytest.raises(kind, match=text):
        make()
