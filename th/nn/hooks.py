"""Functions of the user's that run before and after `forward`, and in the backward of a module."""

import functools
import warnings

from th.errors import GradientError
from th.tensor.node import RemovableHandle
from th.tensor.ops.identities import identities
from th.tensor.tensor import Tensor

__all__ = [
    "Hooks", "global_hooks", "register_module_backward_hook", "register_module_forward_hook",
    "register_module_forward_pre_hook", "register_module_full_backward_hook", "register_module_full_backward_pre_hook",
    "run_with_hooks",
]


class _GlobalHooks:
    """The hooks of all modules; `any` is looked at by every call of every module."""

    any = False

    def __init__(self):
        self.forward_pre, self.forward, self.backward, self.backward_pre = {}, {}, {}, {}
        self.with_kwargs, self.always = set(), set()


global_hooks = _GlobalHooks()


def _add_global(hooks, hook):
    handle = RemovableHandle(hooks, hook)
    global_hooks.any = True
    return handle


def register_module_forward_pre_hook(hook):
    """Calls ``hook(module, args)`` before the forward of every module; what it returns becomes the arguments."""
    return _add_global(global_hooks.forward_pre, hook)


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    """Calls ``hook(module, args, output)`` after the forward of every module; what it returns becomes the output.

    Args:
        with_kwargs (bool): call ``hook(module, args, kwargs, output)``
        always_call (bool): also when forward failed
    """
    handle = _add_global(global_hooks.forward, hook)
    if with_kwargs:
        global_hooks.with_kwargs.add(handle.id)
    if always_call:
        global_hooks.always.add(handle.id)
    return handle


def register_module_full_backward_hook(hook):
    """Calls ``hook(module, grad_input, grad_output)`` in the backward of every module."""
    return _add_global(global_hooks.backward, hook)


def register_module_full_backward_pre_hook(hook):
    """Calls ``hook(module, grad_output)`` before the backward of every module."""
    return _add_global(global_hooks.backward_pre, hook)


def register_module_backward_hook(hook):
    """The older name of `register_module_full_backward_hook`."""
    return register_module_full_backward_hook(hook)


class Hooks:
    """The `register_..._hook` methods of a module."""

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Calls ``hook(module, args)`` before `forward`; what it returns becomes the arguments.

        Args:
            hook (callable): returns None, the only argument, or a tuple of arguments
            prepend (bool): run it before the hooks that are there
            with_kwargs (bool): call ``hook(module, args, kwargs)``, which returns None or (args, kwargs)
        Returns:
            a handle; ``handle.remove()`` takes the hook out
        Example:
            >>> layer = nn.ReLU()
            >>> handle = layer.register_forward_pre_hook(lambda module, args: (-args[0],))
            >>> layer(th.tensor([1.0, -2.0]))
            tensor([0., 2.])
        """
        return _add(self._forward_pre_hooks, hook, prepend, self._forward_pre_hooks_with_kwargs if with_kwargs else None)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """Calls ``hook(module, args, output)`` after `forward`; what it returns becomes the output.

        Args:
            hook (callable): returns None or the new output
            prepend (bool): run it before the hooks that are there
            with_kwargs (bool): call ``hook(module, args, kwargs, output)``
            always_call (bool): run it also when `forward` failed, with output None
        Returns:
            a handle; ``handle.remove()`` takes the hook out
        Example:
            >>> layer = nn.ReLU()
            >>> handle = layer.register_forward_hook(lambda module, args, output: output + 1)
            >>> layer(th.tensor([1.0, -2.0]))
            tensor([2., 1.])
        """
        handle = _add(self._forward_hooks, hook, prepend, self._forward_hooks_with_kwargs if with_kwargs else None)
        if always_call:
            self._forward_hooks_always_called[handle.id] = True
        return handle

    def register_full_backward_hook(self, hook, prepend=False):
        """Calls ``hook(module, grad_input, grad_output)`` when the gradients of the inputs are known.

        Args:
            hook (callable): returns None, or the gradients to go on with instead of `grad_input`
            prepend (bool): run it before the hooks that are there
        Returns:
            a handle; ``handle.remove()`` takes the hook out
        """
        if self._is_full_backward_hook is False:
            raise GradientError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
            )
        self._is_full_backward_hook = True
        return _add(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """Calls ``hook(module, grad_output)`` before the backward of the module.

        Args:
            hook (callable): returns None, or the gradients to go on with instead of `grad_output`
            prepend (bool): run it before the hooks that are there
        Returns:
            a handle; ``handle.remove()`` takes the hook out
        """
        return _add(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook):
        """The older form of `register_full_backward_hook`, with the gradients of the module's last operation."""
        if self._is_full_backward_hook is True:
            raise GradientError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
            )
        self._is_full_backward_hook = False
        return _add(self._backward_hooks, hook, False)


def _add(hooks, hook, prepend, marks=None):
    handle = RemovableHandle(hooks, hook)
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    if marks is not None:
        marks[handle.id] = True
    return handle


class _Call:
    """One call of a module with hooks."""

    def __init__(self, module, args, kwargs):
        self.module, self.args, self.kwargs = module, args, kwargs
        self.result = None
        self.done = set()

    def run(self):
        module = self.module
        self._before()
        backward = [*global_hooks.backward.values(), *module._backward_hooks.values()]
        full = module._is_full_backward_hook is not False
        pre = [*global_hooks.backward_pre.values(), *module._backward_pre_hooks.values()]
        watcher = _BackwardWatcher(module, backward if full else [], pre) if pre or (backward and full) else None
        if watcher is not None:
            self.args = watcher.watch_inputs(self.args)
        self.result = module.forward(*self.args, **self.kwargs)
        self._after()
        if watcher is not None:
            self.result = watcher.watch_outputs(self.result)
        if backward and not full:
            self._watch_last_node(backward)
        return self.result

    def _before(self):
        module = self.module
        hooks = [*global_hooks.forward_pre.items(), *module._forward_pre_hooks.items()]
        for number, hook in hooks:
            if number not in module._forward_pre_hooks_with_kwargs:
                changed = hook(module, self.args)
                if changed is not None:
                    self.args = changed if isinstance(changed, tuple) else (changed,)
                continue
            changed = hook(module, self.args, self.kwargs)
            if changed is None:
                continue
            if not (isinstance(changed, tuple) and len(changed) == 2):
                raise GradientError(
                    f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                )
            self.args, self.kwargs = changed

    def _hooks(self):
        yield from [(n, h, n in global_hooks.with_kwargs, n in global_hooks.always) for n, h in global_hooks.forward.items()]
        module = self.module
        for number, hook in list(module._forward_hooks.items()):
            yield (number, hook, number in module._forward_hooks_with_kwargs, number in module._forward_hooks_always_called)

    def _after(self):
        for number, hook, with_kwargs, _ in list(self._hooks()):
            self.done.add(number)
            self._run_one(hook, with_kwargs)

    def _run_one(self, hook, with_kwargs):
        extra = (self.kwargs,) if with_kwargs else ()
        changed = hook(self.module, self.args, *extra, self.result)
        if changed is not None:
            self.result = changed

    def after_failure(self):
        """Runs the hooks that were to run in any case."""
        for number, hook, with_kwargs, always in list(self._hooks()):
            if always and number not in self.done:
                try:
                    self._run_one(hook, with_kwargs)
                except Exception as err:
                    warnings.warn(
                        "module forward hook with ``always_call=True`` raised an exception that was silenced as another "
                        f"error was raised in forward: {err}",
                        stacklevel=4,
                    )

    def _watch_last_node(self, hooks):
        value = self.result
        while not isinstance(value, Tensor):
            value = next(v for v in value.values() if isinstance(v, Tensor)) if isinstance(value, dict) else value[0]
        node = value.grad_fn
        if node is not None:
            for hook in hooks:
                node.register_hook(functools.partial(hook, self.module))


def run_with_hooks(module, args, kwargs):
    """Calls ``module.forward`` with every hook around it."""
    call = _Call(module, args, kwargs)
    try:
        return call.run()
    except Exception:
        call.after_failure()
        raise


class _BackwardWatcher:
    """Puts a node of identities before and behind a module, to see its gradients pass."""

    def __init__(self, module, hooks, pre_hooks):
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_output = None
        self.input_count = None

    def watch_inputs(self, args):
        places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        self.input_count, self.places = len(args), places
        if not any(args[i].requires_grad for i in places):
            self.places = None
            return args
        passed = identities([args[i] for i in places])
        node = next(t.grad_fn for t in passed if t.requires_grad)
        node.register_prehook(self._on_inputs)
        new = list(args)
        for i, t in zip(places, passed, strict=True):
            new[i] = t
        return tuple(new)

    def watch_outputs(self, result):
        single = isinstance(result, Tensor)
        if not single and not isinstance(result, tuple):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=5,
            )
            return result
        values = (result,) if single else result
        places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
        if not any(values[i].requires_grad for i in places):
            return result
        passed = identities([values[i] for i in places])
        node = next(t.grad_fn for t in passed if t.requires_grad)
        node.register_prehook(functools.partial(self._on_outputs, len(values), places))
        new = list(values)
        for i, t in zip(places, passed, strict=True):
            new[i] = t
        return new[0] if single else type(result)(new) if type(result) is tuple else type(result)(*new)

    def _on_outputs(self, count, places, grads):
        found = [None] * count
        for i, g in zip(places, grads, strict=True):
            found[i] = g
        found = tuple(found)
        for hook in self.pre_hooks:
            changed = hook(self.module, found)
            if changed is not None:
                found = changed if isinstance(changed, tuple) else (changed,)
        self.grad_output = found
        if self.places is None:
            for hook in self.hooks:
                if hook(self.module, (None,) * self.input_count, found) is not None:
                    raise GradientError("Backward hook for Modules where no input requires gradient should always return None")
        return tuple(found[i] for i in places)

    def _on_inputs(self, grads):
        found = [None] * self.input_count
        for i, g in zip(self.places, grads, strict=True):
            found[i] = g
        found = tuple(found)
        for hook in self.hooks:
            changed = hook(self.module, found, self.grad_output)
            if changed is not None:
                changed = changed if isinstance(changed, tuple) else (changed,)
                if len(changed) != len(found):
                    raise GradientError(
                        "Backward hook returned an invalid number of grad_input, "
                        f"got {len(changed)}, but expected {len(found)}"
                    )
                found = changed
        return tuple(found[i] for i in self.places)
