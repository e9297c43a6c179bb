"""The rules of the house, kept by a machine; each is also shown to complain about a violation."""

import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import house_rules as rules

ROOT = Path(__file__).resolve().parent.parent
STANDARD = set(sys.stdlib_module_names)
PUBLIC = ("th", "th.nn", "th.nn.functional", "th.nn.init", "th.optim", "th.data", "th.distributions", "th.image", "th.plot", "th.torch7")


def list_third_party(root):
    return rules.third_party(root, STANDARD)


RULES = [
    rules.wrong_directions,
    list_third_party,
    rules.cycles,
    rules.long_files,
    rules.long_functions,
    rules.banned_names,
    rules.unsorted_exports,
    rules.missing_exports,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_repository_keeps_the_rule(rule):
    complaints = rule(ROOT)
    assert not complaints, "\n" + "\n".join(complaints).replace(f"{ROOT}/", "")


# For each rule, small files that break it.
VIOLATIONS = [
    (rules.wrong_directions, {"th/tensor/a.py": "from th.nn import Linear"}),
    (rules.wrong_directions, {"th/tensor/a.py": "def late():\n    import th.optim"}),
    (rules.wrong_directions, {"th/repl/a.py": "from ..kernel import a", "th/kernel/a.py": ""}),
    (rules.wrong_directions, {"th/session/a.py": "import_module('th.plot')", "th/plot/__init__.py": ""}),
    (rules.wrong_directions, {"th/nn/a.py": "import th"}),
    (list_third_party, {"th/session/a.py": "import numpy as np"}),
    (list_third_party, {"th/tensor/a.py": "def late():\n    import matplotlib.pyplot"}),
    (rules.cycles, {"th/tensor/a.py": "from th.tensor import b", "th/tensor/b.py": "def f():\n    from .a import x"}),
    (rules.cycles, {"th/nn/__init__.py": "from th.nn.a import A", "th/nn/a.py": "from th.nn import B"}),
    (rules.long_files, {"tests/test_a.py": "x = 1\n" * 401}),
    (rules.long_functions, {"th/nn/a.py": "def f():\n" + "    x = 1\n" * 60}),
    (rules.banned_names, {"th/nn/helpers.py": ""}),
    (rules.banned_names, {"th/plot/utils/__init__.py": ""}),
    (rules.unsorted_exports, {"th/nn/a.py": "x = 1"}),
    (rules.unsorted_exports, {"th/nn/a.py": "__all__ = ['b', 'a']"}),
    (rules.unsorted_exports, {"th/nn/a.py": "__all__ = [name for name in 'ab']"}),
    (rules.missing_exports, {"th/nn/a.py": "__all__ = ['A']", "th/nn/b.py": "from th.nn.a import B"}),
]


@pytest.mark.parametrize("rule, files", VIOLATIONS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_sees_a_violation(rule, files, tmp_path):
    for name in {"th/__init__.py", *(f"{Path(name).parent}/__init__.py" for name in files)} | files.keys():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files.get(name, ""))
    assert len(rule(tmp_path)) == 1


def test_no_name_is_undefined_and_no_import_unused():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def run_fresh(code):
    """Run code in a fresh Python and return what it printed, as JSON."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded_by(statement, blocked=()):
    """The top-level libraries that a statement loads in a fresh process in which `blocked` cannot be imported."""
    names = run_fresh(
        f"import sys, json\nfor name in {list(blocked)!r}: sys.modules[name] = None\nbefore = set(sys.modules)\n"
        f"{statement}\nprint(json.dumps(sorted({{n.split('.')[0] for n in set(sys.modules) - before}})))"
    )
    # multiprocessing and numpy.random enter these by hand; no import finds them
    return {name for name in names if name not in ("__mp_main__", "cython_runtime") and not name.startswith("_cython_")}


FRONT_LIBRARIES = ("prompt_toolkit", "pygments", "ipykernel", "IPython", "matplotlib", "PIL", "zmq", "jedi", "cupy")


def test_import_th_loads_no_library():
    assert loaded_by("import th", FRONT_LIBRARIES + ("numpy",)) - STANDARD == {"th"}


@pytest.mark.parametrize("module", ["th.tensor", "th.nn", "th.optim", "th.data"])
def test_the_library_needs_numpy_alone(module):
    blocked = FRONT_LIBRARIES + ("ml_dtypes", "scipy", "sklearn", "torch")
    assert loaded_by(f"import {module}", blocked) - STANDARD <= {"th", "numpy"}


def test_the_engine_needs_nothing():
    assert loaded_by("import th.session", FRONT_LIBRARIES + ("numpy",)) - STANDARD == {"th"}


@pytest.mark.parametrize("module", ["th.app", "th.repl"])
def test_the_shell_starts_without_what_is_heavy(module):
    heavy = {"numpy", "matplotlib", "IPython", "ipykernel", "zmq", "jedi", "cupy", "PIL", "asyncio.tools"}
    assert loaded_by(f"import {module}") & heavy == set()


def test_that_there_is_no_gpu_is_known_without_cupy():
    code = (
        "import json, sys, th\nfrom th.tensor import devices\nmay_have_gpu = devices._may_have_gpu()\n"
        "th.cuda.is_available()\nprint(json.dumps(may_have_gpu or 'cupy' not in sys.modules))"
    )
    assert run_fresh(code)


def cpu_seconds(*statements):
    """CPU seconds of statements run one after the other, the quickest of nine fresh processes for each."""
    timed = "".join(f"{each}\ntimes.append(time.process_time())\n" for each in statements)
    code = f"import json, time\ntimes = [time.process_time()]\n{timed}print(json.dumps(times))"
    run_fresh(code)  # the first run writes the byte code
    runs = [run_fresh(code) for _ in range(9)]
    return [min(run[i + 1] - run[i] for run in runs) for i in range(len(statements))]


def test_import_th_keeps_its_budget():
    assert cpu_seconds("import th")[0] <= 0.010


def test_the_tensor_core_keeps_its_budget():
    """40 ms over numpy; where neighbours slow the cores, as much more as numpy's own import takes than its 60 ms."""
    numpy_seconds, core_seconds = cpu_seconds("import numpy", "import th.tensor")
    assert core_seconds <= 0.040 * max(1, numpy_seconds / 0.060)


def public_objects():
    """Yield (qualified name, object) of everything the public modules export."""
    for name in PUBLIC:
        module = importlib.import_module(name)
        for export in module.__all__:
            yield f"{name}.{export}", getattr(module, export)


def undocumented(name, value):
    """The names without a docstring: the object itself, and a class's own public methods and properties."""
    if not (inspect.isroutine(value) or inspect.isclass(value) or inspect.ismodule(value)):
        return
    if not value.__doc__:
        yield name
    if inspect.isclass(value) and value.__module__.startswith("th."):
        for key, member in vars(value).items():
            is_code = inspect.isroutine(member) or isinstance(member, (property, staticmethod, classmethod))
            if is_code and not key.startswith("_") and not inspect.getdoc(getattr(value, key)):
                yield f"{name}.{key}"


def test_everything_public_has_a_docstring():
    assert sorted({missing for name, value in public_objects() for missing in undocumented(name, value)}) == []


def test_a_missing_docstring_is_seen():
    class Bare:
        __module__ = "th.made_up"

        def method(self):
            pass

    assert list(undocumented("Bare", Bare)) == ["Bare", "Bare.method"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_exports_exactly_what_it_shows(name):
    module = importlib.import_module(name)
    exports = module.__all__
    assert list(exports) == sorted(set(exports))
    assert [export for export in exports if not hasattr(module, export)] == []
    shown = {key: getattr(module, key) for key in dir(module) if not key.startswith("_")}
    own = {key for key, value in shown.items() if str(getattr(value, "__module__", "")).startswith(name)}
    assert sorted(own - set(exports)) == []


def test_the_stub_is_up_to_date():
    done = subprocess.run([sys.executable, "-m", "th.tensor.stubs", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def repository_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


# Put together here, so that this file does not name them itself.
FOREIGN = re.compile("|".join([r"\.\./" + "shared", r"/\." + "library", "/work" + "/", "/opt" + "/th", "/root" + "/"]))


def foreign_paths(paths):
    """Lines that name a place outside the repository."""
    for path in paths:
        if path.is_file() and b"\0" not in path.read_bytes()[:4096]:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if FOREIGN.search(line):
                    yield f"{path}:{number}: {line.strip()[:100]}"


def test_nothing_names_a_place_outside_the_repository():
    assert list(foreign_paths(repository_files())) == []


def test_a_foreign_path_is_seen(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\nopen('.." + "/shared/usage.csv')\n")
    assert len(list(foreign_paths([tmp_path / "a.py"]))) == 1


def test_the_version_is_the_changelog_s():
    version = importlib.import_module("th.version").__version__
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_packaging_reads_the_version_and_names_the_command():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in settings["project"]
    assert settings["project"]["scripts"] == {"th": "th.app:main"}
