"""Programs for `tests.tensor.test_sparse`: sparse tensors by coordinates, by rows and by columns."""

__all__ = ["PROGRAMS"]

_S = "s = torch.sparse_coo_tensor([[0, 1, 1], [2, 0, 2]], [3., 4., 5.], (2, 4)); d = torch.arange(8.).view(2, 4); "
_TWICE = "s = torch.sparse_coo_tensor([[1, 0, 1], [0, 2, 0]], [3., 4., 5.], (2, 4)); "
_MIXED = "s = torch.sparse_coo_tensor([[0, 0, 1], [1, 1, 0]], [[1., 2.], [3., 4.], [5., 6.]], (2, 2, 2)); "
_ROWS = "s = torch.sparse_csr_tensor([0, 1, 3], [2, 0, 2], [3., 4., 5.], (2, 4)); "
_GRAD = "i = T([[0, 1, 1], [2, 0, 2]]); v = T([3., 4., 5.], requires_grad=True); s = torch.sparse_coo_tensor(i, v, (2, 4)); "

_MADE = [
    "torch.sparse_coo_tensor([[0, 1], [1, 0]], [1, 2])", "torch.sparse_coo_tensor(size=(2, 3))", "torch.sparse_coo_tensor((2, 3))",
    "torch.sparse_coo_tensor([[0, 1], [1, 0]], [1, 2], dtype=torch.float64)", "torch.zeros(2, 2).to_sparse()",
    "torch.eye(3).to_sparse()", "torch.eye(2, dtype=torch.int64).to_sparse()", "T([[True, False]]).to_sparse()",
    "torch.arange(8.).view(2, 4).to_sparse(1)", "torch.arange(6.).view(2, 3).to_sparse_csr()", "torch.arange(6.).view(2, 3).to_sparse_csc()",
    "torch.arange(6.).view(2, 3).to_sparse(layout=torch.sparse_csr)", "torch.sparse_csr_tensor([0, 1, 3], [2, 0, 2], [3., 4., 5.])",
    "torch.sparse_csc_tensor([0, 1, 2], [1, 0], [3., 4.])", "(torch.strided, torch.sparse_coo, torch.sparse_csr, torch.sparse_csc)",
    "isinstance(torch.sparse_coo, torch.layout)", "torch.ones(2).layout", "torch.ones(2, 3).to_dense()", "torch.ones(2, 3).sparse_dim()",
    "torch.sparse_coo_tensor([[0, 1]], [1., 2., 3.], (2,))", "torch.sparse_coo_tensor([0, 1], [1., 2.], (2, 2))",
    "torch.sparse_coo_tensor([[0, 1], [0, 0]], [1., 2.], (2,))", "torch.ones(2).coalesce()", "torch.ones(2).indices()",
    "torch.ones(2).values()", "torch.ones(2).crow_indices()", "torch.ones(2)._nnz()",
]  # fmt: skip
_ASKED = [
    "s", "(s.is_sparse, s.is_sparse_csr, s.layout, s.sparse_dim(), s.dense_dim(), s._nnz(), s.shape, s.dtype, s.numel(), s.ndim)",
    "(len(s), s.size(), s.size(0), s.dim(), s.requires_grad, s.is_leaf, s.is_coalesced(), s.stride(), s.is_contiguous())",
    "s.indices()", "s.values()", "(s._indices(), s._values())", "s.coalesce().indices()", "s.coalesce().values()", "s.to_dense()",
    "s.coalesce().is_coalesced()", "s.coalesce()", "s.crow_indices()", "s.numpy()", "s.tolist()", "s.item()", "bool(s)", "str(s)",
    "list(s)", "s.type()", "isinstance(s, torch.Tensor)",
]  # fmt: skip
_ARITHMETIC = [
    "s + s", "s - s", "d + s", "d - s", "s + d", "s + 1", "s * 2", "2 * s", "s / 2", "s * d", "d * s", "s * s", "s / s", "-s", "s ** 2",
    "s.abs()", "s.sqrt()", "s.sin()", "torch.relu(s)", "s.sign()", "s.isnan()", "s.exp()", "s.cos()", "s.mean()", "s == s",
    "s.add_(s)", "s.mul_(2)", "s *= 2; s", "d.add_(s)", "torch.add(d, s, alpha=2)", "s.double()", "s.to(torch.int64)", "s.half()",
    "s.clone()", "s.detach()", "s.cpu()", "s * torch.ones(4)", "s * T(3.)", "torch.mul(s.coalesce(), torch.eye(2, 4).to_sparse())",
]  # fmt: skip
_PRODUCTS = [
    "s @ d.t()", "torch.mm(s, d.t())", "torch.sparse.mm(s, d.t())", "torch.spmm(s, d.t())", "d @ s.t()", "s @ torch.ones(4)",
    "torch.mv(s, torch.ones(4))", "s @ s.t()", "torch.sparse.mm(s, s.t())", "torch.addmm(torch.ones(2, 2), s, d.t())",
    "torch.sparse.addmm(torch.ones(2, 2), s, d.t(), beta=2, alpha=3)", "torch.bmm(torch.stack([s, s]), torch.ones(2, 4, 3))",
    "s @ torch.ones(3, 2)", "(s.to_sparse_csr() @ d.t(), s.to_sparse_csc() @ d.t())", "s.to_sparse_csr() @ torch.ones(4)",
]  # fmt: skip
_DTYPES = [
    f"s = torch.sparse_coo_tensor([[0, 1, 1], [2, 0, 2]], T([1, 2, 3]).to(torch.{dtype}), (2, 3)); {last}"
    for dtype in ("int32", "uint8", "float64", "complex64")
    for last in ("s", "s.sum()", "s.sum(0)", "s + s", "s * s", "s * 2.5", "s / 2", "s @ torch.ones(3, 2, dtype=s.dtype)", "s @ torch.ones(3, 2).half()",
                 "s + torch.eye(2, 3).to_sparse()", "s.sqrt()")
]  # fmt: skip
_REDUCED = [
    "s.sum()", "s.sum(0)", "s.sum(0, keepdim=True)", "s.sum(1)", "s.sum((0, 1))", "torch.sparse.sum(s)", "torch.sparse.sum(s, dim=1)",
    "s.norm()", "torch.norm(s)", "s.any()", "torch.sparse.softmax(s, 1)", "torch.sparse.log_softmax(s, 1)", "torch.sparse.softmax(s, 0)",
]  # fmt: skip
_SHAPED = [
    "s.t()", "s.T", "s.transpose(0, 1)", "s.permute(1, 0)", "s.t().coalesce()", "s[0]", "s[1]", "s[-1]", "s[0, 2]", "s[:, 0]", "s[..., 2]",
    "s[5]", "s.select(1, 2)", "s.index_select(0, T([1]))", "s.index_select(1, T([2, 2, 0])).coalesce()", "torch.cat([s, s])", "torch.cat([s, s], 1)",
    "torch.stack([s, s])", "s.unsqueeze(0)", "s.unsqueeze(-1)", "s.view(4, 2)",
]  # fmt: skip
_HYBRID = ["s", "s.coalesce()", "s.to_dense()", "s.sum()", "s.sum(0)", "s.sum(2)", "s.sum((0, 1))", "s * 2", "s[0]", "s.transpose(0, 1)", "s.sparse_dim()",
           "s.dense_dim()", "(s + s).to_dense()"]  # fmt: skip
_BY_ROWS = [
    "s", "(s.crow_indices(), s.col_indices(), s.values())", "(s.layout, s.is_sparse, s.is_sparse_csr, s._nnz(), s.numel())", "s.to_dense()",
    "s.to_sparse_coo()", "s * 2", "s + s", "s.t()", "s.sum()", "s.abs()", "s @ torch.ones(4, 2)", "s.indices()", "s.to_sparse_csc()",
    "(s @ s.t()).to_dense()", "s.double()",
]  # fmt: skip
_RECORDED = [
    "torch.sparse.mm(s, torch.ones(4, 2)).pow(2).sum().backward(); v.grad", "s.to_dense().pow(2).sum().backward(); v.grad",
    "(s * s).sum().backward(); v.grad", "w = torch.ones(4, 2, requires_grad=True); (s @ w).pow(2).sum().backward(); (w.grad, v.grad)",
    "torch.sparse.sum(s).backward(); v.grad", "(s.is_leaf, s.requires_grad, s.detach().requires_grad)",
    "x = torch.ones(2, 2, requires_grad=True); (x.to_sparse() * 3).sum().backward(); x.grad",
    "torch.sparse.softmax(s, 1).to_dense().pow(2).sum().backward(); v.grad",
    "x = torch.eye(2).to_sparse().requires_grad_(); torch.sparse.mm(x, T([[1., 2.], [3., 4.]])).sum().backward(); x.grad",
]  # fmt: skip


def _each(start, ends):
    return [start + end for end in ends]


PROGRAMS = {
    "made": _MADE,
    "asked": _each(_S, _ASKED) + _each(_TWICE, _ASKED),
    "arithmetic": _each(_S, _ARITHMETIC),
    "products": _each(_S, _PRODUCTS),
    "dtypes": _DTYPES,
    "reduced": _each(_S, _REDUCED),
    "shaped": _each(_S, _SHAPED),
    "hybrid": _each(_MIXED, _HYBRID),
    "by rows": _each(_ROWS, _BY_ROWS),
    "recorded": _each(_GRAD, _RECORDED),
}
