"""A softmax over many classes, of which the rare ones get less of the network."""

from collections import namedtuple
from itertools import pairwise

from th.errors import ArgumentError, ShapeError
from th.nn.containers import ModuleList, Sequential
from th.nn.functional.activation import log_softmax
from th.nn.linear import Linear
from th.nn.module import Module
from th.tensor.ops.joining import cat

__all__ = ["AdaptiveLogSoftmaxWithLoss"]

_Output = namedtuple("ASMoutput", ["output", "loss"])


class AdaptiveLogSoftmaxWithLoss(Module):
    """A softmax over many classes, sorted by how frequent they are, with smaller projections for the rare ones.

    Args:
        in_features (int): features of the input
        n_classes (int): classes
        cutoffs (sequence of int): where the clusters of rarer classes begin
        div_value (float): how much smaller the projection of each next cluster is
        head_bias (bool): learn a bias for the frequent classes
    Shape:
        (n, in_features), (n,) to a named tuple of `output` (n,), the log probability of each target, and `loss` ()
    Source:
        Grave and others, 2017
    """

    def __init__(self, in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None):
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ArgumentError("cutoffs should be a sequence of length larger than 0")
        rising = cutoffs == sorted(set(cutoffs)) and all(int(c) == c for c in cutoffs)
        if not rising or cutoffs[0] <= 0 or cutoffs[-1] > n_classes - 1:
            raise ArgumentError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is "
                "between 1 and n_classes-1"
            )
        settings = {"device": device, "dtype": dtype}
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*cutoffs, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = cutoffs[0], len(cutoffs)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, **settings)
        self.tail = ModuleList()
        for i, (low, high) in enumerate(pairwise(self.cutoffs)):
            inside = int(in_features // (div_value ** (i + 1)))
            self.tail.append(Sequential(
                Linear(in_features, inside, bias=False, **settings), Linear(inside, high - low, bias=False, **settings)
            ))

    def reset_parameters(self):
        """Draws the parameters anew."""
        self.head.reset_parameters()
        for first, second in self.tail:
            first.reset_parameters()
            second.reset_parameters()

    def forward(self, input_, target_):
        """The log probability of each target, and minus their mean."""
        if target_.ndim > 1:
            raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
        if input_.ndim != target_.ndim + 1:
            raise ShapeError(
                f"{target_.ndim}D target tensor expects {target_.ndim + 1}D input tensors, but found inputs with size {input_.shape}"
            )
        batched = target_.ndim == 1
        x, target = (input_, target_) if batched else (input_.unsqueeze(0), target_.unsqueeze(0))
        if x.shape[0] != target.shape[0]:
            raise ShapeError("Input and target should have the same size in the batch dimension.")
        if target.numel() and (int(target.min()) < 0 or int(target.max()) >= self.n_classes):
            raise ShapeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{int(target.min())}, "
                f"{int(target.max())}] were found. "
            )
        output = x.new_zeros(x.shape[0])
        head_place = target.clone()
        for i, (low, high) in enumerate(pairwise(self.cutoffs)):
            rows = ((target >= low) & (target < high)).nonzero().squeeze(1)
            if not rows.numel():
                continue
            logp = log_softmax(self.tail[i](x.index_select(0, rows)), dim=1)
            own = logp.gather(1, (target[rows] - low).unsqueeze(1)).squeeze(1)
            output = output.index_copy(0, rows, own)
            head_place = head_place.index_fill(0, rows, self.shortlist_size + i)
        output = output + log_softmax(self.head(x), dim=1).gather(1, head_place.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _Output(output if batched else output.squeeze(0), loss)

    def log_prob(self, input):
        """The log probabilities of all classes: (n, in_features) to (n, n_classes)."""
        head = log_softmax(self.head(input), dim=1)
        parts = [head[:, : self.shortlist_size]]
        for i in range(self.n_clusters):
            parts.append(log_softmax(self.tail[i](input), dim=1) + head[:, self.shortlist_size + i].unsqueeze(1))
        return cat(parts, 1)

    def predict(self, input):
        """The most probable class: (n, in_features) to (n,)."""
        return self.log_prob(input).argmax(1)
