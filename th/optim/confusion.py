"""Torch7's confusion matrix."""

import math

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor import float32, zeros
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["ConfusionMatrix"]


class ConfusionMatrix:
    """Counts what was predicted for each class; prints as Torch7's.

    Rows are targets, columns predictions, both numbered from 0. A negative target counts as missing.

    Args:
        nclasses (int or list of str): how many classes, or their names
        classes (list of str): the names
    Example:
        >>> confusion = torch.optim.ConfusionMatrix(["cat", "dog"])
        >>> confusion.batchAdd(torch.tensor([0, 1, 1]), torch.tensor([0, 1, 0]))
        >>> print(confusion)
        ConfusionMatrix:
        [[       1       1]   50.000%     [class: cat]
         [       0       1]]  100.000%     [class: dog]
         + average row correct: 75%
         + average rowUcol correct (VOC measure): 50%
         + global correct: 66.666666666667%
    """

    def __init__(self, nclasses, classes=None):
        if isinstance(nclasses, list | tuple):
            nclasses, classes = len(nclasses), list(nclasses)
        if not isinstance(nclasses, int) or nclasses < 1:
            raise ArgumentError(f"`nclasses` (={nclasses!r}) must be a positive int, or a list of names")
        self.nclasses = nclasses
        self.classes = list(classes or [])
        self.mat = zeros(nclasses, nclasses, dtype=float32)
        self.zero()

    def zero(self):
        """Forgets all counts."""
        self.mat.zero_()
        self.valids = zeros(self.nclasses, dtype=float32)
        self.unionvalids = zeros(self.nclasses, dtype=float32)
        self.totalValid = self.averageValid = self.averageUnionValid = 0
        return self

    def add(self, prediction, target):
        """Counts one prediction.

        Args:
            prediction (int or Tensor): a class, or a score for each class
            target (int or Tensor): a class, or one-hot
        """
        self._count([_class_of(prediction)], [_class_of(target)])

    def batchAdd(self, predictions, targets):
        """Counts a batch of predictions.

        Args:
            predictions (Tensor): classes (n), or scores (n, classes)
            targets (Tensor): classes (n), or one-hot rows (n, classes)
        """
        self._count(_classes_of("predictions", predictions), _classes_of("targets", targets))

    batch_add = batchAdd

    def _count(self, predictions, targets):
        predictions, targets = np.asarray(predictions), np.asarray(targets)
        if len(predictions) != len(targets):
            raise ShapeError(f"{len(predictions)} predictions, but {len(targets)} targets; there must be one for each")
        known = targets >= 0
        predictions, targets = predictions[known], targets[known]
        for name, values in (("prediction", predictions), ("target", targets)):
            if values.size and not (0 <= values.min() and values.max() < self.nclasses):
                raise ArgumentError(
                    f"a {name} (={int(values.max() if values.min() >= 0 else values.min())}) is no class: they are "
                    f"numbered from 0 to {self.nclasses - 1}"
                )
        np.add.at(self.mat.numpy(), (targets, predictions), 1)

    def updateValids(self):
        """Makes `valids`, `unionvalids`, `averageValid`, `averageUnionValid` and `totalValid` from the counts."""
        counts = self.mat.numpy().astype(np.float64)
        right, rows, columns = counts.diagonal(), counts.sum(1), counts.sum(0)
        with np.errstate(all="ignore"):
            # float32, as in Torch7, whose averages show its rounding
            valids = (right / rows).astype(np.float32)
            unions = (right / (rows + columns - right)).astype(np.float32)
            self.totalValid = float(right.sum() / counts.sum())
            seen = ~np.isnan(valids)
            both = seen & ~np.isnan(unions)
            self.averageValid = float(valids[seen].astype(np.float64).sum() / np.float64(seen.sum()))
            self.averageUnionValid = float(unions[both].astype(np.float64).sum() / np.float64(both.sum()))
        self.valids, self.unionvalids = new_tensor(valids), new_tensor(unions)

    update_valids = updateValids

    def farFrr(self):
        """False acceptance and rejection rates.

        Returns:
            (rejections of each class, acceptances of each class, the same of the classes that were seen), -1 where not seen
        """
        counts = self.mat.numpy().astype(np.float64)
        rows = counts.sum(1)
        seen = np.flatnonzero(rows)
        rejected, accepted = np.full(self.nclasses, -1.0), np.full(self.nclasses, -1.0)
        for i in seen:
            others = seen[seen != i]
            rejected[i] = 1 - counts[i, i] / rows[i]
            accepted[i] = (counts[others, i] / rows[others]).mean() if len(others) else math.nan
        return tuple(map(new_tensor, (rejected, accepted, rejected[seen], accepted[seen])))

    far_frr = farFrr

    def render(self, sortmode="score", block=25):
        """The shares of each row as a picture, for `image.display`.

        Args:
            sortmode (str): "score" puts the classes read best first, "occurrence" the most frequent
            block (int): pixels to a cell
        Returns:
            (classes * block, classes * block), in [0, 1]
        """
        if sortmode not in ("score", "occurrence"):
            raise ArgumentError(f"sort mode must be one of: score | occurrence; `sortmode` is {sortmode!r}")
        counts = self.mat.numpy().astype(np.float64)
        shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        by = shares.diagonal() if sortmode == "score" else counts.sum(1)
        order = np.argsort(-by, kind="stable")
        picture = np.kron(shares[np.ix_(order, order)], np.ones((block, block)))
        picture[block - 1::block] = picture[:, block - 1::block] = 0.1  # the grid
        return new_tensor(picture.astype(np.float32))

    def __str__(self):
        self.updateValids()
        lines = ["ConfusionMatrix:"]
        counts = self.mat.numpy()
        for t in range(self.nclasses):
            begin = "[[" if t == 0 else " ["
            end = "]]  " if t == self.nclasses - 1 else "]   "
            name = ""
            if self.classes:
                name = f"\t[class: {self.classes[t] if t < len(self.classes) else ''}]"
            cells = "".join(f"{int(n):8d}" for n in counts[t])
            lines.append(f"{begin}{cells}{end}{float(self.valids[t]) * 100:2.3f}% {name}")
        lines.append(f" + average row correct: {_lua(self.averageValid * 100)}% ")
        lines.append(f" + average rowUcol correct (VOC measure): {_lua(self.averageUnionValid * 100)}% ")
        lines.append(f" + global correct: {_lua(self.totalValid * 100)}%")
        return "\n".join(lines)

    __repr__ = __str__


def _lua(number):
    """A number as Lua prints it."""
    return f"{number:.14g}"


def _class_of(value):
    """A class given as a number, or as one score for each."""
    if isinstance(value, Tensor) and value.ndim:
        return int(value.detach().argmax())
    return int(value)


def _classes_of(name, values):
    if not isinstance(values, Tensor):
        return np.asarray(values)
    values = values.detach().cpu()
    if values.ndim == 2:
        values = values[:, 0] if values.shape[1] == 1 else values.argmax(1)
    if values.ndim != 1:
        raise ShapeError(f"{name} has invalid number of dimensions: shape {list(values.shape)}; it must have 1 or 2")
    return values.numpy().astype(np.int64)
