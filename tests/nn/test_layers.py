"""Every layer: its gradients by differences (input and parameters, to second order), its modes, its state, its bad input."""

import copy
import warnings

import pytest

import th
from tests.nn.layer_cases import LAYERS, name_of
from th import nn


def prepared(case):
    th.manual_seed(3)
    make, inputs = case
    layer = make().double()
    values = [x() for x in inputs]
    wanted = [v.requires_grad_() for v in values if v.is_floating_point()]
    names = [n for n, _ in layer.named_parameters()]

    def run(*tensors):
        own = dict(zip(names, tensors, strict=False))
        others = iter(tensors[len(names):])
        args = [next(others) if v.is_floating_point() else v for v in values]
        th.manual_seed(4)  # what is dropped is dropped again
        found = nn.utils.stateless.functional_call(copy.deepcopy(layer) if layer._buffers else layer, own, tuple(args))
        while isinstance(found, tuple):
            found = found[0]
        return found

    return run, [p.detach().clone().requires_grad_() for _, p in layer.named_parameters()] + wanted


STEP = 1e-5
ONCE = {"CTCLoss"}  # no second derivative, as in PyTorch


def along(function, inputs, direction):
    """The derivative of a number along a direction, by differences."""
    with th.enable_grad():
        ahead, behind = (
            function(*[(x.detach() + s * STEP * d).requires_grad_() for x, d in zip(inputs, direction, strict=True)])
            for s in (1, -1)
        )
    return (ahead.item() - behind.item()) / (2 * STEP)


def directions(inputs):
    return [th.randn(tuple(x.shape), dtype=th.float64) for x in inputs]


@pytest.mark.parametrize("case", LAYERS, ids=name_of)
def test_gradients_agree_with_differences_to_second_order(case):
    run, inputs = prepared(case)
    weights = th.randn(tuple(run(*inputs).shape), dtype=th.float64)
    first, second = directions(inputs), directions(inputs)

    def value(*tensors):
        return (run(*tensors) * weights).sum()

    def slope(*tensors):
        grads = th.autograd.grad(value(*tensors), tensors, create_graph=True, materialize_grads=True)
        return sum((g * d).sum() for g, d in zip(grads, first, strict=True))

    plain = th.autograd.grad(value(*inputs), inputs, materialize_grads=True)  # the fused rules
    found = sum((g * d).sum() for g, d in zip(plain, first, strict=True)).item()
    assert found == pytest.approx(slope(*inputs).item(), rel=1e-9, abs=1e-9)
    assert found == pytest.approx(along(value, inputs, first), rel=1e-5, abs=1e-6)
    if not slope(*inputs).requires_grad or name_of(case) in ONCE:
        return
    grads = th.autograd.grad(slope(*inputs), inputs, materialize_grads=True)
    found = sum((g * d).sum() for g, d in zip(grads, second, strict=True)).item()
    assert found == pytest.approx(along(slope, inputs, second), rel=1e-4, abs=1e-5)


# Without a value of their own, or tried as what they become.
UNTRIED = {"Module", "ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "RNNBase", "RNNCellBase"}


def test_every_layer_is_tried():
    public = {name for name in nn.__all__ if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), nn.Module)}
    tried = {name_of(case) for case in LAYERS}
    assert {name for name in public if not name.startswith("Lazy")} - tried == UNTRIED


@pytest.mark.parametrize("case", LAYERS, ids=name_of)
def test_state_copy_and_text(case):
    layer = case[0]()
    if nn.utils.parametrize.is_parametrized(layer):
        pytest.skip("its class is its own")
    other = case[0]()
    other.load_state_dict(layer.state_dict())
    assert all(th.equal(a, b) for a, b in zip(layer.state_dict().values(), other.state_dict().values(), strict=True))
    assert repr(copy.deepcopy(layer)) == repr(layer)
    assert type(layer).__doc__ and layer.eval().train().training


def test_first_values_are_pytorch_s():
    th.manual_seed(0)
    assert str(nn.Linear(3, 2).weight.data) == "tensor([[-0.0043,  0.3097, -0.4752],\n        [-0.4249, -0.2224,  0.1548]])"


BAD = [
    (lambda: nn.Linear(3, 2)(th.zeros(2, 4)), RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x2)"),
    (lambda: nn.Conv2d(3, 2, 3)(th.zeros(1, 1, 5, 5)), RuntimeError, "expected input[1, 1, 5, 5] to have 3 channels, but got 1"),
    (lambda: nn.Conv2d(1, 2, 3)(th.zeros(1, 1, 2, 2)), RuntimeError, "Kernel size can't be greater than actual input size"),
    (lambda: nn.Conv2d(1, 2, 3)(th.zeros(1, 1, 5, 5).double()), RuntimeError, "should be the same; convert one"),
    (lambda: nn.Conv2d(3, 2, 3, groups=2), ValueError, "`groups` (=2) must divide `in_channels` (=3)"),
    (lambda: nn.Conv2d(1, 2, 3, stride=2, padding="same"), ValueError, "padding='same' is not supported for strided"),
    (lambda: nn.MaxPool2d(5)(th.zeros(1, 1, 3, 3)), RuntimeError, "Output size is too small"),
    (lambda: nn.CrossEntropyLoss()(th.zeros(2, 3), th.tensor([0, 3])), IndexError, "Target 3 is out of bounds: the input has 3"),
    (lambda: nn.CrossEntropyLoss()(th.zeros(2, 3), th.zeros(2)), RuntimeError, "convert it, with target.long()"),
    (lambda: nn.CrossEntropyLoss()(th.zeros(2, 3), th.tensor([0])), ValueError, "to match target batch_size (1)"),
    (lambda: nn.MSELoss(reduction="avg")(th.zeros(1), th.zeros(1)), ValueError, "avg is not a valid value for reduction"),
    (lambda: nn.BCELoss()(th.tensor([2.0]), th.tensor([1.0])), RuntimeError, "should be between 0 and 1: apply torch.sigmoid"),
    (lambda: nn.Embedding(3, 2)(th.tensor([3])), IndexError, "index out of range in self: embedding of 3 rows was asked for row 3"),
    (lambda: nn.Embedding(3, 2)(th.tensor([0.0])), RuntimeError, "convert them, with indices.long()"),
    (lambda: nn.BatchNorm1d(3)(th.zeros(1, 3)), ValueError, "Expected more than 1 value per channel when training"),
    (lambda: nn.BatchNorm2d(3)(th.zeros(2, 3)), ValueError, "expected 4D input (got 2D input)"),
    (lambda: nn.BatchNorm1d(3)(th.zeros(2, 4)), RuntimeError, "running_mean should contain 4 elements not 3"),
    (lambda: nn.LayerNorm(3)(th.zeros(2, 4)), RuntimeError, "Given normalized_shape=[3], expected input with shape [*, 3]"),
    (lambda: nn.GroupNorm(2, 3), ValueError, "num_channels (3) must be divisible by num_groups (2)"),
    (lambda: nn.LSTM(3, 2)(th.zeros(4, 1, 2)), RuntimeError, "input.size(-1) must be equal to input_size. Expected 3, got 2"),
    (lambda: nn.GRU(3, 2)(th.zeros(4, 1, 3), th.zeros(1, 2, 2)), RuntimeError, "Expected hidden size (1, 1, 2), got [1, 2, 2]"),
    (lambda: nn.Dropout(1.5), ValueError, "dropout probability has to be between 0 and 1, but got 1.5"),
    (lambda: nn.MultiheadAttention(5, 2), ValueError, "embed_dim must be divisible by num_heads"),
    (lambda: nn.Upsample(scale_factor=2, mode="bilinear")(th.zeros(1, 1, 2)), NotImplementedError, "bilinear mode needs 4D input"),
    (lambda: nn.PixelShuffle(2)(th.zeros(1, 3, 2, 2)), RuntimeError, "is not divisible by 4"),
    (lambda: nn.functional.pad(th.zeros(2), (1, 2, 3)), ValueError, "Padding length must be divisible by 2"),
    (lambda: nn.ReflectionPad1d(3)(th.zeros(1, 2, 3)), RuntimeError, "Padding size should be less than the corresponding input"),
    (lambda: nn.functional.one_hot(th.tensor([3]), 2), RuntimeError, "Class values must be smaller than num_classes"),
]


@pytest.mark.parametrize("act, error, text", BAD, ids=lambda v: None)
def test_bad_input_is_told(act, error, text):
    with pytest.raises(error) as caught:
        act()
    assert text in str(caught.value)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("how", [{"batch_chunk_size": 3}, {}, {"chunking_method": "aspect_ratio"}], ids=str)
def test_a_loss_in_parts_is_the_loss_of_the_whole(reduction, how):
    found = []
    for options in (None, nn.LinearCrossEntropyOptions(**how)):
        th.manual_seed(0)
        layer = nn.LinearCrossEntropyLoss(
            4, 5, bias=True, weight=th.rand(5), ignore_index=2, reduction=reduction, options=options
        )
        x = th.randn(7, 4, requires_grad=True)
        loss = layer(x, th.tensor([0, 1, 2, 3, 4, 2, 1]))
        loss.sum().backward()
        found.append([loss, x.grad, layer.linear.weight.grad, layer.linear.bias.grad])
    for whole, parts in zip(*found, strict=True):
        assert th.allclose(whole, parts, atol=1e-6)


def test_options_of_a_loss_in_parts_are_checked():
    for bad in ({"batch_chunk_size": 0}, {"acc_policy": "x"}, {"chunking_method": "ratio"}, {"acc_dtype": th.int64}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            nn.LinearCrossEntropyOptions(**bad)
    both = nn.LinearCrossEntropyOptions(batch_chunk_size=3, chunking_method="aspect_ratio:2")
    with pytest.raises(ValueError, match="pass only one"):
        nn.LinearCrossEntropyLoss(2, 9, options=both)(th.zeros(8, 2), th.zeros(8).long())
    with pytest.warns(UserWarning, match="``options`` ignored"):
        nn.LinearCrossEntropyLoss(2, 3, label_smoothing=0.1, options=nn.LinearCrossEntropyOptions())(th.zeros(1, 2), th.tensor([0]))
    with pytest.raises(RuntimeError, match="expected equal input and linear_weight last dimensions"):
        nn.functional.linear_cross_entropy(th.zeros(1, 2), th.zeros(3, 4), th.tensor([0]))


def test_gradients_that_are_no_numbers_are_told():
    layer = nn.Linear(2, 1)
    layer(th.tensor([[float("nan"), 1.0]])).sum().backward()
    with pytest.raises(RuntimeError, match="The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot"):
        nn.utils.clip_grad_norm_(layer.parameters(), 1.0, error_if_nonfinite=True)
    assert nn.utils.clip_grad_norm_(layer.parameters(), 1.0).isnan()
    x = th.zeros(1, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with th.autograd.detect_anomaly(), pytest.raises(RuntimeError, match="Function 'SqrtBackward0' returned nan values in its 0th"):
            (x.sqrt() * 0).sum().backward()


def test_a_whole_network_learns():
    th.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 2))
    x, y = th.randn(16, 1, 8, 8), th.randint(0, 2, (16,))
    first = None
    for _ in range(30):
        loss = nn.functional.cross_entropy(net(x), y)
        first = loss.item() if first is None else first
        net.zero_grad()
        loss.backward()
        with th.no_grad():
            for p in net.parameters():
                p -= 0.1 * p.grad
    assert loss.item() < first / 3


def test_packed_sequences_are_as_single_ones():
    th.manual_seed(0)
    layer = nn.LSTM(2, 3, num_layers=2, bidirectional=True)
    parts = [th.randn(n, 2) for n in (2, 4, 1)]
    packed, _ = layer(nn.utils.rnn.pack_sequence(parts, enforce_sorted=False))
    together = nn.utils.rnn.unpack_sequence(packed)
    for part, found in zip(parts, together, strict=True):
        assert th.allclose(layer(part)[0], found, atol=1e-6)


def test_a_lazy_layer_learns_its_size():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(2))
    assert repr(net[3]) == "LazyLinear(in_features=0, out_features=2, bias=True)"
    with pytest.raises(RuntimeError, match="uninitialized parameter"):
        net[3].weight.shape
    net(th.zeros(2, 3, 5, 5))
    assert repr(net[3]) == "Linear(in_features=36, out_features=2, bias=True)"
    assert type(net[0]) is nn.Conv2d and net[0].weight.shape == (4, 3, 3, 3)


def test_pruning_keeps_weights_at_zero():
    layer = nn.utils.prune.l1_unstructured(nn.Linear(4, 2), "weight", amount=0.5)
    layer(th.ones(1, 4)).sum().backward()
    assert int((layer.weight == 0).sum()) == 4 and int((layer.weight_orig.grad == 0).sum()) == 4
    nn.utils.prune.remove(layer, "weight")
    assert list(dict(layer.named_parameters())) == ["bias", "weight"] and int((layer.weight == 0).sum()) == 4


def test_parametrizations():
    spectral = nn.utils.parametrizations.spectral_norm(nn.Linear(5, 4), n_power_iterations=30)
    spectral(th.ones(1, 5))
    assert abs(th.linalg.svdvals(spectral.weight)[0].item() - 1) < 1e-3
    orthogonal = nn.utils.parametrizations.orthogonal(nn.Linear(5, 4), orthogonal_map="matrix_exp")
    with th.no_grad():
        orthogonal.parametrizations.weight.original.add_(th.randn(4, 5))
    assert th.allclose(orthogonal.weight @ orthogonal.weight.T, th.eye(4), atol=1e-5)
    nn.utils.parametrize.remove_parametrizations(orthogonal, "weight")
    assert type(orthogonal) is nn.Linear and isinstance(orthogonal.weight, nn.Parameter)


def test_fusing_a_convolution_with_its_normalisation():
    conv, norm = nn.Conv2d(2, 3, 3).eval(), nn.BatchNorm2d(3).eval()
    norm.running_mean.normal_()
    norm.running_var.uniform_(0.5, 2)
    x = th.randn(1, 2, 5, 5)
    assert th.allclose(nn.utils.fuse_conv_bn_eval(conv, norm)(x), norm(conv(x)), atol=1e-5)


def test_summary_is_a_table():
    found = nn.summary(nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten(), nn.Linear(3456, 10)), (1, 1, 28, 28))
    assert found.total_params == 6 * 25 + 6 + 34570 and found.total_work == 150 * 576 + 34560
    assert "  0: Conv2d   [1, 1, 28, 28]  [1, 6, 24, 24]     156     86,400" in repr(found)


def test_attention_looks_where_it_may():
    q = th.randn(1, 2, 3, 4)
    out = nn.functional.scaled_dot_product_attention(q, q, q, is_causal=True)
    assert th.allclose(out[:, :, 0], q[:, :, 0], atol=1e-6)
    mask = th.ones(3, 3, dtype=th.bool).tril()
    assert th.allclose(out, nn.functional.scaled_dot_product_attention(q, q, q, attn_mask=mask), atol=1e-6)


def test_the_gradient_of_places_taken_as_the_nearest_is_zero():
    grid = (th.rand(1, 2, 2, 2) * 2 - 1).requires_grad_()
    nn.functional.grid_sample(th.ones(1, 1, 3, 3), grid, mode="nearest", align_corners=False).sum().backward()
    assert grid.grad.shape == grid.shape and not grid.grad.any()


def test_the_older_names_say_what_has_taken_their_place():
    with pytest.warns(FutureWarning, match="in favor of `torch.nn.utils.parametrizations.weight_norm`"):
        layer = nn.utils.weight_norm(nn.Linear(2, 3))
    assert [name for name, _ in layer.named_parameters()] == ["bias", "weight_g", "weight_v"]
    with pytest.warns(FutureWarning, match="`max_value` is deprecated and renamed to `max_val`"):
        assert repr(nn.Hardtanh(max_value=2)) == "Hardtanh(min_val=-1.0, max_val=2)"
    x = th.tensor([1.0, 2.0])
    for flags, word in (({"size_average": False}, "sum"), ({"reduce": False}, "none"), ({"size_average": True}, "mean")):
        with pytest.warns(UserWarning, match=f"please use reduction='{word}' instead"):
            found = nn.functional.mse_loss(x, x * 0, **flags)
        assert th.equal(found, nn.functional.mse_loss(x, x * 0, reduction=word))


def test_a_module_made_without_drawing():
    th.manual_seed(0)
    expected = th.rand(1)
    th.manual_seed(0)
    assert nn.utils.skip_init(nn.Linear, 5, 1).weight.shape == (1, 5)
    assert th.equal(th.rand(1), expected)
    with pytest.raises(RuntimeError, match="must support a 'device' arg"):
        nn.utils.skip_init(nn.ReLU)


@pytest.mark.parametrize("layer, x", [
    (nn.LazyLinear(3), th.ones(2, 4)), (nn.LazyConv1d(3, 2), th.ones(1, 2, 4)), (nn.LazyBatchNorm1d(), th.ones(3, 4)),
    (nn.LazyInstanceNorm1d(affine=True, track_running_stats=True), th.ones(2, 3, 4)),
])
def test_a_lazy_layer_is_converted_before_its_first_input(layer, x):
    layer = copy.deepcopy(layer.double())
    assert layer(x.double()).dtype == th.float64
    assert {v.dtype for v in layer.state_dict().values() if v.is_floating_point()} == {th.float64}


def test_the_identity_map_samples_every_element_itself():
    x = th.rand(1, 1, 7, 28)
    grid = nn.functional.affine_grid(th.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]), x.shape, align_corners=False)
    # PyTorch's rounding: linspace, then what align_corners takes off.
    assert th.equal(grid[0, 0, :, 0], th.linspace(-1, 1, 28) * 27 / 28)
    assert th.allclose(nn.functional.grid_sample(x, grid, align_corners=False), x, atol=1e-6)
