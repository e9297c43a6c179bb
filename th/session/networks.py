"""What networks hold, read from their tables of parameters, buffers and layers; nothing of theirs is run."""

from th.session import statics
from th.session.inferred import Instance, Known
from th.session.statics import is_a

__all__ = ["state", "tensors"]

def state(network):
    """Return what `state_dict()` of a network of th's would give, or None where there is no network."""
    if not is_network(network):
        return None
    return Instance(dict, items={name: Known(tensor) for name, tensor in named(network, ("_parameters", "_buffers"))})


def tensors(network, *tables):
    """Return the tensors in tables of a network and of those in it, shared ones once; none of what is no network."""
    if not is_network(network):
        return []
    return list({id(tensor): tensor for _, tensor in named(network, tables)}.values())


def is_network(value):
    """Whether a value is a network."""
    return is_a(statics.instance_dict(value).get("_modules"), dict)


def named(network, tables, prefix=""):
    """Yield (full name, tensor) for what tables of a network hold, and those of the networks in it."""
    space = statics.instance_dict(network)
    passing = space.get("_non_persistent_buffers_set") or ()
    for table in tables:
        for name, tensor in dict(space.get(table) or {}).items():
            if tensor is not None and name not in passing:
                yield prefix + name, tensor
    for name, child in dict(space.get("_modules") or {}).items():
        if child is not None:
            yield from named(child, tables, f"{prefix}{name}.")
