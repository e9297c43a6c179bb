"""What networks hold, read from their tables of parameters, buffers and layers; nothing of theirs is run."""

from th.session import statics
from th.session.inferred import Instance, Known
from th.session.statics import is_a

__all__ = ["state"]

MOST = 5_000  # names


def state(network):
    """Return what `state_dict()` of a network of th's would give, or None where there is no network."""
    if not is_a(statics.instance_dict(network).get("_modules"), dict):
        return None
    found = {}
    collect(network, "", found)
    return Instance(dict, items=found)


def collect(network, prefix, found):
    """Add the tensors of a network and of those in it, each under its full name."""
    space = statics.instance_dict(network)
    passing = space.get("_non_persistent_buffers_set") or ()
    for table in ("_parameters", "_buffers"):
        for name, tensor in dict(space.get(table) or {}).items():
            if tensor is not None and name not in passing and len(found) < MOST:
                found[prefix + name] = Known(tensor)
    for name, child in dict(space.get("_modules") or {}).items():
        if child is not None and len(found) < MOST:
            collect(child, f"{prefix}{name}.", found)
