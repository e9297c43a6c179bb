"""Writing TensorBoard's event files, through the package ``tensorboard``."""

import io
import os
import socket
import time

import numpy as np

from th.errors import ArgumentError, MissingPackageError, ShapeError

__all__ = ["SummaryWriter"]


def _tensorboard():
    """The parts of the package that are used."""
    try:
        from tensorboard.compat.proto import event_pb2, summary_pb2
        from tensorboard.summary.writer.event_file_writer import EventFileWriter
    except ImportError:
        raise MissingPackageError(
            "TensorBoard's files are written by the package tensorboard, which is not installed: pip install tensorboard"
        ) from None
    return event_pb2, summary_pb2, EventFileWriter


def _as_array(value):
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return np.asarray(value)


class SummaryWriter:
    """Writes numbers, distributions, pictures and texts for TensorBoard.

    Args:
        log_dir (str): the folder; ``runs/<time>_<machine>`` by default
        comment (str): put at the end of the default folder's name
        purge_step (int): hide what an earlier run wrote from this step on
        max_queue (int): entries that wait to be written
        flush_secs (int): seconds after which they are written anyway
        filename_suffix (str): put at the end of the files' names
    Raises:
        MissingPackageError: when the package tensorboard is not installed
    """

    def __init__(self, log_dir=None, comment="", purge_step=None, max_queue=10, flush_secs=120, filename_suffix=""):
        self._events, self._summaries, make = _tensorboard()
        if not log_dir:
            now = time.strftime("%b%d_%H-%M-%S")
            log_dir = os.path.join("runs", f"{now}_{socket.gethostname()}{comment}")
        self.log_dir = os.fspath(log_dir)
        self._options = (max_queue, flush_secs, filename_suffix)
        self._make = make
        self._file = make(self.log_dir, max_queue, flush_secs, filename_suffix)
        self._parts = {}
        if purge_step is not None:
            event = self._events.Event(session_log=self._events.SessionLog(status=self._events.SessionLog.START))
            self._write(event, purge_step, None)

    def get_logdir(self):
        """The folder."""
        return self.log_dir

    def _write(self, event, step, walltime, file=None):
        event.wall_time = time.time() if walltime is None else walltime
        if step is not None:
            event.step = int(step)
        (file or self._file).add_event(event)

    def _add(self, tag, step, walltime, file=None, **value):
        summary = self._summaries.Summary(value=[self._summaries.Summary.Value(tag=tag, **value)])
        self._write(self._events.Event(summary=summary), step, walltime, file)

    def add_scalar(self, tag, scalar_value, global_step=None, walltime=None, new_style=False, double_precision=False):
        """A number.

        Args:
            tag (str): its name; a slash makes groups
            scalar_value (float or Tensor): one element
            global_step (int): the step
        """
        value = _as_array(scalar_value)
        if value.size != 1:
            raise ShapeError(f"a scalar has one element; `scalar_value` has shape {list(value.shape)}")
        self._add(tag, global_step, walltime, simple_value=float(value.reshape(())))

    def add_scalars(self, main_tag, tag_scalar_dict, global_step=None, walltime=None):
        """Numbers that are drawn into one plot.

        Args:
            main_tag (str): the plot's name
            tag_scalar_dict (dict): number by name
        """
        for tag, value in tag_scalar_dict.items():
            folder = os.path.join(self.log_dir, f"{main_tag.replace('/', '_')}_{tag}")
            if folder not in self._parts:
                self._parts[folder] = self._make(folder, *self._options)
            self._add(main_tag, global_step, walltime, self._parts[folder], simple_value=float(_as_array(value).reshape(())))

    def add_histogram(self, tag, values, global_step=None, bins="auto", walltime=None, max_bins=None):
        """The distribution of the elements of a tensor.

        Args:
            tag (str): its name
            values (Tensor): any shape
            bins (int, str or sequence): as numpy's histogram
        """
        array = _as_array(values).astype(np.float64).ravel()
        if array.size == 0:
            raise ArgumentError("The input has no element.")
        array = array[np.isfinite(array)]
        bins = min(array.size, 512) if isinstance(bins, str) and bins == "tensorflow" else bins
        counts, limits = np.histogram(array, bins="sqrt" if isinstance(bins, str) and array.size > 100_000 else bins)
        histogram = self._summaries.HistogramProto(
            min=float(array.min(initial=0)), max=float(array.max(initial=0)), num=len(array), sum=float(array.sum()),
            sum_squares=float(array.dot(array)), bucket_limit=limits[1:].tolist(), bucket=counts.tolist(),
        )
        self._add(tag, global_step, walltime, histo=histogram)

    def add_image(self, tag, img_tensor, global_step=None, walltime=None, dataformats="CHW"):
        """A picture.

        Args:
            tag (str): its name
            img_tensor (Tensor): floats in [0, 1] or bytes
            dataformats (str): what its dimensions are: "CHW", "HWC" or "HW"
        """
        from PIL import Image

        array = _as_array(img_tensor)
        if sorted(dataformats) not in (sorted("CHW"), sorted("HW")) or array.ndim != len(dataformats):
            raise ShapeError(f"`dataformats` (={dataformats!r}) does not fit the shape {list(array.shape)}")
        if len(dataformats) == 3:
            array = array.transpose([dataformats.index(c) for c in "HWC"])
            array = array[:, :, 0] if array.shape[2] == 1 else array
        if array.dtype.kind == "f":
            array = (array * 255).clip(0, 255).astype(np.uint8)
        stream = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(array)).save(stream, "PNG")
        channels = 1 if array.ndim == 2 else array.shape[2]
        picture = self._summaries.Summary.Image(
            height=array.shape[0], width=array.shape[1], colorspace=channels, encoded_image_string=stream.getvalue())
        self._add(tag, global_step, walltime, image=picture)

    def add_images(self, tag, img_tensor, global_step=None, walltime=None, dataformats="NCHW"):
        """A batch of pictures, side by side."""
        array = _as_array(img_tensor)
        array = array.transpose([dataformats.index(c) for c in "NCHW"])
        self.add_image(tag, np.concatenate(list(array), -1), global_step, walltime)

    def add_figure(self, tag, figure, global_step=None, close=True, walltime=None):
        """A figure of matplotlib, or of `th.plot`.

        Args:
            tag (str): its name
            figure (Figure or list): side by side when several
        """
        from PIL import Image

        arrays = []
        for one in figure if isinstance(figure, list | tuple) else [figure]:
            stream = io.BytesIO()
            one.savefig(stream, format="png")
            arrays.append(np.asarray(Image.open(stream).convert("RGB")))
        self.add_image(tag, np.concatenate(arrays, 1), global_step, walltime, "HWC")

    def add_text(self, tag, text_string, global_step=None, walltime=None):
        """A text, in Markdown."""
        from tensorboard.compat.proto import tensor_pb2, tensor_shape_pb2, types_pb2

        data = self._summaries.SummaryMetadata.PluginData(plugin_name="text", content=b"\x08\x00")
        shape = tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=1)])
        tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[text_string.encode()], tensor_shape=shape)
        self._add(f"{tag}/text_summary", global_step, walltime, tensor=tensor,
                  metadata=self._summaries.SummaryMetadata(plugin_data=data))

    def add_hparams(self, hparam_dict, metric_dict, run_name=None, global_step=None):
        """Settings and the measures they led to: the settings as a text, the measures as numbers."""
        rows = "\n".join(f"| {name} | {value} |" for name, value in hparam_dict.items())
        self.add_text("hparams", f"| name | value |\n| --- | --- |\n{rows}", global_step)
        for name, value in metric_dict.items():
            self.add_scalar(name, value, global_step)

    def flush(self):
        """Writes what waits."""
        for file in (self._file, *self._parts.values()):
            file.flush()

    def close(self):
        """Writes what waits and closes the files."""
        for file in (self._file, *self._parts.values()):
            file.flush()
            file.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
