"""`torch.func`: transformations of functions.

A transformed function runs the tape of ordinary autograd inside; transformations nest, since every gradient is itself
recorded.
"""

import functools

from th.errors import ArgumentError, ShapeError
from th.tensor.gradients import grad as gradient
from th.tensor.mapping import vmap
from th.tensor.modes import enable_grad, modes
from th.tensor.node import Node, edge_of
from th.tensor.ops.joining import stack
from th.tensor.tensor import Tensor
from th.tensor.trees import flatten_tree, map_tree, unflatten_tree

__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "linearize",
           "replace_all_batch_norm_modules_", "stack_module_state", "vjp", "vmap"]  # fmt: skip


def _fresh(tree):
    """Each tensor of `tree` as a node of its own: still on an outer tape, and a place to stop at."""

    def enter(x):
        if not isinstance(x, Tensor) or not (x.is_floating_point() or x.is_complex()):
            return x
        return x.view_as(x) if x.requires_grad else x.detach().requires_grad_()

    return map_tree(enter, tree)


class _Level:
    """One transformation: what its results leave behind of its own tape when it ends.

    Args:
        inputs: all that the function is given; those with a gradient belong to an outer tape
    """

    def __init__(self, inputs):
        self.records = modes.grad  # before the transformation switches recording on
        self.nested = self.records and any(isinstance(x, Tensor) and x.requires_grad for x in flatten_tree(inputs))
        self.own = set()

    def enter(self, tree):
        """Each tensor of `tree` as a node of its own; see `_fresh`."""
        entered = _fresh(tree)
        self.own |= {id(x) for x in flatten_tree(entered)}
        return entered

    def leave(self, tree):
        """Results without the inner tape, unless an outer one is running or something else on it wants a gradient."""
        if self.nested:
            return tree
        seen = set()
        return map_tree(lambda x: self._left(x, seen) if isinstance(x, Tensor) else x, tree)

    def _left(self, x, seen):
        return x if self.records and x.requires_grad and self._reaches_others(x, seen) else x.detach()

    def _reaches_others(self, x, seen):
        """True when a leaf that is not this level's is behind `x`: one that the function has from elsewhere."""
        edges = [edge_of(x)]
        while edges:
            edge = edges.pop()
            target = edge[0] if edge.__class__ is tuple else edge
            if isinstance(target, Node):
                if target not in seen:
                    seen.add(target)
                    edges.extend(target.edges)
            elif target is not None and id(target) not in self.own:
                return True
        return False


def _picked(argnums, args):
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    for n in numbers:
        if not -len(args) <= n < len(args):
            raise ArgumentError(f"`argnums` (={argnums}) names argument {n}, but there are {len(args)} arguments")
    return numbers


def grad_and_value(func, argnums=0, has_aux=False):
    """A function that gives the gradient of `func` and its value.

    Example:
        >>> torch.func.grad_and_value(lambda x: (x**2).sum())(torch.tensor([3.0]))
        (tensor([6.]), tensor(9.))
    """

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        numbers = _picked(argnums, args)
        level = _Level([args, kwargs])
        with enable_grad():
            entered = list(args)
            for n in numbers:
                entered[n] = level.enter(args[n])
            value = func(*entered, **kwargs)
            aux = None
            if has_aux:
                value, aux = value
            if not isinstance(value, Tensor) or value.numel() != 1 or value.ndim:
                shape = list(value.shape) if isinstance(value, Tensor) else type(value).__name__
                raise ShapeError(f"Expected f(*args) to return a scalar tensor, got {shape}")
            wanted = [entered[n] for n in numbers]
            leaves = flatten_tree(wanted)
            found = (
                gradient(value, leaves, create_graph=True, materialize_grads=True)
                if value.requires_grad
                else [x * 0 for x in leaves]
            )
        grads = unflatten_tree(wanted, found)
        grads = grads[0] if isinstance(argnums, int) else tuple(grads)
        grads, value = level.leave(grads), level.leave(value)
        return (grads, (value, level.leave(aux))) if has_aux else (grads, value)

    return wrapped


def grad(func, argnums=0, has_aux=False):
    """A function that gives the gradient of `func`, which returns a scalar.

    Args:
        argnums (int or ints): of which arguments
        has_aux (bool): `func` returns a pair, the second of which is handed on
    Example:
        >>> torch.func.grad(torch.func.grad(lambda x: x**3))(torch.tensor(2.0))
        tensor(12.)
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        grads, value = both(*args, **kwargs)
        return (grads, value[1]) if has_aux else grads

    return wrapped


def vjp(func, *primals, has_aux=False):
    """The value of `func`, and a function from output gradients to input gradients.

    Example:
        >>> value, pull = torch.func.vjp(torch.sin, torch.tensor(0.0))
        >>> pull(torch.tensor(2.0))
        (tensor(2.),)
    """
    level = _Level(primals)
    with enable_grad():
        entered = level.enter(list(primals))
        value = func(*entered)
        aux = None
        if has_aux:
            value, aux = value
    leaves, outs = flatten_tree(entered), flatten_tree(value)

    def pull(*cotangents, retain_graph=True, create_graph=None):
        inner = _Level(cotangents)
        inner.nested, inner.own = inner.nested or level.nested, level.own
        seeds = flatten_tree(list(cotangents) if len(cotangents) != 1 else cotangents[0])
        if len(seeds) != len(outs):
            raise ArgumentError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function: "
                f"{len(seeds)} cotangents for {len(outs)} outputs"
            )
        pairs = [(o, s) for o, s in zip(outs, seeds, strict=True) if o.requires_grad]
        with enable_grad():
            found = gradient(
                [o for o, _ in pairs],
                leaves,
                [s for _, s in pairs],
                retain_graph=True,
                create_graph=True,
                materialize_grads=True,
            )
        return tuple(inner.leave(unflatten_tree(entered, found)))

    value = level.leave(value)
    return (value, pull, level.leave(aux)) if has_aux else (value, pull)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The value of `func` and its directional derivative, by differentiating the reverse pass.

    Example:
        >>> torch.func.jvp(torch.sin, (torch.tensor(0.0),), (torch.tensor(2.0),))
        (tensor(0.), tensor(2.))
    """
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple):
        raise ArgumentError("jvp(f, primals, tangents): Expected primals and tangents to be tuples")
    level = _Level([primals, tangents])
    with enable_grad():
        entered = level.enter(list(primals))
        value = func(*entered)
        aux = None
        if has_aux:
            value, aux = value
        outs, leaves = flatten_tree(value), flatten_tree(entered)
        dummies = [(o.detach() * 0).requires_grad_() for o in outs]
        level.own |= {id(d) for d in dummies}
        pairs = [(o, d) for o, d in zip(outs, dummies, strict=True) if o.requires_grad]
        pulled = gradient(
            [o for o, _ in pairs], leaves, [d for _, d in pairs], create_graph=True, materialize_grads=True
        )
        live = [(p, t) for p, t in zip(pulled, flatten_tree(list(tangents)), strict=True) if p.requires_grad]
        pushed = (
            gradient([p for p, _ in live], dummies, [t for _, t in live], create_graph=True, materialize_grads=True)
            if live
            else [o.detach() * 0 for o in outs]
        )
    out = level.leave(unflatten_tree(value, pushed))
    value = level.leave(value)
    return (value, out, level.leave(aux)) if has_aux else (value, out)


def linearize(func, *primals):
    """The value of `func`, and a function from tangents of the arguments to the tangent of the value.

    Example:
        >>> value, slope = torch.func.linearize(torch.sin, torch.tensor(0.0))
        >>> slope(torch.tensor(2.0))
        tensor(2.)
    """
    return func(*primals), lambda *tangents: jvp(func, primals, tangents)[1]


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None):
    """A function that gives the Jacobian of `func`, one row at a time in reverse.

    Returns:
        for an output of shape (*m) and an input of shape (*n), a tensor of shape (*m, *n)
    Example:
        >>> torch.func.jacrev(lambda x: x**2)(torch.tensor([1.0, 2.0]))
        tensor([[2., 0.],
                [0., 4.]])
    """

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        numbers = _picked(argnums, args)
        level = _Level([args, kwargs])
        with enable_grad():
            entered = list(args)
            for n in numbers:
                entered[n] = level.enter(args[n])
            value = func(*entered, **kwargs)
            aux = None
            if has_aux:
                value, aux = value
            wanted = tuple([entered[n] for n in numbers])
            found = map_tree(lambda out: unflatten_tree(wanted, _rows(out, flatten_tree(wanted))), value)
        if isinstance(argnums, int):
            found = map_single(found, value)
        found = level.leave(found)
        return (found, level.leave(aux)) if has_aux else found

    return wrapped


def map_single(found, value):
    """The Jacobians of a single argument, out of the lists they came in."""
    if isinstance(value, Tensor):
        return found[0]
    if isinstance(value, dict):
        return {k: map_single(found[k], value[k]) for k in value}
    return type(value)([map_single(f, v) for f, v in zip(found, value, strict=True)])


def _rows(out, leaves):
    """The Jacobians of one output: (*out.shape, *leaf.shape) for each leaf."""
    flat = out.reshape(-1)
    rows = []
    for i in range(flat.numel()):
        if out.requires_grad:
            rows.append(gradient(flat[i], leaves, create_graph=True, materialize_grads=True))
        else:
            rows.append([x.detach() * 0 for x in leaves])
    if not rows:
        return [x.new_zeros(*out.shape, *x.shape) for x in leaves]
    return [stack([r[j] for r in rows]).reshape(*out.shape, *x.shape) for j, x in enumerate(leaves)]


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """A function that gives the Jacobian of `func`; the same numbers as `jacrev`.

    Example:
        >>> torch.func.jacfwd(torch.sin)(torch.tensor([0.0]))
        tensor([[1.]])
    """
    return jacrev(func, argnums, has_aux=has_aux)


def hessian(func, argnums=0):
    """A function that gives the matrix of second derivatives of `func`.

    Example:
        >>> torch.func.hessian(lambda x: (x**3).sum())(torch.tensor([1.0, 2.0]))
        tensor([[ 6.,  0.],
                [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)


# ---- modules as functions


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls a module with the given parameters and buffers in place of its own.

    Example:
        >>> layer = nn.Linear(2, 1, bias=False)
        >>> torch.func.functional_call(layer, {"weight": torch.ones(1, 2)}, (torch.ones(1, 2),))
        tensor([[2.]])
    """
    given = parameter_and_buffer_dicts
    if isinstance(given, list | tuple):
        given = {name: value for part in given for name, value in part.items()}
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    own = {
        **dict(module.named_parameters(remove_duplicate=False)),
        **dict(module.named_buffers(remove_duplicate=False)),
    }
    unknown = set(given) - set(own)
    if unknown and strict:
        raise ArgumentError(f"Unexpected key(s): {', '.join(sorted(unknown))}.")
    replaced = []
    try:
        for name, value in given.items():
            if name in own:
                replaced.append(_swap(module, name, value))
        return module(*args, **(kwargs or {}))
    finally:
        for store, key, value in reversed(replaced):
            store[key] = value


def _swap(module, name, value):
    path, _, key = name.rpartition(".")
    owner = module.get_submodule(path) if path else module
    store = owner._parameters if key in owner._parameters else owner._buffers
    before = store[key]
    store[key] = value
    return store, key, before


def replace_all_batch_norm_modules_(root):
    """Makes the batch normalisations in a network keep no running statistics, which `vmap` could not update.

    Args:
        root (Module): the network; changed in place, and returned
    Example:
        >>> net = torch.func.replace_all_batch_norm_modules_(nn.Sequential(nn.BatchNorm1d(2)))
        >>> net[0].running_mean is None
        True
    """
    for module in root.modules():
        if "running_mean" in module._buffers and hasattr(module, "track_running_stats"):
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root


def stack_module_state(models):
    """The parameters and buffers of several like modules, stacked along a new first dim.

    Example:
        >>> parameters, buffers = torch.func.stack_module_state([nn.Linear(2, 1), nn.Linear(2, 1)])
        >>> parameters["weight"].shape
        torch.Size([2, 1, 2])
    """
    if not models:
        raise ArgumentError("stack_module_state: Expected at least one model, got 0.")

    def stacked(which):
        columns = [dict(getattr(m, which)()) for m in models]
        return {
            name: stack([c[name].detach() for c in columns]).requires_grad_(columns[0][name].requires_grad)
            for name in columns[0]
        }

    return stacked("named_parameters"), stacked("named_buffers")
