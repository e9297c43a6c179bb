"""Starts the kernel: `python -m th.kernel -f {connection_file}`."""

from th.kernel.kernel import launch

if __name__ == "__main__":
    launch()
