"""Python's debugger on an error that has happened, beginning at the user's own frame."""

import pdb
import sys

from th.session.errors import is_users

__all__ = ["Debugger"]


class Debugger(pdb.Pdb):
    """pdb after the fact: `u` and `d` go up and down, `p NAME` prints, Tab completes, `q` ends it."""

    def __init__(self):
        super().__init__(nosigint=True)
        self.prompt = "debug> "

    def look(self, trace):
        """Look around in a traceback."""
        self.reset()
        self.interaction(None, trace)

    def preloop(self):
        """As pdb does; one Tab lists what fits."""
        super().preloop()
        readline = sys.modules.get("readline")  # cmd loads it where there is a terminal
        if readline is not None:
            readline.parse_and_bind("set show-all-if-ambiguous on")

    def setup(self, frame, trace):
        """As pdb does, then go to the deepest frame of the user's: those of libraries are below it."""
        made = super().setup(frame, trace)
        places = [place for place, (each, _) in enumerate(self.stack) if is_users(each.f_code.co_filename)]
        if places:
            self.curindex = places[-1]
            self.curframe = self.stack[self.curindex][0]
            self.curframe_locals = self.curframe.f_locals
        return made
