"""The pages of help: plain text for the terminal, HTML for the notebook."""

import textwrap

from th.session import commands

__all__ = ["Page", "build", "escape", "overview"]

OVERVIEW = """\
th: the Torch workbench

  a = torch.rand(3, 3)    tensors; torch, nn, optim, gnuplot, image, np are here
  a                       shows a value; a trailing ; hides it, = a shows it
  _  __  _LAST  Out[3]    results
  ?torch.exp  torch.exp?  help; ??torch.exp with source; ?np.*load* searches
  $ ls   !ls   x = !ls    programs
  require 'nn'            Torch7's way to load a package
  who()                   your variables with shapes and memory
  torch. and Tab          completion: beginnings, parts, letters in order
  Ctrl-C                  stops a statement; Ctrl-D or exit leaves

Commands (%time? explains one; IPython's work too; the % may be left out)
"""


class Page:
    """Help on something, as plain text and HTML; found is False where there is nothing to tell."""

    def __init__(self, name, plain, html=None, found=True):
        self.name, self.plain, self.found = name, plain, found
        self.html = html or f"<pre>{escape(plain)}</pre>"

    def bundle(self):
        """Return {mime type: data}."""
        return {"text/plain": self.plain, "text/html": self.html}


def escape(text):
    """Return text with HTML's own characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def build(name, title, rows, doc, source=""):
    """Return a Page from its parts: a title, (label, text) rows, a docstring, a source text."""
    doc = textwrap.dedent(cleaned(doc)).strip("\n")
    lines = [title, *(f"{label}: {text}" for label, text in rows)]
    html = [f"<p><code><b>{escape(title)}</b></code></p>"]
    if rows:
        cells = "".join(f"<tr><td>{escape(label)}</td><td>{escape(text)}</td></tr>" for label, text in rows)
        html.append(f"<table>{cells}</table>")
    if doc:
        lines += ["", doc]
        html.append(f"<pre>{escape(doc)}</pre>")
    if source:
        lines += ["", source.rstrip("\n")]
        html.append(f"<pre><code>{escape(source)}</code></pre>")
    if not doc and not rows and not source:
        lines += ["", "(no documentation)"]
    return Page(name, "\n".join(lines), "".join(html))


def cleaned(doc):
    """Return a docstring with the indentation of its later lines taken away."""
    lines = doc.expandtabs().split("\n")
    rest = textwrap.dedent("\n".join(lines[1:]))
    return lines[0].strip() + ("\n" + rest if len(lines) > 1 else "")


def overview(session):
    """Return the Page on everything: what `?` alone shows."""
    commands.find("who")
    shown = {command.name: command.help.split("\n")[0] for command in commands.COMMANDS.values()}
    lines = []
    for name, text in sorted(shown.items()):
        label = f"  %{name:<12} "
        lines.append(textwrap.fill(text, 78, initial_indent=label, subsequent_indent=" " * len(label)))
    return Page("", OVERVIEW + "\n".join(lines))
