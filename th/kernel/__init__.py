"""The Jupyter front of `th`: a kernel on ipykernel, and the same engine as an IPython extension.

    python -m th.kernel -f FILE      what the kernelspec starts
    th kernel install --user         th.kernel.install.main
    th notebook                      th.kernel.notebook.main
    %load_ext th                     th.kernel.extension.load_ipython_extension

What is typed means the same as in the terminal (th.session decides it); running a cell is left to
IPython, so that widgets, `%matplotlib`, the debugger and VS Code's variable view go on working.
"""

__all__ = []
