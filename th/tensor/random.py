"""The state of random numbers: PyTorch's generators, seeds and saved states.

On the CPU a generator is the Mersenne twister MT19937 and gives PyTorch's numbers, digit for digit, and its state is
saved in PyTorch's own 5056 bytes.  On a GPU it is cupy's Philox, keyed by the seed and by how often it was drawn from;
the numbers there are not PyTorch's.
"""

import contextlib
import os

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DeviceError
from th.tensor import devices
from th.tensor.engines import Counter, Twister
from th.tensor.modes import modes
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "Generator", "default_generator", "engine_of", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed",
    "seed_gpus", "set_rng_state",
]

_DEFAULT_SEED = 67280421310721  # PyTorch's, of a new Generator


class Generator:
    """A source of random numbers with a state of its own, for the argument `generator=`.

    Args:
        device (device or str): where the numbers are made
    Example:
        >>> g = th.Generator().manual_seed(0)
        >>> th.rand(2, generator=g)
        tensor([0.4963, 0.7682])
    """

    def __init__(self, device="cpu"):
        place = devices.to_device(device)
        self._engine = Twister(_DEFAULT_SEED) if place.type == "cpu" else Counter(_DEFAULT_SEED, place)
        self._device = place

    @property
    def device(self):
        """Where the numbers are made."""
        return self._device

    def manual_seed(self, seed):
        """Starts the stream of `seed`, an int in [-2**63, 2**64); returns the generator."""
        self._engine.reseed(_checked_seed(seed))
        return self

    def seed(self):
        """Starts a stream that nobody can foretell; returns its seed."""
        found = _fresh_seed()
        self._engine.reseed(found)
        return found

    def initial_seed(self):
        """The seed of this stream."""
        return self._engine.seed

    def get_state(self):
        """The state, a uint8 tensor; on the CPU in PyTorch's own format."""
        return new_tensor(np.frombuffer(self._engine.state(), np.uint8).copy())

    def set_state(self, new_state):
        """Takes up from a state that `get_state` gave; returns the generator."""
        self._engine.restore(_state_bytes(new_state))
        return self

    def clone_state(self):
        """A new generator in the same state."""
        return Generator(self._device).set_state(self.get_state())

    def __repr__(self):
        return f"<torch._C.Generator object at {id(self):#x}>"

    def __reduce__(self):
        return _restored, (str(self._device), self._engine.state())


Generator.__module__ = "th"


def _restored(place, data):
    made = Generator(place)
    made._engine.restore(data)
    return made


def _checked_seed(seed):
    try:
        number = int(seed)
    except (TypeError, ValueError):
        raise ArgumentTypeError(f"`seed` (={seed!r}) must be an int") from None
    if not -(2**63) <= number < 2**64:
        raise ArgumentError(f"`seed` (={number}) must be in [-2**63, 2**64): Overflow when unpacking long long")
    return number % 2**64


def _fresh_seed():
    return int.from_bytes(os.urandom(8), "little")


def _state_bytes(new_state):
    if not isinstance(new_state, Tensor) or new_state._array.dtype != np.uint8:
        raise ArgumentTypeError("`new_state` must be a torch.ByteTensor, as get_state() gives it")
    return devices.to_host(new_state._array).tobytes()


default_generator = Generator()
default_generator.seed()
_on_gpus = {}  # number of the GPU: its default generator
_gpu_seed = None


def _default_on(place):
    """The default generator of a device."""
    if place.type == "cpu":
        return default_generator
    if place.index not in _on_gpus:
        made = Generator(place)
        made._engine.reseed(_fresh_seed() if _gpu_seed is None else _gpu_seed)
        _on_gpus[place.index] = made
    return _on_gpus[place.index]


def engine_of(generator, place):
    """What draws numbers on the device `place`: of `generator`, or the default one's.

    Raises:
        DeviceError: when `generator` is of another device
        ArgumentError: inside a `vmap` that was not told what random numbers mean there
    """
    if modes.randomness == "error":
        raise ArgumentError(
            "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' "
            "randomness flags on vmap or perform the randomness operation out of vmap"
        )
    if generator is None:
        return default_generator._engine if place.type == "cpu" else _default_on(place)._engine
    if not isinstance(generator, Generator):
        raise ArgumentTypeError(f"`generator` (={generator!r}) must be a torch.Generator")
    if generator._device.type != place.type:
        raise DeviceError(f"Expected a '{place.type}' device type for generator but found '{generator._device.type}'")
    return generator._engine


def seed_gpus(number, place=None):
    """Seeds the default generators of all GPUs, or of one."""
    global _gpu_seed
    number = _checked_seed(number)
    if place is not None:
        _default_on(place)._engine.reseed(number)
        return
    _gpu_seed = number
    for generator in _on_gpus.values():
        generator._engine.reseed(number)


def manual_seed(seed):
    """Starts the stream of `seed` on every device; returns the CPU's generator.

    Args:
        seed (int): in [-2**63, 2**64)
    Example:
        >>> g = th.manual_seed(0)
        >>> th.rand(2)
        tensor([0.4963, 0.7682])
    """
    seed_gpus(seed)
    return default_generator.manual_seed(seed)


def seed():
    """Starts streams that nobody can foretell, on every device; returns the seed."""
    found = default_generator.seed()
    seed_gpus(found)
    return found


def initial_seed():
    """The seed of the CPU's stream.

    Example:
        >>> g = th.manual_seed(7)
        >>> th.initial_seed()
        7
    """
    return default_generator.initial_seed()


def get_rng_state():
    """The state of the CPU's generator, a uint8 tensor in PyTorch's own format.

    Example:
        >>> th.get_rng_state().shape
        torch.Size([5056])
    """
    return default_generator.get_state()


def set_rng_state(new_state):
    """Takes up from a state that `get_rng_state` gave.

    Args:
        new_state (Tensor): (5056,), uint8
    """
    default_generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True, device_type="cuda"):
    """Puts the random states back at the end of the block.

    Args:
        devices (sequence): the GPUs whose state is put back too, by default all that were used
        enabled (bool): False makes it do nothing
    Example:
        >>> g = th.manual_seed(0)
        >>> with th.random.fork_rng():
        ...     x = th.rand(3)
        >>> th.rand(2)
        tensor([0.4963, 0.7682])
    """
    if not enabled:
        yield
        return
    forked = [default_generator, *_on_gpus.values()] if devices is None else [default_generator, *_gpu_generators(devices)]
    states = [(g._engine, g._engine.state()) for g in forked]
    try:
        yield
    finally:
        for engine, state in states:
            engine.restore(state)


def _gpu_generators(places):
    return [_default_on(devices.to_device(p)) for p in places]
