"""Batches of sequences of different lengths."""

from collections import namedtuple

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor.ops.joining import cat
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "PackedSequence", "invert_permutation", "pack_padded_sequence", "pack_sequence", "pad_packed_sequence", "pad_sequence",
    "unpack_sequence", "unpad_sequence",
]

_Fields = namedtuple("PackedSequence_", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])
_Fields.__new__.__defaults__ = (None, None, None)


def invert_permutation(permutation):
    """The permutation that undoes another; None gives None."""
    if permutation is None:
        return None
    return permutation.argsort()


class PackedSequence(_Fields):
    """Sequences of different lengths without padding, one time step behind the other.

    Args:
        data (Tensor): (sum of lengths, *)
        batch_sizes (Tensor): (longest,); how many sequences have this step, int64 on the CPU
        sorted_indices (Tensor): how the batch was sorted; None when it was sorted already
        unsorted_indices (Tensor): the way back
    """

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        if batch_sizes is None and isinstance(data, tuple | list):
            data, batch_sizes = data[:2]
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is not None and batch_sizes.is_cuda:
            raise ArgumentError(f"batch_sizes should always be on CPU. Got: {batch_sizes.device}")
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args, **kwargs):
        """The sequences on another device or with another dtype."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        indices = [None if i is None else i.to(device=data.device) for i in self[2:]]
        return type(self)(data, self.batch_sizes, *indices)

    def cuda(self, device=None):
        """The sequences on a GPU."""
        return self.to(device="cuda" if device is None else device)

    def cpu(self):
        """The sequences on the CPU."""
        return self.to(device="cpu")

    def double(self):
        """The sequences in float64."""
        return self._with(self.data.double())

    def float(self):
        """The sequences in float32."""
        return self._with(self.data.float())

    def half(self):
        """The sequences in float16."""
        return self._with(self.data.half())

    def _with(self, data):
        return type(self)(data, *self[1:])

    @property
    def is_cuda(self):
        """True on a GPU."""
        return self.data.is_cuda


def _lengths(lengths):
    if isinstance(lengths, Tensor):
        if lengths.is_cuda:
            raise ArgumentError(f"'lengths' argument should be a 1D CPU int64 tensor, but got {lengths.ndim}D {lengths.device} tensor")
        lengths = lengths.tolist()
    return np.asarray(lengths, dtype=np.int64)


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    """Takes the padding out of a batch of sequences.

    Args:
        input (Tensor): (longest, batch, *), or (batch, longest, *) with `batch_first`
        lengths (Tensor or list): (batch,); of each sequence, at least 1
        batch_first (bool): the layout of `input`
        enforce_sorted (bool): the lengths must be given in falling order
    Returns:
        a PackedSequence
    Raises:
        ArgumentError: when a length is 0, or the order is wrong
    Example:
        >>> packed = nn.utils.rnn.pack_padded_sequence(th.tensor([[1, 4], [2, 5], [3, 0]]), [3, 2])
        >>> packed.data, packed.batch_sizes
        (tensor([1, 4, 2, 5, 3]), tensor([2, 2, 1]))
    """
    sizes = _lengths(lengths)
    if input.ndim < 2:
        raise ArgumentError(f"`input` must have at least the dims of time and batch, got shape {list(input.shape)}")
    batch = input.shape[0 if batch_first else 1]
    if sizes.shape != (batch,):
        raise ArgumentError(f"Expected `len(lengths)` to be equal to batch_size, but got {sizes.size} (batch_size={batch})")
    if sizes.size and sizes.min() <= 0:
        raise ArgumentError(f"Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0: {sizes.min()}")
    order = None
    if enforce_sorted:
        if (np.diff(sizes) > 0).any():
            raise ArgumentError(
                "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
                "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not "
                "need ONNX exportability."
            )
    else:
        places = np.argsort(-sizes, kind="stable")
        sizes = sizes[places]
        order = new_tensor(places).to(device=input.device)
        input = input.index_select(0 if batch_first else 1, order)
    if batch_first:
        input = input.transpose(0, 1)
    longest = int(sizes[0]) if sizes.size else 0
    if longest > input.shape[0]:
        raise ArgumentError(f"Expected sequence length to be larger than or equal to {longest}, got {input.shape[0]}")
    counts = (sizes[None, :] > np.arange(longest)[:, None]).sum(1)
    if (counts == batch).all():
        data = input[:longest].reshape(longest * batch, *input.shape[2:])
    else:
        steps = np.repeat(np.arange(longest), counts)
        rows = np.concatenate([np.arange(c) for c in counts])
        data = input[new_tensor(steps), new_tensor(rows)]
    return PackedSequence(data, new_tensor(counts.astype(np.int64)), order)


def _places(sizes):
    counts = np.asarray(sizes)
    return np.repeat(np.arange(len(counts)), counts), np.concatenate([np.arange(c) for c in counts])


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    """A PackedSequence as one padded tensor.

    Args:
        sequence (PackedSequence): the sequences
        batch_first (bool): batch before time in the result
        padding_value (float): what short sequences are filled up with
        total_length (int): at least the longest length
    Returns:
        (the tensor, (longest, batch, *); the lengths, (batch,))
    """
    sizes = sequence.batch_sizes.tolist()
    longest, batch = len(sizes), sizes[0]
    if total_length is not None:
        if total_length < longest:
            raise ArgumentError(
                "Expected total_length to be at least the length of the longest sequence in input, but got total_length="
                f"{total_length} and max sequence length being {longest}"
            )
        longest = total_length
    steps, rows = _places(sizes)
    shape = (longest, batch, *sequence.data.shape[1:])
    padded = sequence.data.new_full(shape, padding_value)
    padded = padded.index_put((new_tensor(steps), new_tensor(rows)), sequence.data)
    lengths = (np.asarray(sizes)[:, None] > np.arange(batch)).sum(0)
    lengths = new_tensor(lengths.astype(np.int64))
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(1, sequence.unsorted_indices)
        lengths = lengths[sequence.unsorted_indices.cpu()]
    return (padded.transpose(0, 1) if batch_first else padded), lengths


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Stacks tensors of different lengths, filled up to the longest.

    Args:
        sequences (list of Tensor): each (length, *)
        batch_first (bool): batch before time in the result
        padding_value (float): what short sequences are filled up with
        padding_side (str): "right" or "left"
    Returns:
        (longest, batch, *), or (batch, longest, *) with `batch_first`
    Example:
        >>> nn.utils.rnn.pad_sequence([th.tensor([1, 2]), th.tensor([3])], batch_first=True)
        tensor([[1, 2],
                [3, 0]])
    """
    if isinstance(sequences, Tensor):
        sequences = sequences.unbind(0)
    elif not hasattr(sequences, "__iter__"):
        raise ArgumentTypeError(f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}")
    sequences = list(sequences)
    if padding_side not in ("left", "right"):
        raise ArgumentError(f"`padding_side` (={padding_side!r}) must be 'left' or 'right'")
    if not sequences:
        raise ArgumentError("pad_sequence: `sequences` must hold at least one tensor")
    longest = max(s.shape[0] for s in sequences)
    filled = []
    for s in sequences:
        missing = s.new_full((longest - s.shape[0], *s.shape[1:]), padding_value)
        parts = [s, missing] if padding_side == "right" else [missing, s]
        filled.append((cat(parts) if longest > s.shape[0] else s).unsqueeze(0))
    stacked = cat(filled)
    return stacked if batch_first else stacked.transpose(0, 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """The list of sequences that `pad_sequence` stacked."""
    padded = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [s[:n] for s, n in zip(padded.unbind(0), _lengths(lengths).tolist(), strict=True)]


def pack_sequence(sequences, enforce_sorted=True):
    """Packs a list of tensors of different lengths.

    Args:
        sequences (list of Tensor): each (length, *)
        enforce_sorted (bool): the lengths must be in falling order
    """
    lengths = [s.shape[0] for s in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences):
    """The list of tensors in a PackedSequence."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
