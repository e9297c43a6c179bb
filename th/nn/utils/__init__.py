"""Tools for modules: gradients, parameters, sequences."""

__all__ = []
