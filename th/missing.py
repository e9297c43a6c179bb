"""What `th` does not have of PyTorch: errors that say so and name the nearest thing."""

import difflib

from th.errors import MissingModuleError, NotAvailableError

__all__ = ["ADVICE", "MissingModule", "advice_for", "missing_name"]

# Public paths of PyTorch that are not here -> what there is instead.
ADVICE = {
    "ao": "th computes in float32 and float64; there is no quantisation",
    "compiler": "th runs as Python; torch.compile returns what it is given",
    "cpp": "th has no C++ parts",
    "distributed.launch": "training runs in one process",
    "distributed.run": "training runs in one process",
    "distributed.nn": "training runs in one process",
    "distributed.rpc": "training runs in one process",
    "distributed.fsdp": "training runs in one process; the model itself is what FSDP would wrap",
    "distributed.init_process_group": "training runs in one process; leave the call out where is_available() is False",
    "export": "torch.save(model.state_dict(), path) keeps a model's parameters",
    "fx": "hooks of nn.Module (register_forward_hook) see what a module computes",
    "hub": "torch.load reads files of weights from disk",
    "jit.load": "torch.load reads state dicts; TorchScript archives hold compiled code",
    "jit.save": "torch.save(model.state_dict(), path) keeps a model's parameters",
    "monitor": "torch.utils.tensorboard writes logs",
    "mtia": "the devices are cpu and cuda",
    "nested": "torch.nn.utils.rnn.pad_sequence and pack_sequence hold sequences of different lengths",
    "nn.quantized": "th computes in float32 and float64; there is no quantisation",
    "onnx": "torch.save(model.state_dict(), path) keeps a model's parameters",
    "package": "torch.save keeps objects",
    "quantization": "th computes in float32 and float64; there is no quantisation",
    "quasirandom": "torch.rand draws uniform numbers",
    "utils.bottleneck": "Python's cProfile tells where time goes",
    "utils.collect_env": "th --version tells the versions",
    "utils.cpp_extension": "th has no C++ parts; numba and cupy compile kernels from Python",
    "utils.mobile_optimizer": "th runs as Python",
    "utils.model_zoo": "torch.load reads files of weights from disk",
    "xpu": "the devices are cpu and cuda",
    "torchvision.models": "th.nn has the layers; examples/ has a ResNet",
    "torchvision.ops": "th.nn.functional has convolutions and pooling",
    "torchvision.io": "th.image.load reads pictures",
    "torchaudio": "th.fft has the transforms",
    "torchtext": "th.data.Dataset over the lines of a file",
}


def advice_for(path):
    """The advice for a public path without its first word, None for one that PyTorch does not have either."""
    while path:
        if path in ADVICE:
            return ADVICE[path]
        path = path.rpartition(".")[0]
    return None


def missing_name(module, name, known):
    """An error that says so, and names the nearest thing.

    Args:
        module (str): where the name was looked for
        name (str): the name
        known (iterable of str): the names that are there
    """
    path = f"{module}.{name}".partition(".")[2]
    advice = advice_for(path)
    if advice is not None:
        return NotAvailableError(f"module '{module}' has no attribute '{name}': {advice}", name=name)
    near = difflib.get_close_matches(name, [n for n in known if not n.startswith("_")], n=3)
    hint = f"; did you mean {', '.join(f'{module}.{n}' for n in near)}?" if near else ""
    return NotAvailableError(f"module '{module}' has no attribute '{name}'{hint}", name=name)


class MissingModule:
    """The loader of a module that is not here: importing it gives the error."""

    def __init__(self, advice):
        self.advice = advice

    def create_module(self, spec):
        """Raises what `import` shows."""
        raise MissingModuleError(f"there is no module '{spec.name}' in th: {self.advice}", name=spec.name)

    def exec_module(self, module):
        """Never comes to be called."""
