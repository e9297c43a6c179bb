"""The `cells` screen's picture maker: any matplotlib Figure, or any image, as a grid of terminal cells."""

from th.screen.cells.ansi import COLOUR_DEPTHS, to_text
from th.screen.cells.compose import figure_cells
from th.screen.cells.grid import Cells
from th.screen.cells.picture import picture_cells, picture_size

__all__ = ["COLOUR_DEPTHS", "Cells", "figure_cells", "picture_cells", "picture_size", "to_text"]
