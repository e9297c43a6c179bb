"""What draws random bits: the Mersenne twister on the CPU, a counter-keyed generator on a GPU."""

import struct

import numpy as np

from th.errors import ArgumentError
from th.tensor import devices

__all__ = ["Counter", "Twister"]

_N = 624  # words of the Mersenne twister's state
_LAYOUT = struct.Struct(f"<QiiQ{_N}Q3di4xfi")  # PyTorch's CPUGeneratorImplState
_FEW = 2048  # draws up to which numpy's random_raw is the quicker way


class Twister:
    """The Mersenne twister with what PyTorch keeps beside it: the second normal of a pair."""

    def __init__(self, seed):
        self.reseed(seed)

    def __getattr__(self, name):
        """Makes numpy's generators at the first draw: numpy.random takes 10 ms to load."""
        if name not in ("_bits", "_filler", "_legacy"):
            raise AttributeError(name)
        self._bits = np.random.MT19937(0)
        self._filler = np.random.Generator(self._bits)
        self._legacy = np.random.RandomState(self._bits)
        self._legacy.seed(self.seed & 0xFFFFFFFF)
        return self.__dict__[name]

    def reseed(self, seed):
        """Starts the stream of `seed`."""
        self.seed = seed
        if "_legacy" in self.__dict__:
            self._legacy.seed(seed & 0xFFFFFFFF)
        self.next_double = None  # the second normal of the last pair
        self.next_float = None  # PyTorch's state has a place for it

    def words(self, count):
        """The next `count` draws of 32 bits."""
        if count <= _FEW:
            return self._bits.random_raw(count).astype(np.uint32)
        return self._filler.integers(0, 0x100000000, count, dtype=np.uint32)

    def long_words(self, count):
        """The next `count` draws of 64 bits; the high half of each is drawn first."""
        halves = self.words(2 * count).reshape(-1, 2)
        return halves[:, 0].astype(np.uint64) << np.uint64(32) | halves[:, 1]

    def doubles(self, count):
        """The next `count` uniforms in [0, 1), of 53 bits."""
        bits = self.long_words(count)
        bits &= np.uint64(0x1FFFFFFFFFFFFF)
        return bits * 2.0**-53

    def peek(self):
        """A copy that can be drawn from without moving this one."""
        other = Twister(self.seed)
        other._bits.state = self._bits.state
        return other

    def skip(self, count):
        """Leaves out `count` draws of 32 bits."""
        if count:
            self.words(count)

    def state(self):
        """PyTorch's bytes for it."""
        inner = self._bits.state["state"]
        key, position = inner["key"].tolist(), inner["pos"]
        unused = position == _N and key[0] == self.seed & 0xFFFFFFFF
        double, single = self.next_double, self.next_float
        return _LAYOUT.pack(
            self.seed, 1 if position == _N else _N + 1 - position, 1, 0 if unused else position, *key,
            0.0, double or 0.0, 0.0, double is not None, single or 0.0, single is not None,
        )

    def restore(self, data):
        """Takes up from the bytes of `state`."""
        if len(data) != _LAYOUT.size:
            raise ArgumentError(f"`new_state` must be {_LAYOUT.size} bytes for the CPU, not {len(data)}")
        seed, left, seeded, following, *key = _LAYOUT.unpack(data)
        *key, _, double, _, has_double, single, has_single = key
        if seeded != 1 or not 0 < left <= _N or following > _N:
            raise ArgumentError("Invalid mt19937 state: `new_state` was not made by get_state()")
        self.seed = seed
        position = _N if left == 1 else following
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": np.array(key, np.uint32), "pos": position}}
        self.next_double = double if has_double else None
        self.next_float = single if has_single else None


class Counter:
    """A GPU's generator: each use is keyed by the seed and the number of uses before it."""

    def __init__(self, seed, place):
        self.place = place
        self.reseed(seed)

    def reseed(self, seed):
        """Starts the stream of `seed`."""
        self.seed, self.uses = seed, 0

    def source(self):
        """cupy's generator for the next use."""
        random = devices.cuda_namespace().random
        self.uses += 1
        kind = getattr(random, "Philox4x3210", None)  # starts in microseconds, the default one in milliseconds
        key = [self.seed & 0xFFFFFFFF, self.seed >> 32, self.uses]
        return random.Generator(kind(key)) if kind is not None else random.default_rng(key)

    def state(self):
        """The seed and the number of uses, 8 bytes each, as PyTorch has them."""
        return struct.pack("<QQ", self.seed, self.uses)

    def restore(self, data):
        """Takes up from the bytes of `state`."""
        if len(data) != 16:
            raise ArgumentError(f"`new_state` must be 16 bytes for a GPU, not {len(data)}")
        self.seed, self.uses = struct.unpack("<QQ", data)
