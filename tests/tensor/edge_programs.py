"""Programs for `tests.tensor.test_programs`: nothing, zeros, and other edges of the values; the derivatives there."""

__all__ = ["EDGES"]

_F = "F = torch.nn.functional; "
_D = "dtype=torch.float64"

EMPTY = (
    "a = torch.ones(0, 2, 3, requires_grad=True); b = torch.ones(3, 4); (a @ b).sum().backward(); a.grad",
    "a = torch.ones(2, 2, 0, requires_grad=True); b = torch.ones(0, 4); (a @ b).sum().backward(); a.grad",
    "a = torch.ones(0, 3, requires_grad=True); torch.cdist(a, torch.ones(2, 3), p=inf).sum().backward(); a.grad",
    "torch.searchsorted(torch.ones(0, 2), torch.ones(0, 3)), torch.searchsorted(torch.ones(2, 0), torch.ones(2, 3))",
    "torch.linalg.lu_solve(torch.ones(0, 3, 3), torch.ones(0, 3, dtype=torch.int32), torch.ones(0, 3, 2))",
    "[torch.linalg.matrix_norm(torch.zeros(0, 3), p) for p in (1, 2, inf, 'nuc', 'fro')]",
    "[torch.linalg.norm(torch.zeros(3, 0), p) for p in (1, 2, inf, 'nuc', 'fro')]",
    "torch.linalg.matrix_norm(torch.zeros(0, 3), -2)",
    _F + "F.unfold(torch.ones(0, 2, 4, 4), 2).shape",
    _F + "F.fold(torch.ones(0, 8, 9), (4, 4), 2).shape",
    _F + "F.fractional_max_pool3d(torch.ones(0, 1, 6, 6, 6), 2, 3).shape",
    _F + "F.batch_norm(torch.ones(0), torch.ones(0), torch.ones(0))",
    _F + "F.multi_margin_loss(T(1.5), T(0))",
    _F + "F.multi_margin_loss(torch.ones(5, 0), torch.zeros(5, dtype=torch.long))",
    _F + "F.multi_margin_loss(torch.ones(2, 3), T([0., 1.]))",
    _F + "F.multi_margin_loss(torch.ones(2, 3), T([0, 1]), weight=torch.ones(5))",
    _F + "F.multilabel_margin_loss(torch.ones(0), torch.ones(0, dtype=torch.long))",
    "torch.linalg.matrix_rank(torch.zeros(0, 3, 3)), torch.linalg.matrix_rank(torch.zeros(2, 0, 3))",
)

_PRODUCT = "a = G([[2., 0., 3.]]); s = G([[0., 5., 0., 0.]]); i = T([[0, 0, 1, 2]]); "
VALUES = (
    "x = torch.arange(6.).reshape(2, 3); torch.cov(x, aweights=T([.1, .2, .3])), torch.cov(x, fweights=T([1, 2, 3]), correction=0)",
    "torch.cov(torch.arange(6., dtype=torch.float64).reshape(2, 3) ** 2, fweights=T([1, 2, 3]), aweights=T([.1, .2, .3]))",
    "torch.cov(torch.ones(2, 1)), torch.cov(torch.arange(3.), correction=3)",
    "torch.cov(torch.ones(5), fweights=torch.ones(5))",
    "torch.cov(torch.ones(5), fweights=T([1]))",
    "torch.cov(torch.ones(5), aweights=torch.ones(5, 5))",
    _F + "[F.pad(torch.arange(5.).reshape(1, 1, 5), p, mode='circular') for p in ((-1, 2), (2, -1), (-1, -1), (1, -3))]",
    _F + "F.cosine_similarity(torch.arange(6.).reshape(1, 2, 3), torch.ones(2, 1))",
    _F + "F.avg_pool1d(T([[[1, 2, -4]]]), 2), F.avg_pool2d(T([[[1, 2], [-4, -8]]]), 2), F.avg_pool2d(T([[[1, 2], [-4, -8]]]), 2, divisor_override=3)",
    _F + "F.local_response_norm(torch.arange(12).reshape(1, 4, 3) * 9, 2)",
    "x = torch.zeros(3, 2); v = G(2.); x.index_fill(0, T([1, 1, 0]), v).sum().backward(); v.grad",
    _PRODUCT + "(a.scatter_reduce(1, i, s, 'prod') * T([[1., 2., 3.]])).sum().backward(); (a.grad, s.grad)",
    _PRODUCT + "(a.scatter_reduce(1, i, s, 'prod', include_self=False) * T([[1., 2., 3.]])).sum().backward(); (a.grad, s.grad)",
    _PRODUCT + "(a.index_reduce(1, i[0], s, 'prod') * T([[1., 2., 3.]])).sum().backward(); (a.grad, s.grad)",
    "L = G([[2., 0.], [1., 3.]]); (torch.cholesky_inverse(L) * T([[1., 2.], [3., 4.]])).sum().backward(); L.grad",
    "L = G([[2., 1.], [0., 3.]]); (torch.cholesky_inverse(L, upper=True) * T([[1., 2.], [3., 4.]])).sum().backward(); L.grad",
    "L = G([[2., 0.], [1., 3.]]); b = G([[1.], [2.]]); (torch.cholesky_solve(b, L) ** 2).sum().backward(); (L.grad, b.grad)",
    "A = G([[1., 2., 3.], [4., 5., 7.]]); (torch.linalg.lu_factor(A)[0] ** 2).sum().backward(); A.grad",
    "A = G([[1., 2.], [4., 5.], [3., 9.]]); (torch.linalg.lu_factor(A)[0] ** 2).sum().backward(); A.grad",
    "torch.linalg.lu_factor(torch.eye(2), pivot=False)",
    "A = T([[1., 9.], [2., 3.]]); torch.linalg.pinv(A, hermitian=True), torch.linalg.matrix_rank(A, hermitian=True)",
    "torch.linalg.matrix_rank(torch.eye(3).expand(2, 3, 3) * T([1., 2., 3.]), atol=T([1.5, 0.])), torch.linalg.matrix_rank(torch.eye(2), 2.)",
    "[t.abs() for t in (torch.manual_seed(0), torch.svd_lowrank(torch.arange(12.).reshape(3, 4), q=2))[1]]",
    "[t.abs() for t in (torch.manual_seed(0), torch.pca_lowrank(torch.arange(12.).reshape(4, 3) ** 2, q=2))[1]]",
    "torch.pca_lowrank(torch.ones(3, 3), q=4)",
    "x = torch.arange(10.); x[2:].as_strided((3,), (2,)), x[4:].as_strided((2, 2), (1, 1), 0), x.as_strided((4,), (2,)).as_strided((3,), (1,), 1)",
    "x = torch.arange(4.).as_strided((2, 2), (1, 1)); x.storage_offset(), x[1].storage_offset(), x[1].as_strided((2,), (1,), 0)",
)

EDGES = (*EMPTY, *VALUES)
