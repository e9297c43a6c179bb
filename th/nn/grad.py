"""`nn.grad`: the gradients of convolutions, as functions."""

from th.tensor.ops.conv import conv_gradient_of_input, conv_gradient_of_weight

__all__ = ["conv1d_input", "conv1d_weight", "conv2d_input", "conv2d_weight", "conv3d_input", "conv3d_weight"]


def _input(dims):
    def function(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
        return conv_gradient_of_input(input_size, weight, grad_output, stride, padding, dilation, groups)

    function.__name__ = function.__qualname__ = f"conv{dims}d_input"
    function.__doc__ = f"The gradient of `F.conv{dims}d` with respect to its input, of the shape `input_size`."
    return function


def _weight(dims):
    def function(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
        return conv_gradient_of_weight(input, weight_size, grad_output, stride, padding, dilation, groups)

    function.__name__ = function.__qualname__ = f"conv{dims}d_weight"
    function.__doc__ = f"The gradient of `F.conv{dims}d` with respect to its weight, of the shape `weight_size`."
    return function


conv1d_input, conv2d_input, conv3d_input = _input(1), _input(2), _input(3)
conv1d_weight, conv2d_weight, conv3d_weight = _weight(1), _weight(2), _weight(3)
