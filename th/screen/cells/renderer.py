"""A matplotlib renderer whose pixels are terminal cells.

Agg draws filled shapes, pictures and large markers at 2 x 4 dots a cell. Strokes are sampled one dot wide, straight
axis-aligned lines become box drawing, and text never reaches the raster: it is kept as characters.
"""

from __future__ import annotations

from contextlib import contextmanager

import matplotlib
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Affine2D

from th.screen.cells.characters import DOTS_ACROSS, DOTS_DOWN, DOWN, LEFT, RIGHT, UP, width_of
from th.screen.cells.layers import Layers, Words, rows_of_slanted, vertical_alignment
from th.screen.cells.marks import arrow_of, is_cap, mark_of
from th.screen.cells.plain import plain
from th.screen.cells.strokes import corners_of, is_rectilinear, is_thin, sample, segments_of, widened

__all__ = ["DPI", "RendererCells"]

# A cell stands for 6 x 12 points, so 80 x 24 cells are 6.7 x 4 inches: near matplotlib's own 6.4 x 4.8.
DPI = 24.0

# matplotlib 3.11 asks a renderer for its line height; before, it spaces lines by 1.2 times the height of a text.
_KNOWS_LINE_HEIGHT = tuple(map(int, matplotlib.__version__.split(".")[:2])) >= (3, 11)
_TEXT_HEIGHT = float(DOTS_DOWN) if _KNOWS_LINE_HEIGHT else DOTS_DOWN / 1.2

_TIE_BREAK = Affine2D().translate(1e-3, 1e-3)

# In points: from here on a line is a shape, more than a dot wide.
_THICK = 5.0
# Lines across or down that are shorter than this many cells are drawn in dots, and so are lines in such numbers.
_SHORT_RULE = 1.5
_MANY_LINES = 24
# The largest mark, in dots, that one dot may stand for where there are many.
_SMALL_MARK = 2.5

# Pixels of pictures that are fainter than about half of this are not seen.
_LEAST_OPACITY = 0.1

# The largest part of a dot that an opaque shape may leave free and still own it.
_COVERAGE = 0.45


class RendererCells(RendererAgg):
    """Draws a Figure into `Layers`, which `th.screen.cells.compose` joins."""

    def __init__(self, columns: int, rows: int, pages=()):
        super().__init__(columns * DOTS_ACROSS, rows * DOTS_DOWN, DPI)
        # A writable view of Agg's own buffer is the layer of fills.
        self.layers = Layers(columns, rows, np.asarray(self._renderer), pages)
        self._groups: list[str] = []
        # Whether straight lines are drawn as dots, too: one of very many.
        self._in_dots = False

    def _update_methods(self):
        # RendererAgg binds Agg's methods over ours in __init__; only these two are to stay Agg's.
        self.copy_from_bbox = self._renderer.copy_from_bbox

    def _get_font_height_metrics(self, prop):
        return _TEXT_HEIGHT, 0, 0

    def open_group(self, s, gid=None):
        """Remember what is being drawn: an axis, a legend, a pane."""
        self._groups.append(s)
        if s == "axes":
            self.layers.new_axes()

    def close_group(self, s):
        """Forget what `open_group` remembered."""
        if self._groups:
            self._groups.pop()

    def _clip(self, gc) -> tuple[float, float, float, float]:
        box = gc.get_clip_rectangle()
        return (0, 0, self.width, self.height) if box is None else (box.x0, box.y0, box.x1, box.y1)

    # -- fills

    def _area(self, extents):
        """The dots that a shape of these extents can touch, as slices."""
        if not np.isfinite([extents.x0, extents.x1, extents.y0, extents.y1]).all():
            return np.s_[:, :]
        left, right = int(max(extents.x0 - 2, 0)), int(max(extents.x1 + 3, 0))
        top, bottom = int(max(self.height - extents.y1 - 2, 0)), int(max(self.height - extents.y0 + 3, 0))
        return np.s_[top:bottom, left:right]

    @contextmanager
    def _filling(self, alpha: float, area=np.s_[:, :], photo: bool = False, data: bool = False):
        """Whatever is drawn inside covers the strokes and marks below it, unless one can see through.

        `photo`: it is a picture; `data`: its colours mean something, so that black must not become light.
        """
        layers = self.layers
        before = layers.fill[area].copy()
        yield
        changed = (layers.fill[area] != before).any(-1)
        layers.opacity[area][changed] = max(round(255 * alpha), 1)
        layers.photo[area][changed] = photo
        layers.data[area][changed] = photo or data
        if alpha > 0.6 or photo:
            layers.cover(area, changed & (layers.fill[area][..., 3] > 255 * _COVERAGE))

    def _erase(self, path, transform) -> None:
        """A page-coloured shape hides what is under it."""
        extents = path.get_extents(transform)
        area = self._area(extents)
        fill = self.layers.fill[area]
        before = fill.copy()
        with_page = self.new_gc()
        with_page.set_linewidth(0)
        self._renderer.draw_path(with_page, path, transform, (1.0, 0.0, 1.0, 1.0))
        hidden = (fill != before).any(-1) & (fill[..., 3] > 127)
        fill[...] = before
        (bottom, right), (top, left) = (
            self.layers.cell(extents.x1, extents.y0),
            self.layers.cell(extents.x0, extents.y1),
        )
        is_box = path.vertices.shape[0] <= 5
        self.layers.hide(area, hidden, (top, bottom, left, right) if is_box else None)

    def draw_path(self, gc, path, transform, rgbFace=None):
        """A line, a rule or a filled shape."""
        if "pane3d" in self._groups:
            return
        if rgbFace is None or (len(rgbFace) == 4 and rgbFace[3] == 0):
            self._draw_outline(gc, path, transform)
            return
        if self.layers.is_page(rgbFace):
            self._erase(path, transform)
        else:
            self._fill_path(gc, path, transform, rgbFace)
        self._draw_edge(gc, path, transform, rgbFace)

    @staticmethod
    def _alpha_of(gc, face) -> float:
        return gc.get_alpha() if len(face) == 3 or gc.get_forced_alpha() else face[3]

    def _fill_path(self, gc, path, transform, face) -> None:
        width = gc.get_linewidth()
        gc.set_linewidth(0)
        extents = path.get_extents(transform)
        # Bars side by side share an edge; where it falls on half a dot, Agg would round it two ways and leave a gap.
        shifted = widened(transform, extents) + _TIE_BREAK
        with self._filling(self._alpha_of(gc, face), self._area(extents)):
            super().draw_path(gc, path, shifted, face)
        if is_thin(path, transform):
            # Too little of each dot for Agg: an arrow would be a row of crumbs.
            clip = self._clip(gc)
            self.layers.put_dots(sample(*segments_of(path, transform, clip), None, 0.0), face[:3], clip)
        gc.set_linewidth(width)

    def _draw_edge(self, gc, path, transform, face) -> None:
        """The border of a filled shape, where it is large enough to have one and says something."""
        edge = gc.get_rgb()
        seen = gc.get_linewidth() > 0 and (len(edge) == 3 or edge[3] > 0.1) and gc.get_alpha() > 0.1
        if not seen or max(abs(a - b) for a, b in zip(edge[:3], face[:3])) < 0.05:
            return
        extents = path.get_extents(transform)
        if extents.width >= 3 * DOTS_ACROSS and extents.height >= 2 * DOTS_DOWN:
            self._draw_outline(gc, path, transform)

    def draw_path_collection(self, gc, master, paths, transforms, offsets, offset_transform, faces, edges, widths, *rest, **more):
        """Many shapes at once: data points, faces of a surface, arrows, or lines."""
        group = self._groups[-1] if self._groups else ""
        if group == "Quiver":
            self._draw_arrows(gc, master, paths, offsets, offset_transform, faces)
        elif len(faces) and group in ("PathCollection", "Path3DCollection") and self._draw_points(
            gc, master, paths, transforms, offsets, offset_transform, faces
        ):
            return
        elif not len(faces):
            arguments = (faces, edges, widths, *rest)
            self._in_dots = max(len(paths), len(offsets)) > _MANY_LINES
            RendererBase.draw_path_collection(
                self, gc, master, paths, transforms, offsets, offset_transform, *arguments, **more
            )
            self._in_dots = False
        else:
            alpha = float(np.max(np.asarray(faces)[:, 3])) if np.shape(faces)[1] == 4 else 1.0
            # Without any face there is a hatch to be seen, which is opaque.
            with self._filling(alpha or 1.0, data=len(faces) > 1):
                self._renderer.draw_path_collection(
                    gc, master, paths, transforms, offsets, offset_transform, faces, edges, widths, *rest, **more
                )

    def draw_quad_mesh(self, *arguments):
        """A mesh of coloured quadrilaterals, as `pcolormesh` and colour bars make."""
        with self._filling(1.0, photo=True):
            self._renderer.draw_quad_mesh(*arguments)

    def draw_gouraud_triangles(self, *arguments):
        """Triangles with a colour at each corner."""
        with self._filling(1.0, photo=True):
            self._renderer.draw_gouraud_triangles(*arguments)

    def draw_image(self, gc, x, y, im, transform=None):
        """A picture, already at the size of the dots; one can see through it as far as its pixels say."""
        with self._filling(_LEAST_OPACITY, photo=True):
            self._renderer.draw_image(gc, x, y, im)

    # -- strokes

    def _draw_outline(self, gc, path, transform) -> None:
        if gc.get_linewidth() <= 0 or gc.get_alpha() == 0 or (len(gc.get_rgb()) == 4 and gc.get_rgb()[3] == 0):
            return
        if gc.get_linewidth() >= _THICK and not self.layers.is_page(gc.get_rgb()):
            self._draw_thick(gc, path, transform)
            return
        corners = None if self._in_dots else corners_of(path)
        if corners is not None:
            points = transform.transform(corners)
            is_grid = "xtick" in self._groups or "ytick" in self._groups
            if is_rectilinear(points, 0.0 if is_grid else _SHORT_RULE):
                for start, end in zip(points[:-1], points[1:]):
                    self._draw_straight(gc, start, end)
                return
        self._draw_polyline(gc, path, transform)

    def _draw_thick(self, gc, path, transform) -> None:
        """A line that is more than a dot wide is a shape."""
        colour = gc.get_rgb()
        half = gc.get_linewidth() * DPI / 72
        extents = path.get_extents(transform).padded(half)
        with self._filling(self._alpha_of(gc, colour), self._area(extents)):
            super().draw_path(gc, path, transform, None)

    def _draw_straight(self, gc, start, end) -> None:
        x0, y0, x1, y1 = self._clip(gc)
        low, high = np.minimum(start, end), np.maximum(start, end)
        if high[0] < x0 - 1e-6 or low[0] > x1 + 1e-6 or high[1] < y0 - 1e-6 or low[1] > y1 + 1e-6:
            return
        inside = [(x0, y0), (x1, y1)]
        low, high = np.clip(low, *inside), np.clip(high, *inside)
        limit = [self.width - 1e-3, self.height - 1e-3]
        (left, bottom), (right, top) = np.clip(low, 0, limit), np.clip(high, 0, limit)
        first, last = self.layers.cell(left, top), self.layers.cell(right, bottom)
        is_grid = "xtick" in self._groups or "ytick" in self._groups
        across = right - left > top - bottom
        if is_grid and not self.layers.takes_grid_line(across, first[0] if across else first[1]):
            return
        places = [(first[0], c) for c in range(first[1], last[1] + 1)] if across else [
            (r, first[1]) for r in range(first[0], last[0] + 1)
        ]
        self.layers.rule(places, across, gc.get_rgb(), is_grid)

    def _draw_polyline(self, gc, path, transform) -> None:
        if "grid3d" in self._groups or "axis3d" in self._groups and "xtick" in self._groups:
            return  # at this size slanted grids hide the surface
        clip = self._clip(gc)
        starts, ends = segments_of(path, transform, clip)
        offset, dashes = gc.get_dashes()
        if dashes is not None:
            # Dashes below two dots would look solid.
            dashes = np.maximum(np.asarray(dashes, float) * DPI / 72, 2.0)
        if "xtick" in self._groups or "ytick" in self._groups:
            dashes = np.array([1.0, 3.0])  # the round grid of a polar plot
        self.layers.put_dots(sample(starts, ends, dashes, offset or 0.0), gc.get_rgb(), clip)

    # -- points

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """The points of a line, or the ticks of an axis."""
        points = trans.transform(path.vertices)
        if "xtick" in self._groups or "ytick" in self._groups:
            self._draw_ticks(marker_trans.transform(marker_path.vertices), points)
            return
        extents = marker_path.get_extents(marker_trans)
        filled = rgbFace is not None
        colour = rgbFace if filled else gc.get_rgb()
        size = max(extents.width, extents.height)
        if max(extents.width / DOTS_ACROSS, extents.height / DOTS_DOWN) > 2.5 or self._are_shapes(points, size):
            # A collection of one shape comes here, too.
            with self._filling(self._alpha_of(gc, colour) or 1.0):
                self._renderer.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        if is_cap(marker_path, marker_trans):
            for x, y in self._visible(points, gc):
                across = extents.width > extents.height
                cell = self.layers.cell(x, y)
                self.layers.rule([cell], across, colour, False)
            return
        tiny = filled and size <= 1.3
        self._draw_marks(gc, points, mark_of(marker_trans.transform(marker_path.vertices), filled), [colour], tiny)

    def _are_many(self, points) -> bool:
        """Whether points would hide each other as characters."""
        return len(points) > self.layers.columns * 3

    def _are_shapes(self, points, size: float) -> bool:
        """Whether points are too many for characters, and too large for single dots."""
        return size > _SMALL_MARK and self._are_many(points)

    def _visible(self, points, gc):
        x0, y0, x1, y1 = self._clip(gc)
        x, y = points.T
        with np.errstate(invalid="ignore"):
            inside = (x >= x0 - 1) & (x <= x1 + 1) & (y >= y0 - 1) & (y <= y1 + 1)
        inside &= (x >= 0) & (x < self.width) & (y > 0) & (y <= self.height)
        return points[inside]

    def _draw_marks(self, gc, points, character: str, colours, tiny: bool) -> None:
        """Points as characters; as single dots where they are tiny or so many that characters would hide them."""
        if tiny or self._are_many(points):
            clip = self._clip(gc)
            for number, rgb in enumerate(colours):
                self.layers.put_dots(points[number :: len(colours)] if len(colours) > 1 else points, rgb, clip)
            return
        visible = {tuple(point) for point in self._visible(points, gc)}
        for number, point in enumerate(points):
            if tuple(point) in visible:
                self.layers.put_mark(*point, character, colours[number % len(colours)])

    def _draw_points(self, gc, master, paths, transforms, offsets, offset_transform, faces) -> bool:
        """The points of a scatter, if they are small; False leaves them to Agg."""
        if len(paths) != 1:
            return False
        scale = np.asarray(transforms[0])[0, 0] if len(transforms) else 1.0
        if len(transforms) > 1:
            scale = float(np.max(np.asarray(transforms)[:, 0, 0]))
        extents = paths[0].get_extents()
        size = max(extents.width, extents.height) * abs(scale * master.get_matrix()[0, 0])
        if size > 3.5 * DOTS_ACROSS or self._are_shapes(offsets, size):
            return False
        points = offset_transform.transform(np.ma.filled(np.ma.asarray(offsets, float), np.nan))
        self._draw_marks(gc, points, mark_of(paths[0].vertices, True), faces, size <= 1.3)
        return True

    def _draw_ticks(self, stub, points) -> None:
        dx, dy = stub[1] - stub[0] if len(stub) == 2 else (0, 0)
        if not (dx or dy):
            return
        direction = (UP if dy > 0 else DOWN) if abs(dy) > abs(dx) else (RIGHT if dx > 0 else LEFT)
        for x, y in points:
            self.layers.put_tick(x, y, direction)

    def _draw_arrows(self, gc, master, paths, offsets, offset_transform, faces) -> None:
        clip = self._clip(gc)
        points = offset_transform.transform(np.ma.filled(np.ma.asarray(offsets, float), np.nan))
        for number, path in enumerate(paths):
            corners = master.transform(path.vertices) + points[number % len(points)]
            if len(corners) < 7 or not np.isfinite(corners).all():
                continue
            rgb = faces[number % len(faces)] if len(faces) else gc.get_rgb()
            tail, tip = (corners[0] + corners[6]) / 2, corners[3]
            self.layers.put_dots(sample(tail[None], tip[None], None, 0.0), rgb, clip)
            for x, y in self._visible(tip[None], gc):
                self.layers.put_mark(x, y, arrow_of(*(tip - tail)), rgb)

    # -- text

    def get_text_width_height_descent(self, s, prop, ismath):
        """In dots: two for each cell across, four down."""
        return width_of(plain(s)) * DOTS_ACROSS, _TEXT_HEIGHT, 0

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Keep the text as characters, upright or, at a right angle, one below the other."""
        text = plain(s)
        length = width_of(text)
        turn = np.deg2rad(angle)
        # (x, y) is the start of the base line, y from above; the middle of the text decides on its cells.
        along, above = length * DOTS_ACROSS / 2, _TEXT_HEIGHT / 2
        middle_x = x + along * np.cos(turn) - above * np.sin(turn)
        middle_y = y - along * np.sin(turn) - above * np.cos(turn)
        down, rows = 60 < angle % 180 < 120, 1
        if down:
            row, column = self._place_down(middle_y, length, mtext), int(middle_x // DOTS_ACROSS)
        else:
            row, column = int((middle_y - 1e-3) // DOTS_DOWN), round(middle_x / DOTS_ACROSS - length / 2)
            if column < 0 and column + length > 0:
                column = 0
            if "xtick" in self._groups and 5 < angle % 180 < 175 and vertical_alignment(mtext) == "top":
                row, rows = rows_of_slanted(y, 2 * along, _TEXT_HEIGHT, turn)
        is_tick_label = "xtick" in self._groups or "ytick" in self._groups
        colour = self.layers.colour_of(gc.get_rgb())
        self.layers.words.append(Words(row, column, text, down, colour, is_tick_label, rows))

    def _place_down(self, middle_y: float, length: int, mtext) -> int:
        """The first row of a text that runs down: as many rows as characters, where matplotlib thought of half."""
        half = length * DOTS_ACROSS / 2
        alignment = vertical_alignment(mtext)
        if alignment == "top":
            return int((middle_y - half) // DOTS_DOWN)
        if alignment in ("bottom", "baseline"):
            return int((middle_y + half) // DOTS_DOWN) - length
        row = round(middle_y / DOTS_DOWN - length / 2)
        return max(min(row, self.layers.rows - length), 0)

    def draw_mathtext(self, gc, x, y, s, prop, angle):
        """Mathtext as characters."""
        self.draw_text(gc, x, y, s, prop, angle)

    def draw_tex(self, gc, x, y, s, prop, angle, *, mtext=None):
        """TeX as characters."""
        self.draw_text(gc, x, y, s, prop, angle, mtext=mtext)
