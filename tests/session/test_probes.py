"""The 38 situations in which shells were compared: what completes, with no code of the user's run."""

import time

import pytest

from th.session import Session

SET_UP = '''
import numpy as np

RAN = []

class T:
    """A tensor of the user's, un-annotated."""
    def __init__(self, data=()):
        RAN.append("init") if TRAP else None
        self.data = data
    def sum(self): RAN.append("sum")
    def view(self, *shape):
        RAN.append("view")
        return self
    def annotated(self, *shape) -> "T":
        RAN.append("annotated")
    @property
    def grad(self) -> "T":
        RAN.append("grad")
    @property
    def slow(self):
        import time
        RAN.append("slow"); time.sleep(1.5)
    def __getattr__(self, name):
        RAN.append(name)
        raise AttributeError(name)

class Rep:
    def __repr__(self):
        import time
        RAN.append("repr"); time.sleep(1.5)
    value = 1

class Layer:
    def __call__(self, x):
        RAN.append("call")
        return x

class Signed:
    def __call__(self, *args, **kw): RAN.append("signed")

TRAP = False
t = T()
rp = Rep()
layer = Layer()
lst = [t]
d = {"alpha": t, "beta": {"gamma": 1}}
tup = (t, 2)
arr = np.zeros((2, 3))
rec = np.zeros(3, dtype=[("height", "f4"), ("width", "f4")])

def train(x, learning_rate=0.1, *, epochs=3):
    RAN.append("train")
    return x

def train_annotated(x) -> T:
    RAN.append("train_annotated")

import inspect
signed = Signed()
signed.__signature__ = inspect.signature(train)
TRAP = True
'''
# (text before the cursor, what must be among the completions)
PROBES = [
    ("t.su", "sum"), ("arr.su", "sum"), ("t.view(2).su", "sum"), ("train(t).su", "sum"), ("layer(t).su", "sum"),
    ("np.zeros(3).su", "sum"), ("t.annotated(2).su", "sum"), ("train_annotated(t).su", "sum"), ("T().su", "sum"),
    ("lst[0].su", "sum"), ('d["alpha"].su', "sum"), ("tup[0].su", "sum"), ('d["al', 'alpha"]'), ('d["beta"]["ga', 'gamma"]'),
    ('rec["he', 'height"]'), ("(arr + 1).su", "sum"), ("t.grad.su", "sum"), ("for q in lst:\n    q.su", "sum"),
    ("u = T()\nu.su", "sum"), ('f"{t.su', "sum"), ("train(t, learn", "learning_rate="), ("signed(t, learn", "learning_rate="),
    ("np.zeros(3, dt", "dtype="), ("np.lnspc", "linspace"), ("np.ARANG", "arange"), ("np.space", "linspace"), ("slo", None),
    ("t.slo", "slow"), ("rp.val", "value"), ("import nump", "numpy"), ("from numpy import linsp", "linspace"),
    ("zi", "zip"), ('"abc".upp', "upper"), ("[q.su|for q in lst]", "sum"), ("with open('x') as f:\n    f.readl", "readlines"),
    ("sorted(lst)[0].su", "sum"), ("def f(a: T):\n    a.su", "sum"), ("x.view(2, 3).su", "sum"), ("th.zeros(3).su", "sum"),
]  # fmt: skip
LEAST = 36


@pytest.fixture(scope="module")
def probed():
    session = Session(path="")
    assert session.run(SET_UP).ok
    assert session.run("import th\nx = th.zeros(6)").ok
    session.namespace["RAN"].clear()
    return session


def answer(session, text):
    before, _, after = text.partition("|")
    return [item.text for item in session.complete(before + " " * bool(after) + after, len(before))]


def test_nearly_all_probes_complete_and_nothing_of_the_users_runs(probed):
    wrong = [(text, wanted) for text, wanted in PROBES if wanted is not None and wanted not in answer(probed, text)]
    assert len(PROBES) - len(wrong) >= LEAST, wrong
    assert probed.namespace["RAN"] == []
    assert probed.troubles == []


@pytest.mark.parametrize(
    "text, wanted", [probe for probe in PROBES if probe[1] is not None], ids=lambda value: str(value)
)
def test_a_probe_completes(probed, text, wanted):
    assert wanted in answer(probed, text)
    assert probed.namespace["RAN"] == []


def test_menus_read_their_columns_without_running_anything(probed):
    for text in ("t.", "rp.", "", "train(", "lst[0]."):
        for item in probed.complete(text):
            assert isinstance(item.signature + item.detail + item.doc + item.kind, str)
    assert probed.namespace["RAN"] == []


@pytest.mark.parametrize("text", ["np.", "torch."])
def test_a_large_menu_takes_milliseconds(probed, text):
    probed.complete(text)
    seconds = []
    for _ in range(7):
        start = time.thread_time()
        items = probed.complete(text)
        seconds.append(time.thread_time() - start)
    assert len(items) > 100
    assert min(seconds) < 0.05  # 1 ms here
