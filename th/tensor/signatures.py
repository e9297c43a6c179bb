"""Signatures that are written out when they are first asked for."""

import inspect

__all__ = ["PromisedSignature"]


class PromisedSignature(inspect.Signature):
    """The signature that `make` gives: those of 400 functions would take a quarter of the time to import `th.tensor`."""

    __slots__ = ("_made", "_make")

    def __init__(self, make):
        self._make, self._made = make, None

    def _written(self):
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def _parameters(self):
        return self._written()._parameters

    @property
    def _return_annotation(self):
        return self._written()._return_annotation

    def __reduce__(self):
        return self._written().__reduce__()

    def replace(self, **changes):
        """As `inspect.Signature.replace`; a plain signature."""
        return self._written().replace(**changes)
