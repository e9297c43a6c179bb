"""Transforms onto the region of a constraint, for parameters that are optimised without one."""

from th.distributions import constraints, transforms
from th.distributions.parameters import is_number
from th.errors import ArgumentTypeError

__all__ = ["ConstraintRegistry", "biject_to", "transform_to"]


class ConstraintRegistry:
    """Finds for a constraint a transform from all real numbers to its region.

    Example:
        >>> th.distributions.transform_to(th.distributions.constraints.unit_interval)
        SigmoidTransform()
    """

    def __init__(self):
        self._factories = {}

    def register(self, constraint, factory=None):
        """Registers a function that makes a transform of a constraint of this kind; also a decorator.

        Args:
            constraint (Constraint or type): of which kind
            factory (callable): takes the constraint, returns the transform
        """
        if factory is None:
            return lambda made: self.register(constraint, made)
        kind = type(constraint) if isinstance(constraint, constraints.Constraint) else constraint
        if not (isinstance(kind, type) and issubclass(kind, constraints.Constraint)):
            raise ArgumentTypeError(
                f"Expected constraint to be either a Constraint subclass or instance, but got {constraint}"
            )
        self._factories[kind] = factory
        return factory

    def __call__(self, constraint):
        factory = self._factories.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


biject_to = ConstraintRegistry()
transform_to = ConstraintRegistry()
_BOTH = (biject_to, transform_to)


def _onto(registries, *kinds):
    def register(factory):
        for registry in registries:
            for kind in kinds:
                registry.register(kind, factory)
        return factory

    return register


@_onto(_BOTH, constraints.real)
def _real(constraint):
    return transforms.identity_transform


for _registry in _BOTH:
    _registry.register(
        constraints.independent,
        lambda c, registry=_registry: transforms.IndependentTransform(
            registry(c.base_constraint), c.reinterpreted_batch_ndims
        ),
    )
    _registry.register(
        constraints.cat,
        lambda c, registry=_registry: transforms.CatTransform([registry(part) for part in c.cseq], c.dim, c.lengths),
    )
    _registry.register(
        constraints.stack,
        lambda c, registry=_registry: transforms.StackTransform([registry(part) for part in c.cseq], c.dim),
    )
    _registry.register(constraints.corr_cholesky, lambda c: transforms.CorrCholeskyTransform())


@_onto(_BOTH, constraints.greater_than, constraints.greater_than_eq)
def _above(constraint):
    return transforms.ComposeTransform(
        [transforms.ExpTransform(), transforms.AffineTransform(constraint.lower_bound, 1)]
    )


@_onto(_BOTH, constraints.less_than)
def _below(constraint):
    return transforms.ComposeTransform(
        [transforms.ExpTransform(), transforms.AffineTransform(constraint.upper_bound, -1)]
    )


@_onto(_BOTH, constraints.interval, constraints.half_open_interval)
def _between(constraint):
    low, high = constraint.lower_bound, constraint.upper_bound
    if is_number(low) and is_number(high) and (low, high) == (0, 1):
        return transforms.SigmoidTransform()
    return transforms.ComposeTransform(
        [transforms.SigmoidTransform(), transforms.AffineTransform(low, high - low)]
    )


biject_to.register(constraints.simplex, lambda c: transforms.StickBreakingTransform())
transform_to.register(constraints.simplex, lambda c: transforms.SoftmaxTransform())
transform_to.register(constraints.lower_cholesky, lambda c: transforms.LowerCholeskyTransform())
_onto((transform_to,), constraints.positive_definite, constraints.positive_semidefinite)(
    lambda c: transforms.PositiveDefiniteTransform()
)
