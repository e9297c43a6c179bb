"""The moving averages that most rules keep, written into the arrays they move."""

__all__ = ["move", "move_square"]


def move(xp, average, value, weight, t):
    """average += weight * (value - average); `t` is scratch."""
    xp.subtract(value, average, t)
    xp.multiply(t, weight, t)
    xp.add(average, t, average)


def move_square(xp, average, value, keep, t):
    """average = keep * average + (1 - keep) * value^2; `t` is scratch."""
    xp.multiply(average, keep, average)
    xp.multiply(value, value, t)
    xp.multiply(t, 1 - keep, t)
    xp.add(average, t, average)
