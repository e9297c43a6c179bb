"""Nested tuples, lists and dicts of tensors, flattened and put together again."""

__all__ = ["flatten_tree", "map_tree", "unflatten_tree"]


def flatten_tree(tree):
    """The leaves of nested tuples, lists and dicts, in order."""
    if isinstance(tree, dict):
        return [leaf for key in tree for leaf in flatten_tree(tree[key])]
    if isinstance(tree, list | tuple):
        return [leaf for part in tree for leaf in flatten_tree(part)]
    return [tree]


def unflatten_tree(tree, leaves):
    """`tree` with its leaves replaced by `leaves`, in order."""
    supply = iter(leaves)
    return map_tree(lambda _: next(supply), tree)


def map_tree(function, tree):
    """`tree` with `function` applied to every leaf."""
    if isinstance(tree, dict):
        return type(tree)((key, map_tree(function, value)) for key, value in tree.items())
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*[map_tree(function, part) for part in tree])
    if isinstance(tree, list | tuple):
        return type(tree)([map_tree(function, part) for part in tree])
    return function(tree)
