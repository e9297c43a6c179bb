"""Tools for modules: gradients, parameters, sequences."""

from th.nn.utils.clip_grad import (
    clip_grad_norm, clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm,
)
from th.nn.utils.convert_parameters import parameters_to_vector, vector_to_parameters
from th.nn.utils.fusion import fuse_conv_bn_eval, fuse_conv_bn_weights, fuse_linear_bn_eval, fuse_linear_bn_weights
import th.nn.utils.parametrizations as parametrizations
import th.nn.utils.parametrize as parametrize
import th.nn.utils.prune as prune
import th.nn.utils.rnn as rnn

__all__ = [
    "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "fuse_conv_bn_eval",
    "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights", "get_total_norm",
    "parameters_to_vector", "parametrizations", "parametrize", "prune", "rnn", "vector_to_parameters",
]
