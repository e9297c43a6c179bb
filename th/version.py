"""The version of `th`, in this one place."""

__all__ = ["__version__", "cuda", "debug", "git_version", "hip"]

__version__ = "0.1.0"

# PyTorch tells here what it was built for; th is built for nothing in particular.
cuda = hip = git_version = None
debug = False
