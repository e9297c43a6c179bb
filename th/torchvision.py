"""What `import torchvision` gives where `torch` is th: datasets, transforms and grids of pictures."""

from th.data import datasets, transforms
import th.data.grids as utils
from th.errors import MissingModuleError, NotAvailableError
from th.version import __version__

__all__ = ["__version__", "datasets", "transforms", "utils"]


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    from th.missing import advice_for  # difflib: 2 ms

    advice = advice_for(f"torchvision.{name}")
    if advice is not None:  # no AttributeError, of which `from torchvision import models` would drop the words
        raise MissingModuleError(f"there is no module 'torchvision.{name}' in th: {advice}")
    raise NotAvailableError(f"torchvision has no {name!r} in th")
