"""torchvision itself beside ours: values and draws of every transform, on PIL pictures and tensors; reprs; data sets."""

import contextlib
import importlib
import importlib.util
import random

import numpy as np
import pytest
from PIL import Image

import th
from tests.loading.test_files import write_mnist
from th import data
from th.data import transforms as ours_v1
from th.data.grids import make_grid

torch = pytest.importorskip("torch")


def torchvision():
    """torchvision; its wheels for GPUs lack their compiled operators beside a PyTorch without, and transforms need none."""
    with contextlib.suppress(RuntimeError):
        return importlib.import_module("torchvision")
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        with contextlib.suppress(RuntimeError):
            library.define(f"{name}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
    torchvision.library = library  # it is forgotten with its object
    return importlib.import_module("torchvision")


if importlib.util.find_spec("torchvision") is None:
    pytest.skip("torchvision is not installed", allow_module_level=True)
pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]
theirs_v1 = importlib.import_module(f"{torchvision().__name__}.transforms")


def picture(height=24, width=30):
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 9 + 5, y * 11 + 20, (x + y) * 7], -1).astype(np.uint8)


def make(text):
    """(torchvision's transform, ours) of one expression."""
    return tuple(
        eval(text, {"T": lib, "F": lib.functional, "torch": torch if lib is theirs_v1 else th, "Image": Image})
        for lib in (theirs_v1, ours_v1)
    )


def as_arrays(value):
    if isinstance(value, tuple | list):
        return [a for v in value for a in as_arrays(v)]
    return [np.asarray(value) if isinstance(value, Image.Image) else value.numpy()]


def seed(number):
    for library in (torch, th):
        library.manual_seed(number)


# Each transform, on which kinds of pictures, and by how much a byte may differ. Where a turned pixel falls between two
# others to the last bit, torchvision's single precision decides for tensors: such draws are compared on PIL pictures alone.
BOTH, BYTES, PIL, TENSOR, FLOAT = ("pil", "byte", "float"), ("pil", "byte"), ("pil",), ("byte", "float"), ("float",)
CASES = [
    ("T.CenterCrop(10)", BOTH, 0), ("T.CenterCrop((40, 12))", BOTH, 0),
    ("T.ColorJitter(0.4, 0.3, 0.5, 0.2)", ("pil", "float"), 1), ("T.ColorJitter(brightness=(0.5, 0.9))", BOTH, 0),
    ("T.Compose([T.Resize(16), T.RandomCrop(12), T.ToTensor()])", PIL, 0),
    ("T.ConvertImageDtype(torch.float32)", TENSOR, 0), ("T.FiveCrop(8)", BOTH, 0), ("T.TenCrop(8, vertical_flip=True)", BOTH, 0),
    ("T.GaussianBlur(5, (0.3, 1.5))", BOTH, 1), ("T.Grayscale()", BOTH, 0), ("T.Grayscale(3)", BOTH, 0),
    ("T.Normalize((0.5, 0.4, 0.3), (0.2, 0.3, 0.5))", FLOAT, 0), ("T.PILToTensor()", PIL, 0), ("T.ToTensor()", PIL, 0),
    ("T.ToPILImage()", TENSOR, 0), ("T.Pad((1, 2, 3, 4), fill=9)", ("pil", "byte"), 0),
    ("T.Pad(3, padding_mode='reflect')", BOTH, 0), ("T.Pad(2, padding_mode='edge')", BOTH, 0),
    ("T.Pad(2, padding_mode='symmetric')", BOTH, 0), ("T.RandomAdjustSharpness(1.7, p=0.6)", BOTH, 1),
    ("T.RandomAffine(30, (0.1, 0.2), (0.8, 1.2), 10)", BOTH, 0),
    ("T.RandomAffine(10, interpolation=T.InterpolationMode.BILINEAR)", BOTH, 1),
    ("T.RandomApply([T.RandomHorizontalFlip(), T.Pad(1)], p=0.5)", BOTH, 0), ("T.RandomAutocontrast()", BOTH, 1),
    ("T.RandomChoice([T.Pad(1), T.CenterCrop(9)])", BOTH, 0), ("T.RandomCrop(10)", BOTH, 0),
    ("T.RandomCrop(26, padding=2, pad_if_needed=True)", BOTH, 0), ("T.RandomEqualize()", ("pil", "byte"), 0),
    ("T.RandomErasing(p=0.8)", FLOAT, 0), ("T.RandomErasing(p=1.0, value='random')", FLOAT, 0), ("T.RandomGrayscale(0.5)", BOTH, 0),
    ("T.RandomHorizontalFlip()", BOTH, 0), ("T.RandomVerticalFlip(0.3)", BOTH, 0), ("T.RandomInvert()", BOTH, 0),
    ("T.RandomOrder([T.Pad(1), T.CenterCrop(9), T.RandomHorizontalFlip()])", BOTH, 0), ("T.RandomPerspective(0.4, p=0.8)", BOTH, 1),
    ("T.RandomPosterize(3)", ("pil", "byte"), 0), ("T.RandomResizedCrop(12)", BOTH, 1),
    ("T.RandomResizedCrop((9, 14), scale=(0.2, 0.9), ratio=(0.5, 2.0))", BOTH, 1), ("T.RandomRotation(40)", BOTH, 0),
    ("T.RandomRotation((10, 80), expand=True)", BOTH, 0), ("T.RandomSolarize(100)", ("pil", "byte"), 0),
    ("T.Resize((11, 17))", BOTH, 1), ("T.Resize(9)", BOTH, 1), ("T.Resize(40, max_size=44)", BOTH, 1),
    ("T.Resize((30, 41), T.InterpolationMode.NEAREST)", BOTH, 0), ("T.Resize((9, 12), T.InterpolationMode.BICUBIC)", BOTH, 1),
    ("T.Lambda(lambda x: x)", BOTH, 0), ("T.RandAugment()", BYTES, 1), ("T.RandAugment(3, 20, fill=128)", PIL, 0),
    ("T.TrivialAugmentWide()", PIL, 0), ("T.TrivialAugmentWide(11, fill=7)", BYTES, 1), ("T.AutoAugment()", BYTES, 1),
    ("T.AugMix(1, 4, 3)", BYTES, 2), ("T.AugMix(5, 2, 2, 0.5, False, T.InterpolationMode.NEAREST, 9)", BYTES, 1),
    ("T.ElasticTransform(20.0, 2.0)", BOTH, 1), ("T.ElasticTransform([30.0, 5.0], [1.0, 2.0], fill=7)", ("pil", "byte"), 1),
    ("T.ElasticTransform(9.0, 1.5, T.InterpolationMode.NEAREST, 3)", ("pil", "byte"), 0),
    ("T.LinearTransformation(torch.eye(2160) * 2, torch.ones(2160))", FLOAT, 0),
    ("T.AutoAugment(T.AutoAugmentPolicy.CIFAR10)", BYTES, 1), ("T.AutoAugment(T.AutoAugmentPolicy.SVHN)", PIL, 0),
]


@pytest.mark.parametrize(("text", "kinds", "apart"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_a_transform_gives_what_torchvision_s_gives(text, kinds, apart):
    one, other = make(text)
    if "Lambda" not in text:
        assert repr(other) == repr(one)
    array = picture()
    for kind in kinds:
        for number in range(30 if "Augment" in text else 6):
            results = []
            for lib, transform in ((torch, one), (th, other)):
                given = Image.fromarray(array)
                if kind != "pil":
                    given = lib.from_numpy(array.transpose(2, 0, 1).copy())
                    given = given.float() / 255 if kind == "float" else given
                random.seed(number)
                lib.manual_seed(number)
                results.append(as_arrays(transform(given)))
            for wanted, found in zip(*results, strict=True):
                assert (found.shape, found.dtype) == (wanted.shape, wanted.dtype), kind
                away = np.abs(found.astype("f8") - wanted.astype("f8")).max()
                limit = apart if wanted.dtype.kind in "ui" else 2e-6 + apart * 2e-3
                assert away <= limit, (kind, number, away)


def test_the_tables_of_auto_augment_are_the_same():
    for policy in theirs_v1.AutoAugmentPolicy:
        assert ours_v1.AutoAugment(ours_v1.AutoAugmentPolicy[policy.name]).policies == theirs_v1.AutoAugment(policy).policies


def test_pictures_as_the_second_version_takes_them():
    v2 = importlib.import_module("torchvision.transforms.v2")
    for given in (Image.fromarray(picture()), picture()):
        wanted = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize((0.5,) * 3, (0.2,) * 3)])(given)
        found = ours_v1.Compose([
            ours_v1.ToImage(), ours_v1.ToDtype(th.float32, scale=True), ours_v1.Normalize((0.5,) * 3, (0.2,) * 3),
        ])(given)
        np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-5, atol=1e-6)


def test_the_names_of_torchvision_s_transforms_are_here():
    public = {n for n in dir(theirs_v1) if n[0].isupper()}
    assert public <= set(dir(ours_v1))


def test_data_sets_have_the_same_face(tmp_path):
    write_mnist(tmp_path)
    theirs, ours = torchvision().datasets.MNIST(tmp_path, train=False), data.datasets.MNIST(tmp_path, train=False)
    assert repr(ours) == repr(theirs)
    assert (ours.classes, ours.class_to_idx, len(ours)) == (theirs.classes, theirs.class_to_idx, len(theirs))
    np.testing.assert_array_equal(ours.data.numpy(), theirs.data.numpy())
    assert ours[2][1] == theirs[2][1] and list(ours[2][0].get_flattened_data()) == list(theirs[2][0].get_flattened_data())
    for name in ("b", "a"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in (2, 1):
            Image.fromarray(picture(4 + number, 5)).save(tmp_path / "pictures" / name / f"{number}.png")
    theirs = torchvision().datasets.ImageFolder(tmp_path / "pictures", transform=theirs_v1.ToTensor())
    ours = data.datasets.ImageFolder(tmp_path / "pictures", transform=ours_v1.ToTensor())
    assert repr(ours) == repr(theirs)
    assert (ours.classes, ours.targets, ours.imgs) == (theirs.classes, theirs.targets, theirs.imgs)
    np.testing.assert_array_equal(ours[1][0].numpy(), theirs[1][0].numpy())
    theirs = torchvision().datasets.FakeData(3, (3, 4, 4), 10)
    ours = data.datasets.FakeData(3, (3, 4, 4), 10)
    for number in range(3):
        assert ours[number][1] == int(theirs[number][1])
        np.testing.assert_array_equal(np.asarray(ours[number][0]), np.asarray(theirs[number][0]))


def test_grids_of_pictures_agree():
    images = np.random.default_rng(0).random((5, 3, 4, 6), dtype="f4")
    for settings in ({}, {"nrow": 3, "padding": 1, "pad_value": 0.5}, {"normalize": True, "scale_each": True}):
        wanted = torchvision().utils.make_grid(torch.from_numpy(images), **settings).numpy()
        np.testing.assert_allclose(make_grid(th.from_numpy(images), **settings).numpy(), wanted, atol=1e-6)
