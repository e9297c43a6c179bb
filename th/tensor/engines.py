"""What draws random bits: the Mersenne twister on the CPU, a counter-keyed generator on a GPU."""

import struct

import numpy as np

from th.errors import ArgumentError
from th.tensor import devices
from th.tensor.box_muller import waves_of

__all__ = ["Counter", "Twister", "tempered", "untempered"]

_N = 624  # words of the Mersenne twister's state
_LAYOUT = struct.Struct(f"<QiiQ{_N}Q3di4xfi")  # PyTorch's CPUGeneratorImplState
_AHEAD = 32  # blocks of the twister made at once
_SEGMENT = _N * _AHEAD  # words of which the waves of normals are made at once
_LEAST_WAVES = 4096  # draws from which on only the waves that are needed are the quicker way
_CHUNK = 32768  # words of a large draw worked on at once: they stay in the cache
_FEW = 64  # uniforms that `doubles_left` shows
_NONE = np.empty(0, np.uint32)
_B, _C = np.uint32(0x9D2C5680), np.uint32(0xEFC60000)  # the twister's tempering
_MANTISSA, _STEP = np.uint32(0xFFFFFF), np.float32(2.0**-24)
_HIGH_BITS = np.uint32(0x1FFFFF)


def tempered(key):
    """The words that the twister gives of a block of its state."""
    y = key ^ (key >> 11)
    y ^= (y << 7) & _B
    y ^= (y << 15) & _C
    return y ^ (y >> 18)


def untempered(words):
    """The block of the twister's state that gave these words."""
    y = words ^ (words >> 18)
    y ^= (y << 15) & _C
    x = y
    for _ in range(4):  # seven bits more are right each time
        x = y ^ ((x << 7) & _B)
    y = x
    for _ in range(2):
        x = y ^ (x >> 11)
    return x


def _as_floats(words):
    out = (words & _MANTISSA).view(np.int32).astype(np.float32)  # from unsigned numbers numpy converts one by one
    out *= _STEP
    return out


def _as_doubles(high, low):
    """53 bits of two words each: 21 of the high one, all of the low one."""
    out = (high & _HIGH_BITS) * 2.0**-21
    out += low * 2.0**-53
    return out


class Twister:
    """The Mersenne twister with what PyTorch keeps beside it: the second normal of a pair.

    Words are made some blocks of the twister ahead and handed out as slices: a small draw is then a slice and no call
    of numpy's generator.  numpy's own generator always stands at the end of a block; the state at the place reached
    follows from the words of its block, since the twister's tempering can be undone.
    """

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
        self._ahead = 1  # blocks to make at once: few after a seed, as many a program draws little
        self._take_words(_NONE)

    def _take_words(self, words, place=0):
        self._words, self._place, self._size = words, place, len(words)
        self._floats = self._doubles = None
        self._waves_first = self._waves_end = 0

    def _refill(self):
        """Makes the next blocks of words; the ones before are used up."""
        self._take_words(self._bits.random_raw(_N * self._ahead).astype(np.uint32))
        self._ahead = min(8 * self._ahead, _AHEAD)

    def words(self, count):
        """The next `count` draws of 32 bits; not to be written to."""
        place = self._place
        end = place + count
        if end <= self._size:
            self._place = end
            return self._words[place:end]
        if self._size - place + _N * self._ahead < count:
            return self._many_words(count)
        rest = self._words[place:]
        self._refill()
        self._place = count - len(rest)
        return np.concatenate((rest, self._words[: self._place])) if len(rest) else self._words[: self._place]

    def _many_words(self, count):
        rest = self._words[self._place :]
        whole = (count - len(rest)) // _N * _N
        end = len(rest) + whole
        out = np.empty(count, np.uint32)
        out[: len(rest)] = rest
        for first in range(len(rest), end, _CHUNK):  # chunks stay in the cache
            last = min(first + _CHUNK, end)
            out[first:last] = self._filler.integers(0, 0x100000000, last - first, dtype=np.uint32)
        if end == count:
            self._take_words(_NONE)
        else:
            self._refill()
            self._place = count - end
            out[end:] = self._words[: count - end]
        return out

    def floats(self, count):
        """The next `count` uniforms in [0, 1), of 24 bits, as float32."""
        place = self._place
        end = place + count
        if end <= self._size:
            made = self._floats
            if made is None:
                made = self._floats = _as_floats(self._words)
            self._place = end
            return made[place:end].copy()
        words = self._many_words(count) if count > self._size else self.words(count)
        out = words if words.flags.writeable and words.base is None else words.copy()
        floats = out.view(np.float32)
        for first in range(0, count, _CHUNK):
            part = slice(first, first + _CHUNK)
            out[part] &= _MANTISSA
            np.multiply(out[part].view(np.int32), _STEP, floats[part], dtype=np.float32, casting="unsafe")
        return floats

    def waves(self, count):
        """What `box_muller` makes of each of the next `count` floats; None when it is too many to be worth keeping."""
        if count > _LEAST_WAVES:
            return None
        if self._place + count > self._size:
            self._make_more(count)
        place, end = self._place, self._place + count
        if end > self._waves_end or place < self._waves_first:
            last = min(self._size, place + _SEGMENT)
            self._waves = waves_of(_as_floats(self._words[place:last]))
            self._waves_first, self._waves_end = place, last
        self._place = end
        return [w[place - self._waves_first : end - self._waves_first] for w in self._waves]

    def _make_more(self, count):
        """Makes at least `count` words to follow the block that was begun."""
        first = max(self._place - 1, 0) // _N * _N
        blocks = max(self._ahead, -(-count // _N))
        made = self._bits.random_raw(_N * blocks).astype(np.uint32)
        self._ahead = min(8 * self._ahead, _AHEAD)
        self._take_words(np.concatenate((self._words[first:], made)), self._place - first)

    def long_words(self, count):
        """The next `count` draws of 64 bits; the high half of each is drawn first."""
        halves = self.words(2 * count).reshape(-1, 2)
        return halves[:, 0].astype(np.uint64) << np.uint64(32) | halves[:, 1]

    def doubles(self, count):
        """The next `count` uniforms in [0, 1), of 53 bits."""
        place = self._place
        end = place + 2 * count
        if end <= self._size:
            made = self._doubles
            if made is None:
                made = self._doubles = _as_doubles(self._words[:-1], self._words[1:])
            self._place = end
            return made[place : end : 2].copy() if count else np.empty(0)
        out = np.empty(count)
        for first in range(0, count, _CHUNK):
            last = min(first + _CHUNK, count)
            words = self.words(2 * (last - first))
            out[first:last] = _as_doubles(words[0::2], words[1::2])
        return out

    def doubles_left(self):
        """The uniforms of 53 bits that `doubles` could give without making more, a list; nothing is taken."""
        place = self._place
        count = (self._size - place) // 2
        if not count:
            return []
        found = self.doubles(min(count, _FEW)).tolist()
        self._place = place
        return found

    def peek(self):
        """A copy that can be drawn from without moving this one."""
        other = Twister(self.seed)
        other._bits.state = self._bits.state
        other._ahead = _AHEAD
        other._take_words(self._words, self._place)
        return other

    def skip(self, count):
        """Leaves out `count` draws of 32 bits."""
        if count:
            self.words(count)

    def _key(self):
        """The twister's state at the place reached: the words of its block before tempering, and the place in it."""
        if self._place == self._size:
            inner = self._bits.state["state"]
            return inner["key"], inner["pos"]
        first = (self._place - 1) // _N * _N if self._place else 0
        return untempered(self._words[first : first + _N]), self._place - first

    def state(self):
        """PyTorch's bytes for it."""
        key, position = self._key()
        key = key.tolist()
        double, single = self.next_double, self.next_float
        unused = position == _N and key[0] == self.seed & 0xFFFFFFFF
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
        key = np.array(key, np.uint32)
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": _N}}
        self._ahead = 1
        self._take_words(_NONE if left == 1 else tempered(key), 0 if left == 1 else following)
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
