"""Torch7's files: those that Torch7 itself wrote, their round trip, and what is wrong with others."""

import io
import json
import math
import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest

import th
from th import torch7
from th.errors import ArgumentError, ArgumentTypeError, DtypeError, FileFormatError

FOLDER = Path(__file__).parent.parent / "data" / "t7"
GOLDENS = sorted(FOLDER.glob("*.t7"))
UNSAID = {"_type", "gradBias", "gradInput", "gradWeight"}  # fields that the descriptions leave out
SPECIAL = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


def mode_of(path):
    return "ascii" if path.stem.endswith("_ascii") else "binary"


def pairs_of(value):
    if isinstance(value, list):
        return list(enumerate(value, 1))
    return list(value.items())


def check(value, said, seen=()):
    """That a value that was read is what its description says."""
    kind = said["kind"]
    if kind == "seen":
        assert any(value is other for other in seen)
    elif kind in ("number", "string", "boolean"):
        assert value == said["value"]
        assert isinstance(value, {"number": int | float, "string": str, "boolean": bool}[kind])
    elif kind == "tensor":
        assert "torch." + value.type().removeprefix("torch.") == said["type"]
        assert list(value.shape) == (said["size"] or [0])
        wanted = [SPECIAL.get(v, v) for v in said["values"]]
        assert np.array_equal(value.reshape(-1).numpy(), np.array(wanted, value.numpy().dtype), equal_nan=value.is_floating_point())
    elif kind == "storage":
        assert value.torch_typename == said["type"] and value.tolist() == said["values"]
    else:
        check_items(value, said, (*seen, value))


def check_items(value, said, seen):
    if said["kind"] == "object":
        assert value.torch_typename == said["type"]
        value = {name: field for name, field in value.fields.items() if name not in UNSAID}
    pairs = pairs_of(value)
    assert len(pairs) == len(said["items"])
    by_key = {key: field for key, field in pairs}
    for key, field in said["items"]:
        check(by_key[key["value"]], field, seen)


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_a_file_of_torch7_holds_what_is_said_of_it(path):
    check(torch7.load(path, mode_of(path)), json.loads(path.with_suffix(".json").read_text())["object"])


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_a_file_of_torch7_is_written_again_bit_for_bit(path):
    data, mode = path.read_bytes(), mode_of(path)
    assert torch7.dumps(torch7.loads(data, mode), mode) == data
    assert torch7.dumps(torch7.loads(data, mode, lists=False), mode) == data


@pytest.mark.parametrize("mode", ["binary", "ascii", "b32", "b64"])
@pytest.mark.parametrize("path", [p for p in GOLDENS if p.stem != "tensor_long_extremes"], ids=lambda path: path.stem)
def test_each_mode_holds_the_same(path, mode):
    data = path.read_bytes()
    once = torch7.dumps(torch7.loads(data, mode_of(path)), mode)
    back = torch7.dumps(torch7.loads(once, mode), mode_of(path))
    assert sorted(back) == sorted(data) if "special" in path.stem else back == data


@pytest.mark.parametrize("mode", ["binary", "ascii", "b32"])
@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_a_file_that_is_cut_off_anywhere_is_refused(path, mode):
    if (path.stem, mode) == ("tensor_long_extremes", "b32"):
        pytest.skip("its numbers have more than 32 bits")
    data = torch7.dumps(torch7.loads(path.read_bytes(), mode_of(path)), mode)
    ends = range(len(data)) if len(data) < 1000 else sorted(random.Random(0).sample(range(len(data)), 200))
    for end in ends:
        with pytest.raises(FileFormatError, match="cut off|empty|not a .t7 file"):
            torch7.loads(data[:end], mode)
        if mode == "b32":
            with pytest.raises(FileFormatError):
                torch7.loads(data[:end])


def test_damaged_files_are_refused_or_read_and_nothing_else():
    rng = random.Random(1)
    for path in GOLDENS:
        for _ in range(60):
            data = bytearray(path.read_bytes()[:3000])
            for _ in range(rng.randint(1, 3)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            try:
                torch7.loads(data, mode_of(path))
            except FileFormatError as err:
                assert "the data" in str(err)


# ---- objects


def round_trip(obj, mode="binary", **options):
    return torch7.loads(torch7.dumps(obj, mode), mode, **options)


PLAIN = [None, True, False, 0, 42, -7, 2**53, 0.5, -0.0, 1e300, math.inf, -math.inf, "", "hé", b"\xff\0", "a\nb", [], [1, [2, "x"]],
         {"a": 1, 2: None, 2.5: "x"}, {b"\xfe": 1}, [None, 1], {False: 1}]


@pytest.mark.parametrize("mode", ["binary", "ascii", "b32"])
@pytest.mark.parametrize("obj", PLAIN, ids=repr)
def test_plain_objects_come_back(obj, mode):
    back = round_trip(obj, mode)
    assert back == obj and type(back) is type(obj) and repr(back) == repr(obj)


def test_tables_are_lists_where_their_keys_count():
    assert round_trip({1: "a", 2: "b"}) == ["a", "b"]
    assert round_trip({2: "b", 1: "a"}) == ["a", "b"]
    assert round_trip({2: "b", 3: "c"}) == {2: "b", 3: "c"}
    assert round_trip({}) == []
    assert round_trip(["a", "b"], lists=False) == {1: "a", 2: "b"}
    assert round_trip(("a", "b")) == ["a", "b"]


def test_what_is_held_twice_is_one_object():
    inner, tensor = ["x"], th.ones(2)
    obj = {"a": inner, "b": inner, "s": tensor, "t": tensor}
    obj["self"] = obj
    back = round_trip(obj)
    assert back["a"] is back["b"] and back["s"] is back["t"] and back["self"] is back
    ring = []
    ring.append(ring)
    back = round_trip(ring, "ascii")
    assert back[0] is back


def test_deep_tables_need_no_deep_stack():
    obj = []
    for _ in range(20_000):
        obj = [obj]
    obj, depth = round_trip(obj), 0
    while obj:
        obj, depth = obj[0], depth + 1
    assert depth == 20_000


def test_tables_that_no_dict_can_hold():
    key = torch7.Table([("x", 1)])
    table = torch7.Table([(1, "one"), (True, "true"), (key, "table")])
    assert table[1] == "one" and table[True] == "true" and table[key] == "table" and list(table)[0] == 1
    with pytest.raises(KeyError):
        table[2]
    back = round_trip(table)
    assert isinstance(back, torch7.Table) and back.values() == ["one", "true", "table"]
    assert back.keys()[2] == {"x": 1} and len(back) == 3 and repr(back) == "<Lua table of 3 pairs>"
    assert torch7.dumps(back) == torch7.dumps(table)


DTYPES = [th.uint8, th.int8, th.int16, th.int32, th.int64, th.float16, th.float32, th.float64]


@pytest.mark.parametrize("mode", ["binary", "ascii", "b32"])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensors_and_storages_of_each_type(dtype, mode):
    x = (th.arange(24) - 5).reshape(2, 3, 4).to(dtype)
    for view in (x, x[1:], x[:, ::2], x.permute(2, 0, 1), x[:, :1].expand(2, 3, 4)):
        back = round_trip(view, mode)
        assert back.dtype is dtype and th.equal(back, view) and back.stride() == view.stride()
    row = round_trip(torch7.Storage(x), mode)
    assert row.tolist() == x.flatten().tolist() and row.tensor().dtype is dtype


def test_views_share_their_memory_again():
    x = th.arange(12.0).reshape(3, 4)
    whole, part, turned, row = round_trip([x, x[1:, 1:3], x.t(), torch7.Storage(x)])
    whole[1, 1] = 99
    assert part[0, 0] == 99 and turned[1, 1] == 99 and row[5] == 99
    row[0] = 7
    assert whole[0, 0] == 7
    assert torch7.dumps([x, x[1:], x.t()]).count(b"FloatStorage") == 1


def test_what_torch7_has_no_tensors_for():
    assert torch7.dumps(th.zeros(2, 0)) == torch7.dumps(th.zeros(0))
    assert round_trip(th.tensor(3.0)).tolist() == [3.0]
    assert round_trip(th.tensor([True, False])).dtype is th.uint8
    assert round_trip(th.ones(2, requires_grad=True)).requires_grad is False
    assert round_trip(np.arange(3)).tolist() == [0, 1, 2]
    assert round_trip(np.float32(0.5)) == 0.5 and round_trip(np.bool(True)) is True


def test_tensors_of_a_gpu_come_to_the_cpu():
    data = torch7.dumps(th.ones(2)).replace(b"\x11\0\0\0torch.Float", b"\x10\0\0\0torch.Cuda").replace(
        b"\x12\0\0\0torch.Float", b"\x11\0\0\0torch.Cuda")
    assert data.count(b"Cuda") == 2
    assert th.equal(torch7.loads(data), th.ones(2))
    data = torch7.dumps(th.ones(2).double(), "ascii").replace(b"18\ntorch.", b"22\ntorch.Cuda").replace(b"19\ntorch.", b"23\ntorch.Cuda")
    assert th.equal(torch7.loads(data, "ascii"), th.ones(2).double())


def test_signs_and_kinds_of_not_a_number_survive():
    bits = [0x7FF8000000000001, 0xFFF8000000000000, 0x7FF8000000000000]
    x = th.from_numpy(np.array(bits, np.uint64).view(np.float64))
    assert round_trip(x).numpy().view(np.uint64).tolist() == bits
    assert b"nan -nan nan" not in torch7.dumps(x) and b"nan -nan nan" in torch7.dumps(x, "ascii")


def test_objects_show_their_fields():
    net = torch7.load(FOLDER / "nn_mlp.t7")
    first = net.modules[0]
    assert net.torch_typename == "nn.Sequential" and first.weight.shape == (8, 4)
    assert "weight" in dir(first) and repr(net.modules[1]).startswith("<nn.Tanh: ")
    first.train = True
    assert first.fields["train"] is True and round_trip(first).train is True
    del first.train
    with pytest.raises(AttributeError, match="nn.Linear has no field 'train'"):
        first.train
    with pytest.raises(AttributeError, match="no field"):
        del first.train
    assert repr(torch7.Object("nn.Mine")) == "<nn.Mine>"


def test_objects_keep_their_version_and_odd_contents():
    for version in (0, 1, 2):
        assert round_trip(torch7.Object("my.Class", {"x": 1}, version)).torch_version == version
    assert round_trip(torch7.Object("my.Class", {1: "a", 2: "b"})).fields == {1: "a", 2: "b"}
    odd = round_trip(torch7.Object("my.Class", th.ones(1)))
    assert odd.fields.tolist() == [1] and repr(odd) == "<my.Class: Tensor>"


@pytest.mark.parametrize("tag", [6, 7, 8])
def test_functions_are_kept(tag):
    function = torch7.Function(b"\x1bLJ\0", [{"name": "x", "value": 1}], tag)
    data = torch7.dumps([function, function])
    first, second = torch7.loads(data)
    assert (first.dumped, first.upvalues, first.tag) == (b"\x1bLJ\0", [{"name": "x", "value": 1}], tag)
    assert (first is second) == (tag != 6)  # the oldest kind has no number to be known by
    assert torch7.dumps([first, second]) == data
    with pytest.raises(ArgumentTypeError, match="must be 6, 7 or 8"):
        torch7.Function(b"", tag=1)


# ---- files


def test_longs_of_32_bits_are_recognised():
    x = th.arange(6).reshape(2, 3)
    data = torch7.dumps({"x": x, "y": [th.zeros(0), x.double()]}, "b32")
    for options in ({}, {"longs": 32}, {"mode": "b32"}):
        assert th.equal(torch7.loads(data, **options)["x"], x)
    with pytest.raises(FileFormatError):
        torch7.loads(data, longs=64)
    with pytest.raises(FileFormatError, match="longs=32"):  # as a cut off file for 64 bits looks
        torch7.loads(torch7.dumps(th.zeros(0), "b32"))
    with pytest.raises(ArgumentError, match="beyond 32 bits"):
        torch7.dumps(th.tensor([2**31]), "b32")


def test_files_and_streams(tmp_path):
    path = tmp_path / "x.t7"
    torch7.save(path, [1, "a"])
    assert torch7.load(str(path)) == torch7.load(path) == [1, "a"]
    stream = io.BytesIO(b"head")
    stream.seek(4)
    for obj in ("first", [2]):
        torch7.save(stream, obj)
    stream.seek(4)
    assert torch7.load(stream) == "first" and torch7.load(stream) == [2]
    read, write = os.pipe()
    with os.fdopen(write, "wb") as file:
        torch7.save(file, "through a pipe")
    with os.fdopen(read, "rb") as file:
        assert torch7.load(file) == "through a pipe"


def test_nothing_half_written(tmp_path):
    path = tmp_path / "x.t7"
    torch7.save(path, "old")
    with pytest.raises(ArgumentTypeError):
        torch7.save(path, ["new", object()])
    assert torch7.load(path) == "old" and os.listdir(tmp_path) == ["x.t7"]


OTHERS = [
    (b"", "is empty"),
    (b"hello world", "not a .t7 file: it begins with"),
    (b"PK\3\4rest", "try th.load"),
    (b"\x93NUMPY", "np.load"),
    (b"\x1f\x8b", "gzipped"),
    (b"\x89PNG", "th.image.load"),
    (b"4\n1\n3\nV 1\n", "looks like one of mode 'ascii'"),
    (struct.pack("<i", 9), "not a .t7 file"),
    (struct.pack("<iiii", 3, 1, 1, 9), "9 is no type of object"),
    (struct.pack("<iii", 3, 1, -1), "the size of a table is -1"),
    (struct.pack("<iiiii", 3, 1, 1, 0, 0), "nil or nan as a key"),
    (struct.pack("<iii", 4, 1, 3) + b"V x", "no version of a class"),
    (torch7.dumps(torch7.Object("tds.Hash", 1)), "a format of its own"),
    (torch7.dumps(th.ones(2)).replace(b"FloatStorage", b"ShortStorage"), "ShortStorage stands where the FloatStorage"),
]


@pytest.mark.parametrize(("data", "message"), OTHERS, ids=[message for _, message in OTHERS])
def test_other_files_are_refused(tmp_path, data, message):
    path = tmp_path / "x.t7"
    path.write_bytes(data)
    with pytest.raises(FileFormatError, match=message) as told:
        torch7.load(path)
    assert str(path) in str(told.value)


ASCII = [
    (b"\4\0\0\0", "looks like one of mode 'binary'"),
    (b"x\n", "the type of an object should stand where b'x' stands"),
    (b"2\n3\nabcd\n", "does not end where its line ends, at line 3"),
    (b"4\n1\n3\nV 1\n18\ntorch.ByteTensors?\n", "cut off at line 7"),
    (b"4\n1\n3\nV 1\n18\ntorch.ShortStorage\n2\n1 99999\n", "no such number"),
    (b"4\n1\n3\nV 1\n18\ntorch.ShortStorage\n-2\n", "a storage of -2 elements"),
    (b"4\n1\n3\nV 1\n17\ntorch.ShortTensor\n99\n", "a tensor of 99 dimensions"),
    (b"4\n1\n3\nV 1\n17\ntorch.ShortTensor\n1\n5\n1\n1\n0\n", "reaches beyond its memory"),
    (b"4\n1\n3\nV 1\n17\ntorch.ShortTensor\n1\n5\n1\n1\n3\n", "an object of type 3 stands where the storage"),
    (b"4\n1\n3\nV 1\n17\ntorch.ShortTensor\n1\n5\n1\n1\n4\n1\n3\nV 1\n9\nnn.Linear\n", "stands where the ShortStorage"),
]


@pytest.mark.parametrize(("data", "message"), ASCII, ids=[message for _, message in ASCII])
def test_damaged_ascii_files_are_refused(data, message):
    with pytest.raises(FileFormatError, match=message):
        torch7.loads(data, "ascii")


def test_ascii_files_of_windows_are_read():
    data = torch7.dumps({"x": th.arange(3.0), "y": "text"}, "ascii").replace(b"\n", b"\r\n")
    assert torch7.loads(data, "ascii")["y"] == "text"


def test_wrong_arguments(tmp_path):
    with pytest.raises(FileNotFoundError):
        torch7.load(tmp_path / "missing.t7")
    with pytest.raises(IsADirectoryError):
        torch7.load(tmp_path)
    with pytest.raises(FileNotFoundError, match="does not exist"):
        torch7.save(tmp_path / "missing" / "x.t7", 1)
    for call in (torch7.load, lambda f: torch7.save(f, 1)):
        with pytest.raises(ArgumentTypeError, match="must be a path or a file"):
            call(3)
    with pytest.raises(ArgumentTypeError, match="opened for text"):
        torch7.load(io.StringIO("x"))
    with pytest.raises(ArgumentTypeError, match="must be bytes"):
        torch7.loads("x")
    with pytest.raises(ArgumentError, match="`mode`"):
        torch7.dumps(1, "text")
    with pytest.raises(ArgumentError, match="`longs`"):
        torch7.loads(b"x", longs=16)
    with pytest.raises(ArgumentError, match="must agree"):
        torch7.loads(b"x", "b32", longs=64)


@pytest.mark.parametrize(
    ("obj", "error", "message"),
    [
        ({1, 2}, ArgumentTypeError, "holds a set"),
        (th.ones(1, dtype=th.complex64), DtypeError, "complex64"),
        (th.ones(1, dtype=th.bfloat16), DtypeError, "bfloat16"),
        (2**53 + 1, ArgumentError, "no double"),
        (10**400, ArgumentError, "no double"),
        ("\ud800", ArgumentError, "not Unicode"),
        ({None: 1}, ArgumentError, "None as a key"),
        ({math.nan: 1}, ArgumentError, "nan as a key"),
    ],
    ids=["set", "complex", "bfloat16", "odd", "huge", "surrogate", "nil", "nan"],
)
def test_what_cannot_be_written(obj, error, message):
    with pytest.raises(error, match=message):
        torch7.dumps(obj)


def test_th_load_names_the_reader():
    for path in (FOLDER / "nn_mlp.t7", FOLDER / "table_list.t7", FOLDER / "tensor_byte_ascii.t7"):
        with pytest.raises(FileFormatError, match="use th.torch7.load"):
            th.load(path)
