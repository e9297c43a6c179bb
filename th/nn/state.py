"""The state of a module as a flat dictionary of tensors, and back."""

import collections
import functools
import warnings

from th.errors import ArgumentTypeError, StateDictError
from th.tensor.node import RemovableHandle
from th.tensor.modes import no_grad
from th.tensor.parameter import Parameter
from th.tensor.tensor import Tensor

__all__ = ["State"]

_EXTRA = "_extra_state"


class _IncompatibleKeys(collections.namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class State:
    """`state_dict` and `load_state_dict` of a module."""

    _version = 1

    def get_extra_state(self):
        """What the module keeps in the state_dict besides tensors; for subclasses to define."""
        raise StateDictError(
            "Reached a code path in Module.get_extra_state() that should never be called: define it in the subclass"
        )

    def set_extra_state(self, state):
        """Takes back what `get_extra_state` gave; for subclasses to define."""
        raise StateDictError(
            "Reached a code path in Module.set_extra_state() that should never be called: define it in the subclass"
        )

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, value in self._parameters.items():
            if value is not None:
                destination[prefix + name] = value if keep_vars else value.detach()
        for name, value in self._buffers.items():
            if value is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not State.get_extra_state:
            destination[prefix + _EXTRA] = self.get_extra_state()

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """The parameters and persistent buffers by name; they share memory with the module.

        Args:
            destination (dict): the dictionary to fill; a new one by default
            prefix (str): put before each name
            keep_vars (bool): the parameters themselves, not detached
        Returns:
            an OrderedDict from name to Tensor
        Example:
            >>> list(nn.Linear(2, 1).state_dict())
            ['weight', 'bias']
        """
        if args:
            names = ("destination", "prefix", "keep_vars")
            given = dict(zip(names, args, strict=False))
            destination = given.get("destination", destination)
            prefix, keep_vars = given.get("prefix", prefix), given.get("keep_vars", keep_vars)
        if destination is None:
            destination = collections.OrderedDict()
            destination._metadata = collections.OrderedDict()
        local = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=prefix + name + ".", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, local)
            if changed is not None:
                destination = changed
        return destination

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copies the tensors of a state_dict into this module.

        Args:
            state_dict (dict): from name to Tensor
            strict (bool): the names must be exactly those of ``self.state_dict()``
            assign (bool): take the tensors themselves instead of copying their values
        Returns:
            a named tuple of the lists `missing_keys` and `unexpected_keys`
        Raises:
            StateDictError: when names are missing or too many (with `strict`), or shapes differ
        Example:
            >>> layer = nn.Linear(2, 1)
            >>> layer.load_state_dict({"weight": th.ones(1, 2), "bias": th.zeros(1)})
            <All keys matched successfully>
        """
        if not isinstance(state_dict, collections.abc.Mapping):
            raise ArgumentTypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", None)
        state_dict = collections.OrderedDict(state_dict)
        if metadata is not None:
            state_dict._metadata = metadata
        missing, unexpected, problems = [], [], []
        _load(self, state_dict, "", metadata, assign, missing, unexpected, problems)
        if strict:
            if missing:
                problems.insert(0, _listing("Missing", missing))
            if unexpected:
                problems.insert(1 if missing else 0, _listing("Unexpected", unexpected))
        if problems:
            raise StateDictError("\n\t".join([f"Error(s) in loading state_dict for {type(self).__name__}:", *problems]))
        return _IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        buffers = {k: v for k, v in self._buffers.items() if k not in self._non_persistent_buffers_set}
        local = {k: v for k, v in (*self._parameters.items(), *buffers.items()) if v is not None}
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, value in local.items():
            key = prefix + name
            if key in state_dict:
                problem = _take(self, name, value, key, state_dict[key], assign)
                if problem:
                    error_msgs.append(problem)
            elif strict:
                missing_keys.append(key)
        _load_extra(self, state_dict, prefix + _EXTRA, strict, missing_keys, unexpected_keys)
        if strict:
            unexpected_keys.extend(_unknown(self, state_dict, prefix, local))

    # ---- hooks

    def register_state_dict_pre_hook(self, hook):
        """Calls ``hook(module, prefix, keep_vars)`` before `state_dict` collects."""
        return RemovableHandle(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook):
        """Calls ``hook(module, state_dict, prefix, local_metadata)`` when `state_dict` has collected; it may edit it."""

        def checked(*args):
            if hook(*args) is not None:
                raise StateDictError("state_dict post-hook must return None")

        return RemovableHandle(self._state_dict_hooks, checked)

    def _register_state_dict_hook(self, hook):
        return RemovableHandle(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook):
        """Calls ``hook(module, state_dict, prefix, local_metadata, strict, missing, unexpected, errors)`` before loading."""
        return RemovableHandle(self._load_state_dict_pre_hooks, functools.partial(hook, self))

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        return RemovableHandle(self._load_state_dict_pre_hooks, functools.partial(hook, self) if with_module else hook)

    def register_load_state_dict_post_hook(self, hook):
        """Calls ``hook(module, incompatible_keys)`` after loading; it may edit the two lists."""
        return RemovableHandle(self._load_state_dict_post_hooks, hook)


def _listing(kind, keys):
    return f"{kind} key(s) in state_dict: " + ", ".join(f'"{k}"' for k in keys) + ". "


def _load(module, state_dict, prefix, metadata, assign, missing, unexpected, problems):
    local = {} if metadata is None else metadata.get(prefix[:-1], {})
    if assign:
        local["assign_to_params_buffers"] = assign
    module._load_from_state_dict(state_dict, prefix, local, True, missing, unexpected, problems)
    for name, child in module._modules.items():
        if child is not None:
            inner = prefix + name + "."
            part = collections.OrderedDict((k, v) for k, v in state_dict.items() if k.startswith(inner))
            _load(child, part, inner, metadata, assign, missing, unexpected, problems)
    for hook in module._load_state_dict_post_hooks.values():
        if hook(module, _IncompatibleKeys(missing, unexpected)) is not None:
            raise StateDictError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, "
                "if incompatible_keys need to be modified, it should be done inplace."
            )


def _take(module, name, value, key, new, assign):
    """Puts `new` into the parameter or buffer `value`; returns what is wrong, or None."""
    if not isinstance(new, Tensor):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but '
            f"received {type(new)}"
        )
    lazy = getattr(value, "is_uninitialized", False)
    if not lazy and value.ndim == 0 and tuple(new.shape) == (1,):
        new = new[0]
    if not lazy and new.shape != value.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {new.shape} from checkpoint, "
            f"the shape in current model is {value.shape}."
        )
    try:
        with no_grad():
            if assign:
                setattr(module, name, _assigned(value, new))
            elif value.is_meta and not new.is_meta:
                warnings.warn(
                    f"for {key}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, "
                    "which is a no-op. (Did you mean to pass `assign=True` to assign items in the state dictionary to their "
                    "corresponding key in the module instead of copying them in place?)", stacklevel=2,
                )
            else:
                value.copy_(new)
    except Exception as err:
        return (
            f'While copying the parameter named "{key}", whose dimensions in the model are {value.shape} and '
            f"whose dimensions in the checkpoint are {new.shape}, an exception occurred : {err.args}."
        )
    return None


def _assigned(value, new):
    if not isinstance(value, Parameter):
        return new
    if isinstance(new, Parameter):
        return new.requires_grad_(value.requires_grad)
    return Parameter(new, requires_grad=value.requires_grad)


def _load_extra(module, state_dict, key, strict, missing, unexpected):
    if type(module).set_extra_state is not State.set_extra_state:
        if key in state_dict:
            module.set_extra_state(state_dict[key])
        elif strict:
            missing.append(key)
    elif strict and key in state_dict:
        unexpected.append(key)


def _unknown(module, state_dict, prefix, local):
    for key in state_dict:
        if not key.startswith(prefix) or key == prefix + _EXTRA:
            continue
        first, dot, _ = key[len(prefix):].partition(".")
        if first not in (module._modules if dot else local):
            yield key
