"""Programs for `tests.tensor.test_programs`: each ends in the expression that is compared.

Names: T is torch.tensor, G makes one that wants a gradient, np, torch, math, inf, nan.
"""

from tests.tensor.autograd_programs import AUTOGRAD, FUNCTIONS
from tests.tensor.call_programs import CALLS
from tests.tensor.construction_programs import CONSTRUCTION
from tests.tensor.edge_programs import EDGES
from tests.tensor.half_programs import HALVES
from tests.tensor.layout_programs import LAYOUTS
from tests.tensor.rare_programs import RARE
from tests.tensor.refusal_programs import REFUSALS
from tests.tensor.spelling_programs import SPELLINGS
from tests.tensor.storage_programs import STORAGES
from tests.tensor.testing_programs import TESTING
from tests.tensor.transform_programs import ATTRIBUTES, TRANSFORMS
from tests.tensor.unsigned_programs import UNSIGNED

__all__ = ["PROGRAMS"]

BASES = ("x = torch.arange(24.).reshape(3, 4, 2) - 10", "x = torch.arange(24.).reshape(2, 4, 3).permute(2, 1, 0) - 10")
INDICES = (
    "0", "-1", "3", ":", "1:", "::2", "-2:", "5:1", ":-1", "None", "...", "True", "False", "0, 1", ":, 0", "..., 0",
    "None, 0", "0, None", "0, ..., 1", "[0, 2]", "[]", "[[0, 1], [1, 0]]", "T([0, 2])", "T([-1, 0, 0])",
    "T([[0, 1], [2, 2]])", "T(1)", "T(True)", "T([], dtype=torch.long)", "T([True, False, True])",
    ":, T([0, 1])", "T([0, 1]), T([1, 0])", "T([0, 1]), :, T([1, 0])", "T([[0], [1]]), T([0, 1])", ":, [0, 1], None",
    "[0, 1], None, [1, 0]", "0, T([0, 1])", "0, :, T([0, 1])", "T([0, 1]), 0", ":, T([0, 1]), 0", "..., T([0, 1])",
    "T([True, False, True]), 0", "T([True, False, True]), 1:", ":, T([True, False, True, True])",
    "None, T([True, False, True])", "T([True, False, True]), T([0, 1])", "x > 0", "x[0] > 0", "0, x[0] > 0",
    "np.array([0, 1])", "np.int64(1)", "range(2)", "T([0, 1], dtype=torch.int16)", "T([0., 1.])", "1.0",
    "0, 0, 0, 0", "0:2, ..., 0:1", "::-1", "0:0", ":, :, -1", "True, 0", "0, True", "T(0), T(1)", "T([1]), T(1)",
    "T(0):T(2)", "[[0, 1], [0, 1]]", "[0, 1], [0, 1]", "..., None", "..., ...", "None, None", "T([5])",
    "T([0, 1]), T([0, 1, 2])", "T([True, False])", "T([0, 1]), T(True)", ":, None, T([0, 1]), None",
    "None, T([0, 1]), :, T([1, 1])", "0, T([], dtype=torch.long)", ":, T([[0, 1], [1, 2]]), 0:1", "()",
)  # fmt: skip
WEIGHED = "(y * torch.arange(1., y.numel() + 1).reshape(y.shape)).sum().backward()"

READING = [f"{base}; x[{i}]" for base in BASES for i in INDICES]
READING_GRADIENTS = [
    f"a = torch.arange(24.).reshape(3, 4, 2).requires_grad_(); x = a * 1; y = x[{i}]; {WEIGHED}; (y, a.grad)"
    for i in INDICES
]
VALUES = ("5", "2.5", "T(7.)", "torch.arange(1., 9.).reshape(4, 2)", "torch.ones(1, 1, 1, 1)", "torch.ones(7)", "1j", "None")
_OTHER_ERROR_FIRST = ("T([5])", "T([0, 1]), T([0, 1, 2])")
WRITING = [
    f"x = torch.arange(24.).reshape(3, 4, 2); x[{i}] = {v}; x"
    for i in INDICES
    for v in VALUES
    if i not in _OTHER_ERROR_FIRST
]
WRITING_GRADIENTS = [
    f"w = G([1., 2.]); a = torch.arange(24.).reshape(3, 4, 2).requires_grad_(); x = a * 2; x[{i}] = {v}; y = x * 1; "
    f"{WEIGHED}; (a.grad, w.grad)"
    for i in INDICES
    for v in ("5.", "w * 2", "w.sum()")
]
ODD_WRITES = [
    "x = torch.zeros(3, dtype=torch.uint8); x[0] = 300; x",
    "x = torch.zeros(3, dtype=torch.uint8); x[0] = -1; x",
    "x = torch.zeros(3, dtype=torch.int32); x[0] = 2.7; x",
    "x = torch.zeros(3, dtype=torch.int32); x.fill_(nan)",
    "x = torch.zeros(3, dtype=torch.float16); x.fill_(1e6)",
    "x = torch.zeros(3); x[T([0, 1])] = T([1, 2]); x",
    "x = torch.zeros(3); x[x == 0] = T(2); x",
    "x = torch.zeros(3); x.fill_(T([1., 2.]))",
    "x = torch.zeros(3, dtype=torch.bool); x.copy_(T([1j, 0j, 1.])); x",
    "x = torch.arange(5.); x[1:] = x[:-1]; x",
    "x = torch.arange(5.); x[1:].add_(x[:-1])",
    "x = torch.arange(4.).reshape(2, 2); x.copy_(x.t())",
    "x = torch.ones(1, 3).expand(2, 3); x.add_(1)",
    "x = torch.ones(1, 3).expand(2, 3); x.fill_(1)",
    "x = torch.ones(3, 2).t(); x.resize_(2); x",
    "x = torch.zeros(3); x.index_put_((T([0, 0]),), T([1., 2.]), accumulate=True)",
    "x = torch.zeros(3); x.index_put_((T([0, 0]),), T([1, 2]), accumulate=True)",
    "i = T([0, 2]); a = G([1., 2., 3.]); y = a[i]; y.sum().backward(); a.grad",
]

_A = "w = G(1.5); a = torch.arange(1., 7).reshape(2, 3).requires_grad_(); b = a * 1.5; "
VIEWS = [
    _A + body
    for body in (
        "b.t_(); y = b * T([[1., 2.]] * 3); y.sum().backward(); (b, a.grad)",
        "b.unsqueeze_(0); b.mul_(w); b.sum().backward(); (b, a.grad, w.grad)",
        "b.swapaxes_(0, 1); b[0].mul_(w); b.sum().backward(); (b, a.grad, w.grad)",
        "v = b[:, None]; v.transpose_(0, 2); v.mul_(w); (b * b).sum().backward(); (a.grad, w.grad, v.shape)",
        "b.t_(); b._version",
        "b.squeeze_(); b._version",
        "a.t_()",
        "v = a[0]; v.unsqueeze_(0)",
        "p, q = b.chunk(2); p.add_(1)",
        "p, q = b.unbind(0); b.add_(1); p.grad_fn",
        "p, q = b.split(1); p.view_as(p)[...] = 2.",
        "p, q = b.tensor_split(2); p.add_(w); b.sum().backward(); (a.grad, w.grad)",
        "p = a.detach().unbind(0)[0]; p.add_(1); p",
        "torch.set_grad_enabled(False); v = b[0]; torch.set_grad_enabled(True); v.add_(1)",
        "torch.set_grad_enabled(False); v = b[0]; torch.set_grad_enabled(True); b.mul_(2); v.grad_fn",
        "torch.set_grad_enabled(False); v = b[0]; v.mul_(2); torch.set_grad_enabled(True); b.sum().backward(); (b, a.grad)",
        "v = b.unfold(0, 1, 1); v.add_(w); b.sum().backward(); (b, a.grad, w.grad)",
        "v = b[0]; b.t_(); v.mul_(w); (b * b).sum().backward(); (b, a.grad, w.grad)",
        "v = b[0]; b.t_(); b.mul_(w); (v * v).sum().backward(); (v, b, a.grad, w.grad)",
        "v = b[0]; b.unsqueeze_(0); v.mul_(w); (b * b).sum().backward(); (b, a.grad, w.grad)",
        "v = b[:, 1]; u = b[0]; b.transpose_(0, 1); v.mul_(w); u.mul_(2); (b * b).sum().backward(); (b, u, v, a.grad, w.grad)",
        "v = b[:, 1]; b.t_(); b.unsqueeze_(1); v.mul_(w); (b * b).sum().backward(); (b, v, a.grad, w.grad)",
        "b.unsqueeze_(0); v = b[0, :, 1]; b.squeeze_(); v.mul_(w); (b * b).sum().backward(); (b, v, a.grad, w.grad)",
        "v = b[0]; b.t_(); c = b * 2; v.mul_(w); (c * c).sum().backward(); (c, v, a.grad)",
        "v = b.view(6); b.t_(); v.mul_(w); (b * b).sum().backward(); (b, v, a.grad, w.grad)",
        "v = b[0]; u = v[1:]; b.t_(); u.mul_(w); (b * b).sum().backward(); (b, u, v, a.grad, w.grad)",
        "v = b[0]; b.t_(); v[1:] = w; v.sum().backward(); (v, b, a.grad, w.grad)",
        "c = b.t() * 1; v = c.as_strided((2,), (2,), 1); v.mul_(w); (c * c).sum().backward(); (c, a.grad, w.grad)",
        "c = b.t() * 1; v = c.as_strided((2,), (2,), 1); c.mul_(w); (v * v).sum().backward(); (v, a.grad, w.grad)",
        "v = b.expand(2, 2, 3); v.copy_(w)",
        "v = b.T; v.pow_(2); v.mul_(1e30); (b * b).sum().backward(); a.grad",
        "c = b.t() * 2; v = c.as_strided((2, 2), (1, 1)); (v * T([[1., 2.], [3., 4.]])).sum().backward(); a.grad",
        "v = b[1:].as_strided((2,), (2,)); (v * T([1., 2.])).sum().backward(); (v, a.grad)",
        "b.lerp_(w, 0.3); b.sum().backward(); (b, a.grad, w.grad)",
        "b.masked_scatter_(b > 2, torch.ones(6) * 4); (b * b).sum().backward(); (b, a.grad)",
        "b.index_fill_(0, T([0]), 1.); (b * b).sum().backward(); (b, a.grad)",
        "b.addcdiv_(w, T(2.)); (b * b).sum().backward(); (b, a.grad, w.grad)",
        "y = b ** 2; y += 1; y.sum().backward(); a.grad",
        "y = b / 2; y += 1; y.sum().backward(); a.grad",
        "y = b.exp(); y += 1; y.sum().backward(); a.grad",
        "y = b * b; b += 1; y.sum().backward(); a.grad",
        "y = b.max(1)[0]; y += 1; (y * y).sum().backward(); a.grad",
        "y = b.sort(1)[0]; y += 1; (y * y).sum().backward(); a.grad",
        "y = b.topk(2)[0]; y += 1; (y * y).sum().backward(); a.grad",
        "F = torch.nn.functional; y = F.relu(F.max_pool1d(b, 2), inplace=True); (y * y).sum().backward(); a.grad",
        "F = torch.nn.functional; y = F.relu(F.layer_norm(b, (3,)), inplace=True); (y * y).sum().backward(); a.grad",
        "F = torch.nn.functional; y = F.relu(F.batch_norm(b, None, None, training=True), inplace=True); y.sum().backward()",
        "b.fill_(3.); b.sum().backward(); (b, a.grad)",
        "b.fill_(w); b.sum().backward(); (b, a.grad, w.grad)",
        "b.zero_(); b.sum().backward(); (b, a.grad)",
        "b.copy_(w); b.sum().backward(); (b, a.grad, w.grad)",
    )
]

PROMOTION = [
    "T([1.5]) - True",
    "T([1.5]) - T([True])",
    "T([2]) - T(False)",
    "T([True]) + T([True])",
    "torch.add(T([True]), T([True]), alpha=2)",
    "torch.add(T([1], dtype=torch.uint8), T([True]), alpha=2)",
    "torch.add(T([1]), T([2]), alpha=0.5)",
    "T([1, 2]) // 0",
    "T([1, 2]) % T([1, 0])",
    "T([7.5, -7.5]) // 2",
    "T([7.5, -7.5], dtype=torch.float64) // 2.5",
    "~T([1.5])",
    "int(T([1, 2]))",
    "T([1, 2]).item()",
    "T([1, 2, 3], dtype=torch.int8).view(torch.int16)",
    "T(1.).view(torch.int8)",
    "T([1., 2.]).view(torch.int32)",
]

PROGRAMS = {
    "reading": READING,
    "reading gradients": READING_GRADIENTS,
    "writing": WRITING,
    "writing gradients": WRITING_GRADIENTS,
    "odd writes": ODD_WRITES,
    "views": VIEWS,
    "promotion": PROMOTION,
    "autograd": AUTOGRAD,
    "functions": FUNCTIONS,
    "attributes": ATTRIBUTES,
    "transforms": TRANSFORMS,
    "construction": CONSTRUCTION,
    "calls": CALLS,
    "edges": EDGES,
    "halves": HALVES,
    "layouts": LAYOUTS,
    "refusals": REFUSALS,
    "testing": TESTING,
    "unsigned": UNSIGNED,
    "rare": RARE,
    "storages": STORAGES,
    "spellings": SPELLINGS,
}
