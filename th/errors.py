"""Every exception that `th` raises on purpose.

Each type also inherits the builtin that someone who knows PyTorch would catch::

    ThError (Exception)
    ├── ShapeError (RuntimeError)          shapes that do not fit together
    ├── DtypeError (NotImplementedError, a RuntimeError)   a dtype that the operation has no meaning for
    ├── LayoutError (NotImplementedError, a RuntimeError)  an operation that is not there for sparse tensors, or for dense ones
    ├── DeviceError (RuntimeError)         operands on two devices, or a device that is not there
    ├── OutOfMemoryError (RuntimeError)    a GPU without room for what was asked for
    ├── GradientError (RuntimeError)       a backward that cannot be right
    ├── DimensionError (IndexError)        a dim or an index out of range
    │   └── BoundsError (RuntimeError)     an index where PyTorch raises now the one, now the other
    ├── ArgumentError (ValueError, RuntimeError)   a value that breaks the rule of its argument; PyTorch raises either
    │   └── AssertedError (AssertionError)  the same, where PyTorch asserts it
    ├── DivisionError (ZeroDivisionError, RuntimeError)   integers divided by 0
    ├── ArgumentTypeError (TypeError)      an argument of the wrong type
    ├── StateDictError (RuntimeError)      names or shapes that a module does not have
    ├── FileFormatError (RuntimeError)     a file that is not what its reader expects
    │   ├── CheckpointError (pickle.UnpicklingError)  no checkpoint, or one that might run any code
    │   └── EmptyFileError (EOFError)      a checkpoint without a byte
    ├── ConflictError (RuntimeError)       options that exclude each other
    ├── WorkerError (RuntimeError)         a worker process that failed, died or was too slow
    ├── NotAvailableError (AttributeError) a public name of PyTorch that `th` does not have
    ├── MissingPackageError (ImportError)  an optional package that is not installed
    └── MissingModuleError (ModuleNotFoundError) a module of PyTorch that `th` does not have
"""

from pickle import UnpicklingError

__all__ = [
    "ArgumentError",
    "ArgumentTypeError",
    "AssertedError",
    "BoundsError",
    "CheckpointError",
    "ConflictError",
    "DeviceError",
    "DimensionError",
    "DivisionError",
    "DtypeError",
    "EmptyFileError",
    "FileFormatError",
    "GradientError",
    "LayoutError",
    "MissingModuleError",
    "MissingPackageError",
    "NotAvailableError",
    "OutOfMemoryError",
    "ShapeError",
    "StateDictError",
    "ThError",
    "WorkerError",
]


class ThError(Exception):
    """The root of every error that `th` raises on purpose."""


class ShapeError(ThError, RuntimeError):
    """Shapes that do not fit together."""


class DtypeError(ThError, NotImplementedError):
    """A dtype that the operation has no meaning for."""


class LayoutError(ThError, NotImplementedError):
    """An operation that is not there for sparse tensors, or for dense ones."""


class DeviceError(ThError, RuntimeError):
    """Operands on two devices, or a device that is not there."""


class OutOfMemoryError(ThError, RuntimeError):
    """A GPU without room for what was asked for; where there is a GPU, `torch.cuda.OutOfMemoryError` is cupy's own."""


class GradientError(ThError, RuntimeError):
    """A backward that cannot be right."""


class DimensionError(ThError, IndexError):
    """A dim or an index out of range."""


class BoundsError(DimensionError, RuntimeError):
    """An index out of range, where PyTorch raises IndexError in one function and RuntimeError in the next."""


class ArgumentError(ThError, ValueError, RuntimeError):
    """A value that breaks the rule of its argument."""


class AssertedError(ArgumentError, AssertionError):
    """A rule that PyTorch checks with an assertion."""


class DivisionError(ThError, ZeroDivisionError, RuntimeError):
    """Integers divided by 0."""


class ArgumentTypeError(ThError, TypeError):
    """An argument of the wrong type."""


class StateDictError(ThError, RuntimeError):
    """Names or shapes that a module does not have."""


class FileFormatError(ThError, RuntimeError):
    """A file that is not what its reader expects."""


class CheckpointError(FileFormatError, UnpicklingError):
    """A file that is no checkpoint, or one that might run any code."""


class EmptyFileError(FileFormatError, EOFError):
    """A checkpoint without a byte."""


class ConflictError(ThError, RuntimeError):
    """Options that exclude each other."""


class WorkerError(ThError, RuntimeError):
    """A worker process that failed, died or was too slow."""


class NotAvailableError(ThError, AttributeError):
    """A public name of PyTorch that `th` does not have."""


class MissingPackageError(ThError, ImportError):
    """An optional package that is not installed."""


class MissingModuleError(ThError, ModuleNotFoundError):
    """A module of PyTorch that `th` does not have."""
