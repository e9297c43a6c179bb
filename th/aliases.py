"""Public module paths that are not where the code is: `th.utils.data`, `th.autograd`, and `torch.*` inside `th`."""

import importlib
import importlib.machinery
import sys

__all__ = ["MODULES", "NAMES", "install_aliases", "install_torch_alias", "remove_torch_alias"]

_LAYERS = """activation adaptive batchnorm channelshuffle container conv distance dropout flatten fold instancenorm lazy
linear loss module normalization padding pixelshuffle pooling rnn sparse transformer upsampling utils"""
MODULES = {  # public path -> where the code is; what stands below a path is found below its target
    "th.amp.autocast_mode": "th.amp.autocasting",
    "th.amp.grad_scaler": "th.amp.scaling",
    "th.autograd": "th.tensor.differentiation",
    "th.autograd.function": "th.tensor.differentiation",
    "th.autograd.forward_ad": "th.tensor.forward_ad",
    "th.autograd.functional": "th.tensor.functional",
    "th.autograd.graph": "th.tensor.graph",
    "th.autograd.profiler": "th.tensor.profiler.block",
    "th.autograd.variable": "th.tensor.differentiation",
    "th.cuda": "th.tensor.cuda",
    "th.data.transforms.v2": "th.data.transforms",
    "th.cuda.amp": "th.amp.cuda_names",
    "th.cuda.amp.autocast_mode": "th.amp.cuda_names",
    "th.cuda.amp.grad_scaler": "th.amp.cuda_names",
    "th.cuda.random": "th.tensor.cuda",
    "th.distributions.utils": "th.distributions.parameters",
    "th.fft": "th.tensor.fft",
    "th.func": "th.tensor.func",
    "th.functional": "th.tensor",
    "th.linalg": "th.tensor.linalg",
    "th.masked": "th.tensor.masked",
    **dict.fromkeys([f"th.nn.modules.{name}" for name in _LAYERS.split()], "th.nn.modules"),
    "th.nn.parameter": "th.tensor.parameter",
    "th.overrides": "th.tensor.overrides",
    "th.profiler": "th.tensor.profiler",
    "th.random": "th.tensor.random",
    "th.serialization": "th.tensor.serialize",
    "th.signal": "th.tensor.signal",
    "th.sparse": "th.tensor.sparse",
    "th.special": "th.tensor.special",
    "th.storage": "th.tensor.storages",
    "th.utils.data": "th.data",
    "th.utils.data._utils": "th.data",
    "th.utils.data.distributed": "th.data.sampler",
    "th.viz": "th.plot.tape",
}
VISION = {  # the same for torchvision, which th stands for where `torch` is th
    "torchvision": "th.torchvision",
    "torchvision.datasets": "th.data.datasets",
    "torchvision.transforms": "th.data.transforms",
    "torchvision.transforms.v2": "th.data.transforms",
    "torchvision.utils": "th.data.grids",
}
_FUNCTIONAL = (  # names that `torch` shares with `torch.nn.functional`
    "adaptive_avg_pool1d", "adaptive_max_pool1d", "alpha_dropout", "batch_norm",
    "binary_cross_entropy_with_logits", "celu_", "channel_shuffle", "conv_tbc", "cosine_embedding_loss",
    "cosine_similarity", "ctc_loss", "dropout", "embedding_bag", "feature_alpha_dropout", "hinge_embedding_loss",
    "instance_norm", "kl_div", "margin_ranking_loss", "native_channel_shuffle", "pairwise_distance",
    "pixel_shuffle", "pixel_unshuffle", "poisson_nll_loss", "relu_", "rrelu", "rrelu_", "selu_", "threshold_",
    "triplet_margin_loss",
)
NAMES = {  # public names of `th` itself that are not in the tensor core
    "autocast": "th.amp",
    "compile": "th.jit",
    "cond": "th.jit",
    "embed": "th.repl",
    "get_autocast_dtype": "th.amp.autocasting",
    "GradScaler": "th.amp",
    "OutOfMemoryError": "th.tensor.cuda",
    "is_autocast_available": "th.amp",
    "is_autocast_enabled": "th.amp.autocasting",
    "while_loop": "th.jit",
    **dict.fromkeys(_FUNCTIONAL, "th.nn.functional"),
}


def _mapped(path, table):
    """`path` with its longest beginning that stands in `table` replaced."""
    head, tail = path, ""
    while head:
        if head in table:
            return table[head] + tail
        head, _, last = head.rpartition(".")
        tail = f".{last}{tail}"
    return path


def _exists(path):
    import importlib.util  # 3 ms with contextlib below it

    try:
        spec = importlib.util.find_spec(path)
    except ModuleNotFoundError:
        return False
    return spec is not None and not hasattr(spec.loader, "advice")


# No base classes: importing importlib.abc would cost 12 ms, more than all of `import th` may.
class _Loader:
    def __init__(self, target):
        self.target = target

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        # The import machinery hands out what stands in sys.modules afterwards.
        found = sys.modules[module.__name__] = importlib.import_module(self.target)
        if not hasattr(found, "__path__"):
            found.__path__ = []  # so that paths below it can be aliases too


# What multiprocessing imports when it first starts a process that is no copy of this one.
_STARTERS = ("multiprocessing.popen_forkserver", "multiprocessing.popen_spawn_posix", "multiprocessing.popen_spawn_win32")


def _tell_children():
    from th.heirs import tell_children  # multiprocessing, 10 ms

    tell_children()


class _Finder:
    """Answers for the paths in MODULES, and for all of `torch` and `torchvision` once that is installed."""

    torch = False

    def find_spec(self, fullname, path=None, target=None):
        first, _, rest = fullname.partition(".")
        if self.torch and fullname in _STARTERS:
            _tell_children()
        if first == "th":
            wanted = _mapped(fullname, MODULES)
            if wanted == fullname:
                return None if importlib.machinery.PathFinder.find_spec(fullname, path) else self._missing(fullname, rest)
        elif not self.torch:
            return None
        elif first == "torch":
            wanted = _mapped("th" + fullname[5:], MODULES)
        elif first == "torchvision":
            wanted = _mapped(fullname, VISION)
            rest = fullname
        else:
            return self._missing(fullname, fullname) if first in ("torchaudio", "torchtext") else None
        if _exists(wanted):
            return importlib.machinery.ModuleSpec(fullname, _Loader(wanted), is_package=True)
        return self._missing(fullname, rest)

    def _missing(self, fullname, path):
        """For what PyTorch has and th has not, a module whose import tells so."""
        from th.missing import MissingModule, advice_for  # difflib: 2 ms

        advice = advice_for(path)
        if advice is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, MissingModule(advice))


_finder = _Finder()


def install_aliases():
    """Makes the paths in MODULES importable."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def install_torch_alias():
    """Makes ``import torch`` give `th` from now on."""
    install_aliases()
    _finder.torch = True
    if any(name in sys.modules for name in _STARTERS):
        _tell_children()
    if "torch" not in sys.modules:
        importlib.import_module("torch")


def remove_torch_alias():
    """Makes ``import torch`` mean PyTorch again."""
    _finder.torch = False
    th = sys.modules.get("th")
    for name in [n for n, m in sys.modules.items() if n == "torch" and m is th or n.startswith(("torch.", "torchvision"))]:
        if getattr(sys.modules[name], "__name__", "").startswith("th"):
            del sys.modules[name]
