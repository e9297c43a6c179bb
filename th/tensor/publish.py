"""An op as a method, an operator and an in-place method of Tensor."""

import inspect

from th.tensor import writing
from th.tensor.signatures import PromisedSignature
from th.tensor.tensor import Tensor

__all__ = ["publish"]


def publish(made, function, settings, operator_of):
    """Gives `function` the name, help and signature of the op `made`, and puts it on Tensor."""
    function.__name__ = function.__qualname__ = made.name
    function.__doc__ = made.declared.__doc__
    function.__module__ = "th"
    function.__signature__ = PromisedSignature(made.signature)
    function.op = made
    function.backward = made.set_rules
    name = settings.get("method", True)
    if name:
        setattr(Tensor, made.name if name is True else name, function)
    special = settings.get("operator")
    if special:
        setattr(Tensor, f"__{special}__", operator_of(made, function))
    if settings.get("inplace"):
        _publish_in_place(made, special)


def _in_place_signature(made):
    parameters = [p for n, p in made.signature().parameters.items() if n != "out"]
    first = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    return inspect.Signature(first + parameters[1:], return_annotation="Tensor")


def _publish_in_place(made, special):
    if made.pointwise:
        function = writing.make_in_place(made)
    else:

        def function(self, *args, **kwargs):
            return writing.in_place(made, self, args, kwargs)

    name = made.name + "_"
    function.__name__ = function.__qualname__ = name
    function.__module__ = "th"
    function.__doc__ = f"`{made.name}`, written into this tensor itself.\n\n    See `torch.{made.name}`."
    function.__signature__ = PromisedSignature(lambda: _in_place_signature(made))
    setattr(Tensor, name, function)
    if special:
        setattr(Tensor, f"__i{special}__", function)
