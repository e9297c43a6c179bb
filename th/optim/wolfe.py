"""The line search of LBFGS: a step that meets the strong Wolfe conditions."""

__all__ = ["strong_wolfe"]


class _Point:
    """A step along the direction: its length, and there the value, the gradient and the slope."""

    __slots__ = ("f", "g", "slope", "t")

    def __init__(self, t, f, g, slope):
        self.t, self.f, self.g, self.slope = t, f, g, slope


def _cubic_minimum(a, b, low=None, high=None):
    """Where the cubic through two points with their slopes is least, within bounds."""
    if a.t > b.t:
        a, b = b, a
    low, high = (a.t, b.t) if low is None else (low, high)
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2
    d2 = square**0.5
    least = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(least, low), high)


class _Search:
    """One search; `evaluate(t)` gives value, gradient and slope at step t."""

    def __init__(self, evaluate, start, longest, most, c1, c2, tolerance):
        self.evaluate, self.start, self.longest, self.most = evaluate, start, longest, most
        self.c1, self.c2, self.tolerance = c1, c2, tolerance
        self.count = self.rounds = 0

    def at(self, t):
        self.count += 1
        return _Point(t, *self.evaluate(t))

    def too_high(self, point):
        return point.f > self.start.f + self.c1 * point.t * self.start.slope

    def is_flat(self, point):
        return abs(point.slope) <= -self.c2 * self.start.slope

    def bracket(self, t):
        """Steps that have a good one between them; a single one when it is good itself."""
        before, point = self.start, self.at(t)
        while self.rounds < self.most:
            if self.too_high(point) or (self.rounds > 1 and point.f >= before.f):
                return [before, point]
            if self.is_flat(point):
                return [point]
            if point.slope >= 0:
                return [before, point]
            t = _cubic_minimum(before, point, point.t + 0.01 * (point.t - before.t), point.t * 10)
            before, point = point, self.at(t)
            self.rounds += 1
        return [self.start, point]

    def zoom(self, low, high):
        """The best of the steps between two."""
        if low.f > high.f:
            low, high = high, low
        stuck = False
        while self.rounds < self.most and abs(high.t - low.t) * self.longest >= self.tolerance:
            t, stuck = _inside(low, high, stuck)
            point = self.at(t)
            self.rounds += 1
            if self.too_high(point) or point.f >= low.f:
                high = point
                if low.f > high.f:
                    low, high = high, low
                continue
            if self.is_flat(point):
                return point
            if point.slope * (high.t - low.t) >= 0:
                high = low
            low = point
        return low


def _inside(low, high, stuck):
    """The next step to try, kept off the ends where it gains little."""
    t = _cubic_minimum(low, high)
    left, right = min(low.t, high.t), max(low.t, high.t)
    margin = 0.1 * (right - left)
    if min(right - t, t - left) >= margin:
        return t, False
    if not stuck and left < t < right:
        return t, True
    return (right - margin if abs(t - right) < abs(t - left) else left + margin), False


def strong_wolfe(evaluate, t, f, g, slope, longest, most=25, c1=1e-4, c2=0.9, tolerance=1e-9):
    """A step length that meets the strong Wolfe conditions, or the best found.

    Args:
        evaluate (callable): step length -> (value, gradient, slope)
        t (float): the length to try first
        f, g, slope: value, gradient and slope at 0
        longest (float): the largest element of the direction
        most (int): evaluations at most, about
    Returns:
        (value, gradient, length, number of evaluations)
    """
    search = _Search(evaluate, _Point(0, f, g, slope), longest, most, c1, c2, tolerance)
    ends = search.bracket(t)
    best = ends[0] if len(ends) == 1 else search.zoom(*ends)
    return best.f, best.g, best.t, search.count
