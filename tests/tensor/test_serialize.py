"""save, load, pickle and deepcopy: PyTorch's files, shared memory, and what is refused."""

import collections
import contextlib
import io
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

import th
from tests import standin_cupy
from th.errors import ArgumentError, ArgumentTypeError, DeviceError, FileFormatError
from th.tensor import archive, devices, pickling
from th.tensor.parameter import Parameter

DATA = Path(__file__).parent.parent / "data"
NAMES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
         "complex128")


def everything(torch, parameter):
    """The objects that were saved in tests/data/pytorch_objects.pt."""
    x = torch.arange(24.0).reshape(2, 3, 4)
    return {
        "x": x, "view": x[1], "turned": x[0].t(), "parameter": parameter(torch.ones(2, 3)), "empty": torch.zeros(0, 3),
        "number": torch.tensor(3), "wanted": torch.ones(2, requires_grad=True), "expanded": torch.ones(1).expand(3),
        "size": x.shape, "dtype": torch.float16, "device": torch.device("cpu"),
        "nested": (1, 2.5, "x", None, True, {"a": [torch.ones(1)]}), "ordered": collections.OrderedDict(a=torch.zeros(1)),
        "bytes": b"abc\xff", "complex": 3 + 4j, "set": {1, 2},
        "dtypes": [torch.arange(3).to(getattr(torch, d)) for d in NAMES],
    }


@pytest.fixture
def objects():
    pytest.importorskip("ml_dtypes")
    return everything(th, Parameter)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.pt"


def check_sharing(loaded):
    """Views of one memory are views of one memory again."""
    loaded["view"][0, 0] = 99
    loaded["turned"][1, 2] = 77
    assert loaded["x"][1, 0, 0].item() == 99
    assert loaded["x"][0, 2, 1].item() == 77


@pytest.mark.parametrize("name", ["pytorch_objects.pt", "pytorch_objects_old.pt"])
@pytest.mark.parametrize("weights_only", [True, False])
def test_pytorchs_files_load(name, weights_only, objects):
    loaded = th.load(DATA / name, weights_only=weights_only)
    assert repr(loaded) == repr(objects)
    assert isinstance(loaded["parameter"], Parameter)
    check_sharing(loaded)


@pytest.mark.parametrize("mmap", [False, True])
@pytest.mark.parametrize("weights_only", [True, False])
def test_what_was_saved_is_loaded(path, objects, mmap, weights_only):
    th.save(objects, path)
    loaded = th.load(path, mmap=mmap, weights_only=weights_only)
    assert repr(loaded) == repr(objects)
    check_sharing(loaded)


def test_a_mapped_file_is_not_written_to(path):
    th.save(th.zeros(3), path)
    th.load(path, mmap=True)[0] = 5
    assert th.load(path).tolist() == [0, 0, 0]


@pytest.mark.oracle
def test_pytorch_loads_our_files(path, objects):
    import torch

    th.save(objects, path)
    for options in ({}, {"mmap": True}):
        loaded = torch.load(path, **options)
        assert repr(loaded) == repr(everything(torch, torch.nn.Parameter))
    check_sharing(loaded)


@pytest.mark.oracle
def test_a_state_dict_goes_to_pytorch_and_back(path):
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    torch.save(model.state_dict(), path)
    loaded = th.load(path)
    assert loaded._metadata[""] == {"version": 1}
    th.save(loaded, path)
    assert not model.load_state_dict(torch.load(path)).missing_keys


def test_files_and_buffers(objects):
    buffer = io.BytesIO()
    th.save(objects, buffer)
    buffer.seek(0)
    assert repr(th.load(buffer)) == repr(objects)


def test_two_objects_in_one_stream_are_not_mixed_up(path):
    with open(path, "wb") as file:
        th.save(th.ones(2), file)
    with open(path, "rb") as file:
        assert th.load(file).tolist() == [1, 1]


def test_the_same_objects_give_the_same_file(tmp_path, objects):
    for name in ("a", "b"):
        th.save(objects, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_storages_begin_at_multiples_of_64_bytes(path, objects):
    th.save(objects, path)
    with zipfile.ZipFile(path) as archive, open(path, "rb") as file:
        for info in archive.infolist():
            if "/data/" in info.filename:
                file.seek(info.header_offset + 26)
                name, extra = np.frombuffer(file.read(4), "<u2")
                assert (info.header_offset + 30 + int(name) + int(extra)) % 64 == 0


def test_memory_that_is_used_twice_is_written_once(path):
    x = th.zeros(100_000)
    th.save([x, x[5:], x.reshape(100, 1000).t()], path)
    assert path.stat().st_size < 410_000


def test_what_was_loaded_shares_its_memory_when_it_is_saved_again(path):
    whole = th.arange(20.0).view(4, 5)
    th.save([whole, whole[:, 1:4], whole.t()], path)
    th.save(th.load(path), path)
    whole, part, turned = th.load(path)
    whole[0, 1] = 99
    assert part[0, 0] == 99 and turned[1, 0] == 99


def test_memory_seen_as_two_dtypes_is_written_for_each(path):
    x = th.zeros(2, dtype=th.complex64)
    th.save([x, th.view_as_real(x)], path)
    assert [t.dtype for t in th.load(path)] == [th.complex64, th.float32]


def test_odd_strides_are_written_as_a_copy(path):
    backwards = th.from_numpy(np.arange(6.0)[::2])
    records = np.zeros(3, [("a", "f4"), ("b", "f8")])
    records["b"] = [1, 2, 3]
    th.save([backwards, th.from_numpy(records["b"])], path)
    assert [t.tolist() for t in th.load(path)] == [[0, 2, 4], [1, 2, 3]]


# ---- where tensors go


def test_map_location():
    for where in (None, "cpu", th.device("cpu"), {"cuda:0": "cpu"}, lambda storage, location: storage, lambda s, loc: None):
        assert th.load(DATA / "pytorch_objects.pt", map_location=where)["number"].item() == 3


def test_devices_are_remembered(path):
    with standin_cupy.installed():
        th.save({"x": th.arange(6.0, device="cuda").reshape(2, 3).t()}, path)
        loaded = th.load(path)["x"]
        assert str(loaded.device) == "cuda:0"
        assert loaded.tolist() == [[0, 3], [1, 4], [2, 5]]
        for where in ("cpu", {"cuda:0": "cpu"}, lambda storage, location: storage.cpu()):
            assert th.load(path, map_location=where)["x"].device == th.device("cpu")
        th.save(th.ones(2), path)
        assert th.load(path, map_location="cuda").is_cuda
        assert th.load(path, map_location=lambda storage, location: storage.cuda(0)).is_cuda


def test_a_file_from_a_gpu_needs_map_location_without_one(path, monkeypatch):
    with standin_cupy.installed():
        th.save(th.ones(2, device="cuda"), path)
    monkeypatch.setattr(devices, "cuda_is_available", lambda: False)
    with pytest.raises(DeviceError, match="map_location=torch.device"):
        th.load(path)
    assert th.load(path, map_location="cpu").tolist() == [1, 1]


# ---- what is refused


class Point:
    def __init__(self, x):
        self.x = x


def test_code_is_not_run():
    with pytest.raises(FileFormatError, match="weights_only=False") as caught:
        th.load(DATA / "pytorch_code.pt")
    assert "print" in str(caught.value)


def test_other_classes_need_leave(path):
    th.save({"p": Point(th.ones(2))}, path)
    with pytest.raises(FileFormatError, match="Point"):
        th.load(path)
    assert th.load(path, weights_only=False)["p"].x.tolist() == [1, 1]
    pickling.add_safe_globals([Point])
    try:
        assert pickling.get_safe_globals() == [Point]
        assert th.load(path)["p"].x.tolist() == [1, 1]
    finally:
        pickling.clear_safe_globals()
    with pickling.safe_globals([(Point, f"{__name__}.Point")]):
        assert th.load(path)["p"].x.tolist() == [1, 1]
    assert not pickling.get_safe_globals()
    with pytest.raises(ArgumentError, match="classes and functions"):
        pickling.add_safe_globals([3])


def rewritten(path, change):
    """The file with its pickle replaced."""
    with zipfile.ZipFile(path) as archive:
        entries = {n: archive.read(n) for n in archive.namelist()}
    entries["archive/data.pkl"] = change(entries["archive/data.pkl"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"K\x03\x85", b"K\x09\x85", "beyond its memory"),  # a longer shape
        (b"K\x03tq", b"K\x7ftq", "bytes, not"),  # a larger storage
        (b"X\x01\x00\x00\x000", b"X\x01\x00\x00\x009", "storage '9' is missing"),
        (b"X\x07\x00\x00\x00storage", b"X\x07\x00\x00\x00starage", "not a storage"),
        (b"FloatStorage", b"BloatStorage", "torch.BloatStorage"),
        (b".", b"", "cut off or damaged"),
    ],
)
def test_damaged_pickles_are_told(path, old, new, words):
    th.save(th.ones(3), path)
    rewritten(path, lambda data: new.join(data.rsplit(old, 1)))
    with pytest.raises(FileFormatError) as caught:
        th.load(path)
    assert words in str(caught.value)


STATES = [b"}X\x04\x00\x00\x00nameX\x01\x00\x00\x00xsb", b"N}X\x04\x00\x00\x00nameX\x01\x00\x00\x00xs\x86b"]


@pytest.mark.parametrize("state", STATES)
def test_a_pickle_cannot_change_our_own_objects(path, state):
    th.save(th.float32, path)
    rewritten(path, lambda data: data[:-1] + state + b".")
    with pytest.raises(FileFormatError, match="sets the state"):
        th.load(path)
    assert th.float32.name == "float32"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello, this is text", "not a file that torch.save wrote"),
        (b"\x93NUMPY\x01\x00", "np.load"),
        (b"\x80\x02}q\x00.", "not a file that torch.save wrote"),
        (b"PK\x03\x04 and then nothing", "cut off or damaged"),
    ],
)
def test_other_files_are_told(path, content, words):
    path.write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        th.load(path)
    assert words in str(caught.value)
    assert "x.pt" in str(caught.value)


def test_other_zip_files_are_told(path):
    for names, words in ((["a.txt"], "no data.pkl"), (["m/data.pkl", "m/constants.pkl"], "TorchScript")):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        with pytest.raises(FileFormatError, match=words):
            th.load(path)


@pytest.mark.parametrize("name", ["pytorch_objects.pt", "pytorch_objects_old.pt"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_files_cut_off_are_told(path, name, part):
    data = (DATA / name).read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(FileFormatError):
        th.load(path)


def test_a_flipped_bit_is_noticed(path):
    th.save(th.ones(1000), path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileFormatError, match="damaged"):
        th.load(path)


def test_paths_that_cannot_be(tmp_path):
    with pytest.raises(FileNotFoundError):
        th.load(tmp_path / "missing.pt")
    with pytest.raises(IsADirectoryError):
        th.load(tmp_path)
    with pytest.raises(FileNotFoundError, match="Parent directory"):
        th.save(1, tmp_path / "missing" / "x.pt")
    with pytest.raises(IsADirectoryError):
        th.save(1, tmp_path)
    for call in (lambda: th.save(1, 5), lambda: th.load(5)):
        with pytest.raises(ArgumentTypeError, match="`f`"):
            call()
    with pytest.raises(ArgumentError, match="mmap"):
        th.load(io.BytesIO(), mmap=True)
    with pytest.raises(ArgumentError, match="old format"):
        th.load(DATA / "pytorch_objects_old.pt", map_location="cuda")


def test_a_failed_save_leaves_the_old_file(path, monkeypatch):
    th.save(th.ones(2), path)
    with pytest.raises(pickle.PicklingError):
        th.save({"x": th.zeros(2), "f": lambda: 1}, path)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write_archive", full)
    with pytest.raises(OSError, match="No space"):
        th.save(th.zeros(2), path)
    assert th.load(path).tolist() == [1, 1]
    assert os.listdir(path.parent) == ["x.pt"]


def test_links_and_permissions_stay(tmp_path):
    target, link = tmp_path / "real.pt", tmp_path / "link.pt"
    th.save(1, target)
    target.chmod(0o600)
    link.symlink_to(target)
    th.save(2, link)
    assert link.is_symlink()
    assert th.load(target) == 2
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["pytorch_objects.pt", "pytorch_objects_old.pt"])
def test_any_cut_and_any_flipped_bit_is_told_as_such(name):
    data = (DATA / name).read_bytes()
    rng = np.random.default_rng(0)
    for length in range(0, len(data), 37):
        with pytest.raises(FileFormatError):
            th.load(io.BytesIO(data[:length]))
    for place in rng.integers(0, len(data), 300).tolist():
        damaged = bytearray(data)
        damaged[place] ^= 1 << int(rng.integers(8))
        with contextlib.suppress(FileFormatError, DeviceError):  # or it was a bit that does not matter
            th.load(io.BytesIO(bytes(damaged)))


def test_what_cannot_be_read_raises_what_programs_catch(tmp_path):
    path = tmp_path / "file.pt"
    for content, error in ((b"", EOFError), (b"hello world", pickle.UnpicklingError), (pickle.dumps({"a": 1}), pickle.UnpicklingError)):
        path.write_bytes(content)
        with pytest.raises(error) as caught:
            th.load(path)
        assert isinstance(caught.value, RuntimeError)
    th.save(Path, path)
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        th.load(path)
