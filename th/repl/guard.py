"""Calling what may fail: completion, help, colours and themes must never end the shell."""

import sys

__all__ = ["Guard"]


class Guard:
    """guard(function, default): the function's result, or the default when it raises; each failure is told once."""

    def __init__(self, tell=None):
        self.tell = tell or (lambda text: print(text, file=sys.stderr))
        self.told = set()

    def __call__(self, function, default):
        try:
            return function()
        except (KeyboardInterrupt, EOFError, BrokenPipeError):
            raise
        except Exception as error:
            self.report(error)
            return default

    def report(self, error):
        """Tell of a failure, once for each place in the code."""
        place = place_of(error)
        key = (type(error).__name__, place)
        if key in self.told:
            return
        self.told.add(key)
        try:
            self.tell(f"th: {type(error).__name__} in {place}: {error} (stepped over; told once)")
        except Exception:
            pass  # nobody to tell


def place_of(error):
    trace = error.__traceback__
    if trace is None:
        return "?"
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
