"""Public paths: `torch.x.y` is th where th stands for PyTorch, and what is not there says so."""

import importlib
import multiprocessing
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import th
from th.missing import ADVICE, advice_for

PATHS = """
    torch torch.nn torch.nn.functional torch.nn.init torch.nn.utils torch.nn.utils.rnn torch.nn.parameter
    torch.nn.modules torch.nn.modules.module torch.nn.modules.linear torch.nn.modules.conv torch.nn.modules.loss
    torch.nn.modules.batchnorm torch.nn.modules.container torch.nn.modules.activation torch.nn.modules.rnn
    torch.nn.modules.utils torch.nn.modules.upsampling torch.nn.modules.pixelshuffle torch.nn.modules.distance
    torch.optim torch.optim.lr_scheduler torch.optim.adam torch.optim.sgd torch.optim.optimizer torch.optim.swa_utils
    torch.utils torch.utils.data torch.utils.data.dataset torch.utils.data.dataloader torch.utils.data.sampler
    torch.utils.data.distributed torch.utils.data._utils.collate torch.utils.checkpoint torch.utils.benchmark
    torch.utils.tensorboard torch.utils.dlpack torch.utils.hooks torch.autograd torch.autograd.functional
    torch.autograd.function torch.cuda torch.cuda.amp torch.amp torch.amp.grad_scaler torch.backends
    torch.backends.cudnn torch.backends.cuda torch.backends.mps torch.backends.mkl torch.backends.mkldnn
    torch.backends.openmp torch.backends.cpu torch.multiprocessing torch.linalg torch.fft torch.special torch.random
    torch.func torch.jit torch.distributed torch.distributions torch.nn.parallel torch.testing torch.serialization torch.version torch.accelerator
    torch.functional torch.types torchvision torchvision.transforms torchvision.datasets torchvision.utils
    torchvision.transforms.functional torchvision.transforms.v2 torchvision.datasets.mnist
""".split()


def run(code):
    """What a program prints in which `torch` is th."""
    program = "from th.aliases import install_torch_alias\ninstall_torch_alias()\n" + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_path_can_be_imported():
    assert run(f"""
        import importlib
        for path in {PATHS}:
            assert importlib.import_module(path).__name__.startswith("th"), path
        print("all")
    """) == "all\n"


def test_a_path_is_the_same_module_under_both_names():
    assert run("""
        import th, torch, torch.nn.functional as F
        from torch.utils.data.sampler import RandomSampler
        from torch.nn.modules.linear import Linear
        from torchvision import datasets, transforms
        print(torch is th, F is th.nn.functional, RandomSampler is th.data.RandomSampler, Linear is th.nn.Linear,
              transforms is th.data.transforms, torch.cuda.amp.GradScaler.__name__)
    """) == "True True True True True GradScaler\n"


def test_torchvision_has_what_programs_take_from_it():
    assert run("""
        import th, torchvision
        from torchvision import datasets, transforms, utils
        from torchvision.transforms import v2
        print(utils is torchvision.utils, utils.make_grid.__name__, v2.ToDtype is transforms.ToDtype, torchvision.datasets is th.data.datasets)
        for line in ("from torchvision import models", "torchvision.models.resnet18()", "import torchvision.models", "torchvision.nothing"):
            try:
                exec(line)
            except (ImportError, AttributeError) as err:
                print(str(err).split(": ")[-1])
    """) == "True make_grid True True\n" + "th.nn has the layers; examples/ has a ResNet\n" * 3 + "torchvision has no 'nothing' in th\n"


def test_classes_that_layers_have_in_common_are_where_programs_look_for_them():
    assert run("""
        from torch import nn
        from torch.nn.modules.lazy import LazyModuleMixin
        from torch.nn.modules.utils import _pair
        from torch.nn.modules.module import register_module_forward_hook
        kinds = nn.modules.batchnorm._BatchNorm, nn.modules.conv._ConvNd, nn.modules.dropout._DropoutNd, nn.modules.loss._Loss
        layers = nn.BatchNorm2d(3), nn.ConvTranspose1d(1, 1, 1), nn.Dropout2d(), nn.CrossEntropyLoss()
        print([[isinstance(layer, kind) for kind in kinds].index(True) for layer in layers], _pair(3), _pair((1, 2)))
        print(nn.modules.upsampling.Upsample is nn.Upsample, nn.modules.MultiheadAttention is nn.MultiheadAttention)
        try:
            nn.modules.conv.Conv9d
        except AttributeError as error:
            print(error)
    """) == (
        "[0, 1, 2, 3] (3, 3) (1, 2)\nTrue True\nmodule 'torch.nn.modules' has no attribute 'Conv9d'\n"
    )


def test_the_alias_can_be_taken_back():
    assert run("""
        import sys, torch.nn, torchvision.transforms
        from th.aliases import remove_torch_alias
        remove_torch_alias()
        print([name for name in sys.modules if name.startswith("torch")])
    """) == "[]\n"


def test_without_the_alias_only_th_has_aliases():
    assert importlib.import_module("th.utils.data") is th.data
    assert importlib.import_module("th.utils.data.sampler").RandomSampler is th.data.RandomSampler
    with pytest.raises(ModuleNotFoundError, match="No module named 'th.nothing'"):
        importlib.import_module("th.nothing")


@pytest.mark.parametrize("path", ["onnx", "hub", "fx", "distributed.fsdp", "utils.cpp_extension"])
def test_a_module_that_is_not_there_says_what_there_is(path):
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module(f"th.{path}")
    assert str(caught.value) == f"there is no module 'th.{path}' in th: {advice_for(path)}"
    assert caught.value.name == f"th.{path}"


def test_a_name_that_is_not_there_says_what_there_is():
    for module, name, text in (
        (th, "onnx", "torch.save"), (th, "rnd", "did you mean"), (th.jit, "save", "torch.save"),
        (th.distributed, "init_process_group", "one process"), (th.utils, "cpp_extension", "numba"),
        (th.utils, "dta", "did you mean th.utils.data"), (th.optim, "SparseAdm", "did you mean th.optim.SparseAdam"),
    ):
        with pytest.raises(AttributeError, match=text):
            getattr(module, name)
        assert not hasattr(module, name)


def test_no_advice_is_given_for_what_is_there():
    for path in ADVICE:
        if not path.startswith("torch"):
            found = th
            for part in path.split("."):
                found = getattr(found, part, None)
            assert found is None, path


def test_names_of_other_packages_at_the_first_level():
    assert th.compile(abs) is abs
    assert th.compile(mode="max-autotune")(abs) is abs
    assert th.autocast is th.amp.autocast
    assert not th.is_autocast_enabled("cpu")
    assert {"autocast", "jit", "utils"} <= set(dir(th))
    assert th.version.cuda is None


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_import_the_program_again_have_th_for_torch(method, tmp_path):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this system")
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(f"""
        import multiprocessing, torch
        from torch.utils.data import DataLoader, Dataset

        class Numbers(Dataset):
            def __len__(self):
                return 2

            def __getitem__(self, i):
                return torch.ones(1) * i, torch.__name__

        if __name__ == "__main__":
            print(list(DataLoader(Numbers(), num_workers=1, multiprocessing_context="{method}")))
    """))
    root = str(Path(th.__file__).parent.parent)
    path = os.pathsep.join([root, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    done = subprocess.run([sys.executable, "-m", "th", str(program)], capture_output=True, text=True, timeout=120, check=False,
                          cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.DEVNULL)
    assert done.stdout == "[[tensor([[0.]]), ('th',)], [tensor([[1.]]), ('th',)]]\n", done.stderr


def test_no_module_that_the_tests_import_has_made_torch_th():
    """The oracles would compare th with itself."""
    assert sys.modules.get("torch") is not th and not any(getattr(finder, "torch", False) for finder in sys.meta_path)
