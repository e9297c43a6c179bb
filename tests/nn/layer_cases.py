"""Every layer with an input: what the tests of gradients, of states and of devices are repeated for."""

import th
from th import nn

__all__ = ["LAYERS", "name_of"]


def floats(*shape):
    return lambda: th.randn(*shape, dtype=th.float64)


def numbers(high, *shape):
    return lambda: th.randint(0, high, shape)


def shares(*shape):
    return lambda: th.rand(*shape, dtype=th.float64) * 0.8 + 0.1


def signs(*shape):
    return lambda: th.randint(0, 2, shape).double() * 2 - 1


class CTCLoss(nn.CTCLoss):
    """Its gradient is that of what a log-softmax gives."""

    def forward(self, scores, *others):
        return super().forward(scores.log_softmax(-1), *others)


# (layer, inputs); floating inputs and all parameters are differentiated.
LAYERS = [
    (lambda: nn.Linear(3, 2), [floats(4, 3)]),
    (lambda: nn.Bilinear(2, 3, 2), [floats(4, 2), floats(4, 3)]),
    (lambda: nn.Conv1d(2, 4, 3, stride=2, padding=1, groups=2), [floats(2, 2, 5)]),
    (lambda: nn.Conv2d(2, 2, (3, 2), padding="same", dilation=(1, 2)), [floats(1, 2, 4, 3)]),
    (lambda: nn.Conv2d(2, 2, 2, padding=1, padding_mode="reflect"), [floats(1, 2, 3, 3)]),
    (lambda: nn.Conv2d(1, 2, 1), [floats(2, 1, 2, 2)]),
    (lambda: nn.Conv2d(3, 3, 3, groups=3), [floats(1, 3, 4, 4)]),
    (lambda: nn.Conv3d(1, 2, 2), [floats(1, 1, 2, 3, 2)]),
    (lambda: nn.ConvTranspose1d(2, 2, 3, stride=2, output_padding=1), [floats(2, 2, 3)]),
    (lambda: nn.ConvTranspose2d(2, 2, 2, stride=2, padding=1), [floats(1, 2, 2, 3)]),
    (lambda: nn.BatchNorm1d(3), [floats(4, 3)]),
    (lambda: nn.BatchNorm2d(2), [floats(2, 2, 2, 3)]),
    (lambda: nn.BatchNorm1d(3).eval(), [floats(4, 3)]),
    (lambda: nn.InstanceNorm1d(2, affine=True), [floats(2, 2, 4)]),
    (lambda: nn.LayerNorm((2, 3)), [floats(2, 2, 3)]),
    (lambda: nn.GroupNorm(2, 4), [floats(2, 4, 3)]),
    (lambda: nn.RMSNorm(3), [floats(4, 3)]),
    (lambda: nn.LocalResponseNorm(3), [floats(2, 4, 3)]),
    (lambda: nn.AvgPool2d(2, stride=1, padding=1, count_include_pad=False), [floats(1, 2, 3, 3)]),
    (lambda: nn.MaxPool2d(2, stride=1), [floats(1, 2, 3, 3)]),
    (lambda: nn.MaxPool1d(3, stride=2, padding=1, ceil_mode=True), [floats(2, 2, 6)]),
    (lambda: nn.AdaptiveAvgPool2d((2, 3)), [floats(1, 2, 5, 4)]),
    (lambda: nn.AdaptiveMaxPool1d(2), [floats(1, 2, 5)]),
    (lambda: nn.LPPool1d(2, 2), [shares(1, 2, 4)]),
    (lambda: nn.RNN(2, 3, num_layers=2, bidirectional=True), [floats(3, 2, 2)]),
    (lambda: nn.LSTM(2, 3, bidirectional=True, proj_size=2), [floats(3, 2, 2)]),
    (lambda: nn.GRU(2, 3, batch_first=True), [floats(2, 3, 2)]),
    (lambda: nn.LSTMCell(2, 3), [floats(2, 2)]),
    (lambda: nn.GRUCell(2, 3), [floats(2, 2)]),
    (lambda: nn.TransformerEncoderLayer(4, 2, 3, dropout=0.0, activation="gelu"), [floats(3, 2, 4)]),
    (lambda: nn.MultiheadAttention(4, 2), [floats(3, 2, 4), floats(2, 2, 4), floats(2, 2, 4)]),
    (lambda: nn.Embedding(5, 2), [numbers(5, 3)]),
    (lambda: nn.EmbeddingBag(5, 2, mode="sum"), [numbers(5, 2, 3)]),
    (lambda: nn.Upsample(scale_factor=1.5, mode="bilinear"), [floats(1, 2, 3, 2)]),
    (lambda: nn.Upsample(size=5, mode="nearest"), [floats(1, 2, 3)]),
    (lambda: nn.PixelShuffle(2), [floats(1, 4, 2, 1)]),
    (lambda: nn.Unfold(2, padding=1), [floats(1, 2, 2, 3)]),
    (lambda: nn.Fold((3, 2), 2), [floats(1, 8, 2)]),
    (lambda: nn.ReplicationPad2d(1), [floats(1, 1, 2, 2)]),
    (lambda: nn.Softmax(dim=1), [floats(2, 3)]),
    (lambda: nn.LogSoftmax(dim=0), [floats(2, 3)]),
    (lambda: nn.PReLU(2), [floats(3, 2)]),
    (lambda: nn.GLU(), [floats(2, 4)]),
    (lambda: nn.CrossEntropyLoss(label_smoothing=0.1), [floats(3, 4), numbers(4, 3)]),
    (lambda: nn.LinearCrossEntropyLoss(3, 4, bias=True), [floats(2, 3), numbers(4, 2)]),
    (lambda: nn.NLLLoss(reduction="sum"), [floats(3, 4, 2), numbers(4, 3, 2)]),
    (lambda: nn.MSELoss(), [floats(3, 2), floats(3, 2)]),
    (lambda: nn.BCELoss(), [shares(4), shares(4)]),
    (lambda: nn.BCEWithLogitsLoss(), [floats(4), shares(4)]),
    (lambda: nn.SoftMarginLoss(), [floats(4), signs(4)]),
    (lambda: nn.KLDivLoss(reduction="batchmean"), [floats(2, 3), shares(2, 3)]),
    (lambda: nn.GaussianNLLLoss(), [floats(3), floats(3), shares(3)]),
    (lambda: nn.CosineSimilarity(), [floats(2, 3), floats(2, 3)]),
    (lambda: nn.utils.parametrizations.weight_norm(nn.Linear(3, 2)), [floats(2, 3)]),
    # Each of the others once.
    *[(getattr(nn, name), [floats(3, 4)]) for name in (
        "CELU", "ELU", "GELU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Identity", "LeakyReLU", "LogSigmoid", "Mish",
        "ReLU", "ReLU6", "RReLU", "SELU", "SiLU", "Sigmoid", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Flatten",
        "Dropout", "AlphaDropout",
    )],
    (lambda: nn.Threshold(0.1, 2.0), [floats(3, 4)]),
    (lambda: nn.Softmin(dim=0), [floats(3, 4)]),
    (lambda: nn.Softmax2d(), [floats(1, 3, 2, 2)]),
    (lambda: nn.Unflatten(1, (2, 2)), [floats(3, 4)]),
    (lambda: nn.Dropout1d(0.4), [floats(2, 3, 4)]),
    (lambda: nn.Dropout2d(0.4), [floats(2, 3, 2, 2)]),
    (lambda: nn.Dropout3d(0.4), [floats(2, 3, 1, 2, 2)]),
    (lambda: nn.FeatureAlphaDropout(0.4), [floats(2, 3, 4)]),
    (lambda: nn.ConvTranspose3d(2, 1, 2), [floats(1, 2, 2, 1, 2)]),
    (lambda: nn.BatchNorm3d(2), [floats(2, 2, 1, 2, 2)]),
    (lambda: nn.SyncBatchNorm(2), [floats(2, 2, 3)]),
    (lambda: nn.InstanceNorm2d(2), [floats(2, 2, 2, 2)]),
    (lambda: nn.InstanceNorm3d(2, track_running_stats=True), [floats(2, 2, 1, 2, 2)]),
    (lambda: nn.CrossMapLRN2d(3), [floats(1, 4, 2, 2)]),
    (lambda: nn.AvgPool1d(2), [floats(1, 2, 5)]),
    (lambda: nn.AvgPool3d(2), [floats(1, 1, 3, 2, 3)]),
    (lambda: nn.MaxPool3d(2), [floats(1, 1, 3, 2, 3)]),
    (lambda: nn.AdaptiveAvgPool1d(2), [floats(1, 2, 5)]),
    (lambda: nn.AdaptiveAvgPool3d(2), [floats(1, 1, 3, 2, 3)]),
    (lambda: nn.AdaptiveMaxPool2d((2, 1)), [floats(1, 1, 3, 3)]),
    (lambda: nn.AdaptiveMaxPool3d(1), [floats(1, 1, 2, 2, 2)]),
    (lambda: nn.FractionalMaxPool2d(2, output_size=2), [floats(1, 1, 4, 5)]),
    (lambda: nn.FractionalMaxPool3d(2, output_size=2), [floats(1, 1, 4, 4, 4)]),
    (lambda: nn.LPPool2d(2, 2), [shares(1, 1, 4, 4)]),
    (lambda: nn.LPPool3d(3, 2), [shares(1, 1, 2, 2, 2)]),
    (lambda: nn.MaxUnpool1d(2), [floats(1, 1, 2), lambda: th.tensor([[[1, 2]]])]),
    (lambda: nn.MaxUnpool2d(2), [floats(1, 1, 1, 2), lambda: th.tensor([[[[5, 2]]]])]),
    (lambda: nn.MaxUnpool3d(2), [floats(1, 1, 1, 1, 2), lambda: th.tensor([[[[[5, 2]]]]])]),
    (lambda: nn.RNNCell(2, 3), [floats(2, 2)]),
    (lambda: nn.TransformerDecoderLayer(4, 2, 3, dropout=0.0), [floats(3, 2, 4), floats(2, 2, 4)]),
    (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 3, batch_first=True), 2), [floats(2, 3, 4)]),
    (lambda: nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 3, 0.0), 1), [floats(3, 2, 4), floats(2, 2, 4)]),
    (lambda: nn.Transformer(4, 2, 1, 1, 3, dropout=0.0), [floats(3, 2, 4), floats(2, 2, 4)]),
    (lambda: nn.UpsamplingNearest2d(scale_factor=2), [floats(1, 1, 2, 2)]),
    (lambda: nn.UpsamplingBilinear2d(scale_factor=2), [floats(1, 1, 2, 2)]),
    (lambda: nn.Upsample(scale_factor=2, mode="bicubic"), [floats(1, 1, 2, 3)]),
    (lambda: nn.PixelUnshuffle(2), [floats(1, 1, 2, 4)]),
    (lambda: nn.ChannelShuffle(2), [floats(1, 4, 2)]),
    *[(lambda name=name, dims=dims: getattr(nn, f"{name}Pad{dims}d")(1, *[0.5] * (name == "Constant")), [floats(1, 1, *[2] * dims)])
      for name in ("Circular", "Constant", "Reflection", "Replication", "Zero") for dims in (1, 2, 3)
      if (name, dims) != ("Replication", 2)],
    (lambda: nn.L1Loss(), [floats(3, 2), floats(3, 2)]),
    (lambda: nn.SmoothL1Loss(beta=0.5), [floats(3, 2), floats(3, 2)]),
    (lambda: nn.HuberLoss(delta=0.5), [floats(3, 2), floats(3, 2)]),
    (lambda: nn.PoissonNLLLoss(full=True), [floats(4), shares(4)]),
    (lambda: CTCLoss(), [floats(4, 2, 3), lambda: th.tensor([[1, 2], [2, 2]]), lambda: th.tensor([4, 4]),
                         lambda: th.tensor([2, 1])]),
    (lambda: nn.EmbeddingBag(5, 2, padding_idx=1), [numbers(5, 2, 3)]),
    (lambda: nn.EmbeddingBag(5, 2, mode="max"), [numbers(5, 4), lambda: th.tensor([0, 3])]),
    (lambda: nn.CosineEmbeddingLoss(margin=0.1), [floats(3, 2), floats(3, 2), lambda: th.tensor([1, -1, 1])]),
    (lambda: nn.HingeEmbeddingLoss(), [floats(4), lambda: th.tensor([1, -1, 1, -1])]),
    (lambda: nn.MarginRankingLoss(0.1), [floats(3), floats(3), lambda: th.tensor([1, -1, 1])]),
    (lambda: nn.MultiLabelMarginLoss(), [floats(2, 3), lambda: th.tensor([[2, 0, -1], [1, -1, 0]])]),
    (lambda: nn.MultiLabelSoftMarginLoss(), [floats(2, 3), numbers(2, 2, 3)]),
    (lambda: nn.MultiMarginLoss(), [floats(2, 3), numbers(3, 2)]),
    (lambda: nn.TripletMarginLoss(), [floats(3, 2), floats(3, 2), floats(3, 2)]),
    (lambda: nn.TripletMarginWithDistanceLoss(), [floats(3, 2), floats(3, 2), floats(3, 2)]),
    (lambda: nn.PairwiseDistance(), [floats(3, 2), floats(3, 2)]),
    (lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [2, 4], div_value=2.0), [floats(4, 4), lambda: th.tensor([0, 5, 2, 3])]),
    (lambda: nn.Sequential(nn.Linear(3, 2), nn.Tanh()), [floats(4, 3)]),
    (lambda: nn.DataParallel(nn.Linear(3, 2)), [floats(4, 3)]),
    (lambda: nn.utils.parametrizations.spectral_norm(nn.Linear(3, 2)).eval(), [floats(2, 3)]),
]


def name_of(case):
    return getattr(case, "__name__", "") if not isinstance(case, tuple) else type(case[0]()).__name__
