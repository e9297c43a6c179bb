"""OpenMP, which th does not use itself."""

__all__ = ["is_available"]


def is_available():
    """False."""
    return False
