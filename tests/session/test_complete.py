"""Completion beyond the probes: places, keys, arguments, ranks, robustness."""

import random
import subprocess
import sys
import time
import types

import numpy as np
import pytest

from th.session import Session


@pytest.fixture
def known(session):
    session.namespace["np"] = np
    session.run(
        "class A:\n"
        "    count: int = 3\n"
        "    def __init__(self):\n        self.words = ['a']\n"
        "    def method(self, alpha, beta=2): return self.words\n"
        "def f(first, *, second=np): return A()\n"
        "a = A()\n"
        "table = {'one key': 1, 'two\"': 2, 3: 4}\n"
        "_private = 1\n"
    )
    return session


def texts(session, text, pos=None):
    return [item.text for item in session.complete(text, pos)]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("a.", ["count", "method", "words"]),
        ("f(1).wor", ["words"]),
        ("f(1).words[0].upp", ["upper"]),
        ("A().method(1)[0].upp", ["upper"]),
        ("f(fir", ["first="]),
        ("f(1, sec", ["second="]),
        ("f(1, second=np).met", ["method"]),
        ("table['on", ["one key']"]),
        ('table["two', ['two\\""]']),
        ("table[", ["'one key']", "3]"]),
        ("_pri", ["_private"]),
        ("a.__cl", ["__class__"]),
        ("x = [b.cou", []),
        ("for b in [a]:\n    if b.cou", ["count"]),
        ("with f(1) as g:\n    g.wor", []),
        ("import os\nos.path.jo", ["join"]),
        ("import os.pat", ["path"]),
        ("from os import pat", ["path"]),
        ("from os.path import jo", ["join"]),
        ("require 'nn", ["nn"]),
        ("?np.linsp", ["linspace"]),
        ("np.linsp?", []),
        ("%tim", ["time", "timeit"]),
        ("%%tim", ["time", "timeit"]),
        ("%time np.linsp", ["linspace"]),
        ("x = %time np.linsp", ["linspace"]),
        ("x = 3  # np.", []),
        ("'np.", []),
        ("3.", []),
        ("lambda q: np.linsp", ["linspace"]),
        ("f'{np.linsp", ["linspace"]),
        ("f'{{np.linsp", []),
        ("f'{a.words[0].upp", ["upper"]),
        ("try:\n    pass\nexcept ValueError as e:\n    e.wi", ["with_traceback"]),
        ("def g(s: str):\n    s.upp", ["upper"]),
        ("def g(s: 'A'):\n    s.cou", ["count"]),
        ("q: A\nq.cou", ["count"]),
        ("(q := a).cou", ["count"]),
        ("{k: v for k, v in table.items()}", []),
        ("sorted([a])[0].met", ["method"]),
        ("a.method if a else 3", []),
        ("whi", ["while"]),
        ("globals()['a", []),
    ],
)
def test_it_completes(known, text, wanted):
    found = texts(known, text)
    assert [each for each in wanted if each not in found] == [] and known.troubles == []
    if not wanted and text[-1].isalpha() is False:
        assert found == []


def test_private_names_come_when_asked_for(known):
    assert not [text for text in texts(known, "a.") if text.startswith("_")]
    assert "_private" not in texts(known, "")


def test_ranks(known):
    assert texts(known, "np.arange")[0] == "arange"
    found = [item.match for item in known.complete("np.space")]
    assert found == sorted(found, key=("prefix", "case", "substring", "fuzzy").index)


def test_items_say_where_they_go(known):
    item = known.complete("x = np.linsp + 1", 12)[0]
    assert (item.text, item.start, item.end, item.kind) == ("linspace", 7, 12, "function")
    assert item.signature.startswith("(start, stop") and "evenly" in item.doc


def test_tensors_say_their_shape(known):
    known.namespace["arr"] = np.zeros((2, 3), dtype="float32")
    item = next(item for item in known.complete("ar") if item.text == "arr")
    assert item.kind == "tensor" and item.detail.startswith("2x3 float32")


def test_files(known, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data set").mkdir()
    (tmp_path / "data.csv").write_text("")
    (tmp_path / ".hidden").write_text("")
    assert texts(known, "open('da") == ["data set/", "data.csv"]
    assert texts(known, "$ cat data.c") == ["data.csv"]
    assert texts(known, "%cd da") == ["data set/"]
    assert texts(known, "open('.hid") == [".hidden"]
    assert texts(known, f"open('{tmp_path}/data.c") == ["data.csv"]
    assert texts(known, "%run data.c") == ["data.csv"]


def test_programs(known):
    assert "ls" in texts(known, "$ l") and "ls" in texts(known, "!l")


def test_modules_that_are_not_loaded_are_known_by_their_source(known, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "notloaded_package"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from os import path as there\ndef make(): pass\nVALUE = 1\nraise SystemExit\n"
    )
    (package / "inner.py").write_text("")
    assert texts(known, "import notloaded_pack") == ["notloaded_package"]
    assert texts(known, "import notloaded_package.") == ["inner"]
    assert set(texts(known, "from notloaded_package import ")) == {"there", "make", "VALUE", "inner"}
    assert "notloaded_package" not in sys.modules


def test_tables_of_packages(known):
    class DataFrame:
        columns = ["height", "width of"]

    DataFrame.__module__ = "pandas.core.frame"
    known.namespace["df"] = DataFrame()
    assert texts(known, "df['he") == ["height']"]
    assert "height" in texts(known, "df.he") and "width of" not in texts(known, "df.wid")


def test_state_dict_keys(known):
    known.run("import th.nn as nn\nm = nn.Linear(3, 2)\nsd = m.state_dict()")
    assert texts(known, "sd['wei") == ["weight']"]
    assert "weight" in texts(known, "m.wei")


def test_the_metaclass_is_not_asked(known, capsys):
    known.run(
        "class M(type):\n    def __getattribute__(cls, name):\n        print('RAN'); return type.__getattribute__(cls, name)\n"
        "    def __dir__(cls): print('RAN'); return []\n"
        "class B(metaclass=M):\n    x = 1\nb = B()\n"
    )
    capsys.readouterr()
    for text in ("B.", "b.", "B().x.", "B(", "b"):
        for item in known.complete(text):
            item.signature, item.doc, item.detail, item.kind
    assert "x" in texts(known, "B.") and capsys.readouterr().out == ""


def test_odd_objects_do_no_harm(known):
    module = types.ModuleType("odd")
    module.__dict__[3] = "not a name"
    known.namespace.update(odd=module, nothing=None, kind=type, slots=type("S", (), {"__slots__": ("x",)})())
    for text in (
        "odd.",
        "nothing.",
        "kind.",
        "slots.",
        "slots.x.",
        "int.",
        "(1).",
        "type(3).",
        "super().",
        "np.random.",
    ):
        known.complete(text)
    assert known.troubles == []


def test_signature_of_the_call_around_the_cursor(known):
    call = known.signature("np.linspace(0, 1, num=")
    assert call.name == "np.linspace" and call.parameters[call.active].startswith("num=") and "evenly" in call.doc
    assert known.signature("a.method(").parameters == ["alpha", "beta=2"]
    assert known.signature("a.method(1, ").active == 1
    assert known.signature("f(g(1), ").parameters == ["first", "*", "second=numpy"]
    assert known.signature("f(1, second=3)") is None and known.signature("(1, ") is None
    assert known.signature("def f(a, ") is None


def test_random_text_never_raises_nor_troubles(known):
    rng = random.Random(1)
    pieces = ["np.", "a", ".", "(", ")", "[", "]", "'", '"', "f'{", "}", "\n", "    ", "for x in ", "import ", "from ", "%", "$",
              "?", "=", "lambda x: ", "def f(a):", ",", "#", "1", "table", "\\", "é", "\x00", "\ud800", "...", "await ", ":="]  # fmt: skip
    for _ in range(2000):
        text = "".join(rng.choice(pieces) for _ in range(rng.randrange(1, 12)))
        pos = rng.randrange(len(text) + 1)
        known.complete(text, pos)
        known.signature(text, pos)
        known.help(text, pos)
    assert known.troubles == []


def test_a_long_text_is_completed_quickly(known):
    text = "x = 1\n" * 20_000 + "np.linsp"
    start = time.thread_time()
    assert texts(known, text) == ["linspace"]
    assert time.thread_time() - start < 10  # 0.2 s here


def test_a_session_without_numpy_completes():
    made = Session(path="")
    made.lazy.pending.clear()
    assert "zip" in texts(made, "zi")


@pytest.mark.parametrize(
    "text, items",
    [
        ("df['", ["height']", "the weight']"]),
        ("df[", ["'height']", "'the weight']", "7]"]),
        ("df.hei", ["height"]),
        ('df.groupby("', ['height"', 'the weight"']),
        ('df[["height", "th', ['the weight"']),
        ('df.loc[:, "he', ['height"']),
        ("df.sort_values(by='", ["height'", "the weight'"]),
        ("df.assign(x=df['the", ["the weight']"]),
        ("df['height'].cumsu", ["cumsum"]),
    ],
)
def test_columns_of_a_table(session, text, items):
    pytest.importorskip("pandas")
    session.run("import pandas as pd; df = pd.DataFrame({'height': [1.5], 'the weight': [3], 7: [1]})")
    assert [item.text for item in session.complete(text)][: len(items)] == items


def test_keys_of_the_state_of_a_network(session):
    session.run("import th; net = th.nn.Sequential(th.nn.Linear(3, 4), th.nn.BatchNorm1d(4))")
    keys = list(session.namespace["net"].state_dict())
    items = session.complete("net.state_dict()['")
    assert [item.label for item in items] == keys and items[0].detail == "4x3 float32 cpu"
    assert [item.text for item in session.complete("net.state_dict()['0.weight'].sq")][:1] == ["sqrt"]
    session.run("class Mine(th.nn.Linear):\n    def state_dict(self): raise RuntimeError('run')\n\nmine = Mine(1, 1)")
    assert session.complete("mine.state_dict()['") == [] and session.troubles == []


def test_the_menu_of_torch_loads_nothing_but_what_computes():
    code = (
        "import sys; from th.session import Session; s = Session(path=''); items = s.complete('torch.')\n"
        "assert len(items) > 300 and {i.text: i.kind for i in items}['utils'] == 'module'\n"
        "[(i.kind, i.signature, i.detail) for i in items]\n"
        "print([name for name in ('http', 'email', 'multiprocessing', 'th.data', 'PIL', 'matplotlib') if name in sys.modules])\n"
        "print(next(i for i in items if i.text == 'data').doc[:20] != '', 'th.data' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\nTrue True\n", done.stderr


@pytest.mark.parametrize(
    "text, parameters",
    [
        ("np.random.beta(", ["a", "b", "size=None"]), ("rng.normal(", ["loc=0.0", "scale=1.0", "size=None"]),
        ("np.random.default_rng(", ["seed=None"]), ("print(", ["*args", "sep=' '", "end='\\n'", "file=None", "flush=False"]),
    ],
)  # fmt: skip
def test_signatures_of_what_is_not_python(session, text, parameters):
    session.run("import numpy as np; rng = np.random.default_rng()")
    assert session.signature(text).parameters == parameters
    assert session.complete(text[:-2])[0].signature == f"({', '.join(parameters)})" or text == "print("


def test_signatures_of_our_own_operations(session):
    session.run("import th; x = th.rand(3)")
    shown = {item.text: item.signature for item in session.complete("x.")}
    assert shown["sum"] == "(dim=None, keepdim=False, *, dtype=None)" and "*args" not in shown["abs"] + shown["sub_"]
    shown = {item.text: item.signature for item in session.complete("th.")}
    assert shown["abs"] == "(input, *, out=None)"
    assert len([name for name in shown if "*args, **kwargs" in shown[name]]) < 10


NETWORK = "class Net(th.nn.Module):\n    size = 3\n    def __init__(self):\n        super().__init__()\n        self.fc = th.nn.Linear(3, 4)\n"


@pytest.mark.parametrize(
    "text, wanted",
    [
        (NETWORK + "    def forward(self, x):\n        return self.fc.wei", "weight"),
        (NETWORK + "    def forward(self, x):\n        self.f", "fc"),
        (NETWORK + "    def forward(self, x):\n        self.siz", "size"),
        (NETWORK + "    def forward(self, x):\n        self.register_b", "register_buffer"),
        ("class A:\n    def m(self):\n        self.word = 'x'\n        self.word.upp", "upper"),
        ("import torch as T; T.ones_l", "ones_like"),
        ("from torch import nn as N\nN.Line", "Linear"),
        ("out = x.max(1); out.ind", "indices"),
        ("values, places = th.topk(x, 2)\nplaces.squ", "square"),
        ("x.sort().val", "values"),
        ("x.max().ite", "item"),
        ("th.max(x, x).ite", "item"),
        ("point.rig", "right"),
        ("point.right.squ", "square"),
        ("point[1].squ", "square"),
        ("space.tens", "tensor"),
        ("space.tensor.squ", "square"),
    ],
)
def test_classes_being_typed_named_tuples_and_namespaces(session, text, wanted):
    session.run(
        "import types, collections, th; x = th.rand(3, 3); space = types.SimpleNamespace(tensor=x)\n"
        "point = collections.namedtuple('Point', 'left right')(1, x)"
    )
    assert wanted in [item.text for item in session.complete(text)]
    assert session.troubles == []


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("$ cat My", "My\\ File"), ("$ cat My\\ F", "My\\ File"), ("$ cat 'My F", "My File'"), ('!cat "My', 'My File"'),
        ("x = !cat ./My", "My\\ File"), ("open('My", "My File"),
    ],
)  # fmt: skip
def test_files_with_blanks_in_their_names(session, tmp_path, monkeypatch, text, wanted):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "My File").touch()
    assert [item.text for item in session.complete(text)] == [wanted]
