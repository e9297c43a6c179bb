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
    "w = G([3., 1., 3., 3.]); w.median().backward(); (w.median(), w.grad)",
    "w = G([[3., nan], [3., 1.]]); w.nanmedian().backward(); (w.nanmedian(), w.grad)",
    "w = G([3., nan]); w.median().backward(); (w.median(), w.grad)",
    "import warnings; warnings.simplefilter('error'); t = G([1.]); u = t * 2; (u * 3).backward(inputs=[u]); warnings.simplefilter('ignore'); (t.grad, u.grad)",
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

OUT = (
    "o = torch.empty(0); r = torch.mm(torch.ones(2, 3), torch.ones(3, 2), out=o); (r is o, o)",
    "o = torch.empty(2, dtype=torch.long); torch.mv(torch.ones(2, 3), torch.ones(3), out=o)",
    "o = torch.empty(2).expand(3, 2); torch.add(torch.ones(3, 2), 1, out=o)",
    "a, b = torch.empty(0), torch.empty(0, dtype=torch.long); r = torch.topk(T([1., 3., 2.]), 2, out=(a, b)); (r.values is a, a, b)",
    "a, b = torch.empty(0), torch.empty(0, dtype=torch.long); r = torch.max(T([[1., 3.], [5., 2.]]), 1, out=(a, b)); (r.indices is b, a, b)",
    "a, b = torch.empty(0), torch.empty(0); r = torch.linalg.qr(torch.eye(2), out=(a, b)); (r.Q is a, b.abs())",
    "torch.sort(T([2., 1.]), out=torch.empty(0))",
    "o = torch.empty(0, dtype=torch.complex64); torch.fft.fft(T([1., 2.]), out=o); o",
    "o = torch.empty(0); torch.var(T([1., 2., 4.]), out=o) if 0 else torch.var(T([1., 2., 4.]), 0, out=o); o",
    "x = torch.arange(6.); x.as_strided_((2, 2), (1, 2)); x",
    "x = torch.arange(6.); y = x[1:]; y.as_strided_((2,), (2,)); (x, y, y.storage_offset())",
    "a = G([1., 2., 3.]); x = a * 2; x.as_strided_((2,), (2,)); (x * T([1., 2.])).sum().backward(); a.grad",
    "x = torch.ones(2); x.float_power_(2)",
)

_T = "x = G([1., 2.]); y = "
TWICE = tuple(
    f"{_T}{made}; y.backward(); y.backward(); x.grad"
    for made in ("x.sum(0)", "x[1:].sum()", "x.mean()", "x.view(2, 1).t().expand(3, 2).sum()", "(x + 1 - 3).sum()", "(-x).sum()",
                 "(x * 2).sum()", "(x / 2).sum()", "torch.cat([x, x]).sum()", "torch.stack([x, x]).sum()", "x[T([0])].sum()",
                 "x.cumsum(0).sum()", "x.flip(0).roll(1).sum()", "x.double().sum()", "x.clone().sum()", "x.relu().sum()",
                 "x.pow(2).sum()", "x.diag().tril().sum()", "x.chunk(2)[0].sum()", "x.exp().sum()")
)  # fmt: skip

WRONG = (
    "torch.maximum(T([1., 2.]), 1.5)",
    "torch.atan2(1.5, T([1., 2.]))",
    "torch.logical_and(T([True]), True)",
    "torch.lcm(T([4]), 6)",
    "torch.eq(1, T([1]))",
    "torch.fmod(7, T([2]))",
    "torch.copysign(T([1.]), -1), torch.fmod(T([7]), 2), torch.ne(T([1]), 2)",
    "torch.copysign(1, T([1.]))",
    "torch.clamp_min(2, T([1]))",
    "torch.rsub(2, T([1]))",
    "torch.ldexp(T([1.]), 2)",
    "torch.heaviside(T([1.]), 2.)",
    "torch.isclose(T([1.]), 1.)",
    "torch.isclose(T([1.]), T([1.]), rtol=-1)",
    "torch.polar(T([1.]), 2.)",
    "torch.complex(T([1.]), T([1]))",
    "torch.complex(T([1.]), T([1.], dtype=torch.float64))",
    "torch.diff(T([1, 2]), n=-1)",
    "torch.diag_embed(torch.ones(2), dim1=0, dim2=0)",
    "torch.gradient(torch.ones(3, 3), spacing=[1.], dim=(0, 1))",
    "torch.gradient(torch.ones(3), edge_order=3)",
    "torch.gradient(torch.ones(1))",
    "torch.kthvalue(T(1.), 2)",
    "torch.linspace(0, 1, 3.)",
    "torch.ones(2).masked_fill(T([True, False]), 1j)",
    "torch.ones(2).masked_fill(T([True, False]), T(2 + 0j))",
    "torch.zeros(2).masked_scatter(T([1, 0]), torch.ones(2))",
    "torch.hsplit(torch.ones(4), 0)",
    "torch.zeros(3, 2).index_add(0, T([0, 1]), torch.ones(2))",
    "torch.zeros(3).scatter_add(0, T([0]), T([1]))",
    "torch.hstack([])",
    "torch.roll(torch.ones(3), (1, 2))",
    "torch.roll(torch.ones(3), ())",
    "torch.rot90(torch.ones(3))",
    "torch.rot90(torch.ones(3, 3), 1, [0])",
    "T(1.).narrow(0, 0, 1)",
    "torch.ones(3).narrow(0, T([1]), 1)",
    "torch.ones(3).narrow(0, T(1), 1)",
    "torch.ones(0, 3).amax()",
    "torch.linalg.cross(torch.ones(3), torch.ones(2, 3))",
    "torch.fft.fft2(T(1.), dim=(0,))",
    "torch.unravel_index(T([1.5]), (2, 2))",
    "torch.unravel_index(T([3, 2], dtype=torch.uint8), (2, 2))",
    _F + "F.softshrink(torch.ones(2), -0.5)",
    _F + "F.hardtanh(torch.ones(2), 1., -1.)",
    _F + "F.embedding(T([0]), torch.ones(3))",
    _F + "F.group_norm(torch.ones(3), 1)",
)

_B = "dtype=torch.bfloat16"
NARROW = (
    "torch.frexp(T([1e-40, 3., -0.75, 0., inf]))",
    "x = G([3., -0.75]); m, e = torch.frexp(x); m.sum().backward(); (x.grad, m, e)",
    "torch.linalg.vector_norm(T([300., 400.], dtype=torch.float16)), torch.dist(T([300.], dtype=torch.float16), T([0.], dtype=torch.float16))",
    f"x = T([100., 101., 103.5], {_B}); x.std(), x.var(), torch.var_mean(x)[0]",
    f"torch.zeros(2, {_B}).scatter_reduce(0, T([0, 0, 1]), T([1., 2.5, 3.], {_B}), 'mean')",
    f"torch.zeros(2, {_B}).scatter_reduce(0, T([0, 0, 1]), T([-1., -2.5, 3.], {_B}), 'amax', include_self=False)",
    "u = dict(dtype=torch.uint8); torch.zeros(2, **u).index_add(0, T([0, 1]), torch.ones(2, **u), alpha=-1)",
    "u = dict(dtype=torch.uint8); torch.addbmm(torch.ones(2, 2, **u), torch.ones(3, 2, 2, **u), torch.ones(3, 2, 2, **u))",
    "u = dict(dtype=torch.int8); torch.tensordot(torch.ones(1, 2, **u), torch.ones(3, 2, **u), dims=([0], [0]))",
    "torch.scalar_tensor(-5, dtype=torch.uint8)",
    _F + "x = torch.arange(0, 256, 11, dtype=torch.uint8).reshape(1, 1, 4, 6); F.interpolate(x, (3, 4), mode='bilinear')",
    _F + "x = torch.arange(0, 256, 11, dtype=torch.uint8).reshape(1, 1, 4, 6); F.interpolate(x, (7, 9), mode='bicubic')",
    _F + "x = torch.arange(0, 256, 11, dtype=torch.uint8).reshape(1, 1, 4, 6); F.interpolate(x, (7, 9), mode='bilinear', align_corners=True)",
)

EXACT = (
    "torch.linspace(-1, 1, 7).tolist() == [float(v) for v in torch.linspace(-1, 1, 7)], repr(torch.linspace(-1, 1, 7))",
    "[v.hex() for v in torch.linspace(0.3, 7.7, 19).tolist()]",
    "[v.hex() for v in torch.linspace(0.3, 7.7, 19, dtype=torch.float64).tolist()]",
    "[v.hex() for v in torch.arange(0.3, 7.7, 0.37).tolist()]",
    "[v.hex() for v in torch.arange(0.3, 7.7, 0.37, dtype=torch.float64).tolist()]",
    "torch.linspace(50, 230, 27, dtype=torch.int64)",
    "torch.lerp(T(1e8), T(1.), 1.), torch.lerp(T([1., 2.]), T([3., 5.]), T([0.3, 0.9]))",
    "x = G([1., 2.]); y = G([3., 5.]); w = G([0.3, 0.9]); torch.lerp(x, y, w).sum().backward(); (x.grad, y.grad, w.grad)",
    "torch.lerp(T([1.]), T([3.], dtype=torch.float64), 0.5)",
    "torch.lerp(T([1]), T([3]), 0.5)",
    "torch.ldexp(T([1e-40]), T([130])), torch.ldexp(T([1.], dtype=torch.float16), T([3])), torch.ldexp(T([3]), T([2]))",
    "torch.func.vmap(lambda x, y: x + y)(torch.ones(2), torch.ones(3))",
    "torch.func.vmap(lambda x: x)(3)",
    "torch.func.linearize(lambda x: x**2, T([1., 2.]))[1](T([1., 1.]))",
    "float(T(1 + 2j))",
    "float(T(1 + 0j)), int(T(2 + 0j))",
    _F + "torch.manual_seed(0); F.dropout(torch.ones(9, dtype=torch.float16), 0.3)",
    _F + "F.dropout(torch.ones(9, dtype=torch.int8), 0.3)",
    "x = G([1., 2.]); y = x * 1; [y[i].grad_fn.name() for i in (slice(None), (slice(None), None), 0, ..., slice(1, 2))]",
)

_AD = "A = torch.autograd.forward_ad; L = A.enter_dual_level(); x = A.make_dual(T([1., 2.]), T([1., 0.])); "
_M = "x = T([[1., 5., 2.], [4., 3., 9.]]); m = T([[True, False, True], [False, False, False]]); "
ADDED = (
    _AD + "r = A.unpack_dual(x**3); A.exit_dual_level(); (r.primal, r.tangent)",
    _AD + "r = A.unpack_dual(x.exp().sum()); A.exit_dual_level(); tuple(r)",
    _AD + "r = A.unpack_dual(T([1.])); A.exit_dual_level(); tuple(r)",
    "torch.autograd.forward_ad.make_dual(T([1.]), T([1.]))",
    "torch.autograd.forward_ad.exit_dual_level()",
    *[_M + f"torch.masked.{name}(x, 1, mask=m)"
      for name in ("sum", "prod", "mean", "var", "std", "amax", "amin", "argmax", "argmin", "cumsum", "cumprod", "median",
                   "softmax", "log_softmax", "softmin", "logsumexp")],
    _M + "torch.masked.norm(x, 2, 1, mask=m), torch.masked.normalize(x, 2, 1, mask=m), torch.masked.sum(x), torch.masked.amax(x, mask=m)",
    _M + "torch.masked.mean(x.long(), mask=m)",
    "[getattr(torch.signal.windows, n)(7) for n in ('bartlett', 'blackman', 'cosine', 'exponential', 'gaussian', 'hamming', 'hann', 'kaiser', 'nuttall')]",
    "[torch.signal.windows.general_hamming(n, alpha=0.7, sym=False) for n in (0, 1, 6)]",
    "torch.signal.windows.exponential(5, center=2.)",
    "torch.signal.windows.hann(-1)",
    "x = torch.arange(6.).reshape(2, 3); y = torch.permute_copy(x, (1, 0)); y[0, 0] = 9; (x, y, torch.view_copy(x, (3, 2)), torch.squeeze_copy(x[:1]))",
    "a, tau = torch.geqrf(T([[3., 1.], [4., 2.], [0., 5.]])); (a, tau, torch.ormqr(a, tau, torch.ones(3, 1)), torch.orgqr(a, tau))",
    "torch.nonzero_static(T([0, 3, 4]), size=3), torch.nonzero_static(T([0, 3, 4]), size=1), torch.empty_permuted((2, 3), (1, 0)).stride()",
    "torch.fft.hfftn(T([[1., 2j, 3.]])), torch.fft.ihfft2(T([[1., 2., 3.]]))",
    "torch.cond(T(False), lambda x: x + 1, lambda x: x - 1, (T(1),))",
    "x = torch.ones(0, 3, requires_grad=True); x.t().softmax(1).sum().backward(); x.grad",
)  # fmt: skip

COMPLEX = tuple(
    f"x = G([1.3, 0.7]); z = G([1.3 + 0.2j, 0.7 - 1j]); f = lambda x: {f}; "
    "f(x).abs().sum().backward(); f(z).abs().sum().backward(); (x.grad, z.grad)"
    for f in ("x * 1j", "(1 + 2j) * x", "x / (1 + 2j)", "(1 + 2j) / x", "x ** (1 + 2j)", "(1 + 2j) ** x", "(1 + 2j) - x",
              "torch.addcmul(x + 0j, x + 0j, x + 0j, value=2j)", "torch.addcdiv(x + 0j, x + 0j, x + 1j, value=2j)",
              "(x + 0j).mul_(2j)", "(x + 0j).div_(2j)", "torch.sub(x * 1j, x, alpha=2)", "(x * (1 + 1j)).prod()",
              "(x * 1j).std()", "torch.addr(torch.ones(2, 2) * 1j, x + 0j, x * 1j, beta=2j, alpha=1j)", "torch.lerp(x + 0j, x * 1j, 0.3)")
)  # fmt: skip

_C = "ckpt = torch.utils.checkpoint.checkpoint; "
LATER = (
    "x = G([1.]); y = x * 2; y.register_hook(lambda g: 'a'); y.backward()",
    "x = G([1.]); y = x * 2; y.register_hook(lambda g: T([1., 2.])); y.backward()",
    "x = G([1.]); y = x * 2; y.register_hook(lambda g: torch.nn.Parameter(g * 3)); y.backward(); x.grad",
    "x = torch.arange(6).view(2, 3).t(); (x + 1).stride(), torch.zeros_like(x).stride(), torch.empty_like(x).stride(), x.clone().stride()",
    "x = torch.arange(6).view(2, 3).t(); x.clone(memory_format=torch.contiguous_format).stride(), torch.ones_like(x)",
    "x = torch.ones(1, 3).expand(2, 3); torch.zeros_like(x).stride(), x.clone().stride(), torch.ones_like(x)",
    "torch.einsum(T([1., 2.]), [0], [0]), torch.einsum(torch.ones(2, 3), [0, 1], torch.ones(3), [1], [0]), torch.einsum(torch.ones(2, 3), [..., 1], [...])",
    "torch.is_anomaly_check_nan_enabled()",
    "torch.tensor([1, 'a'])",
    "torch.histogram(T([1., 2., 3.]), 3), torch.histogram(T([1., 1.]), 2), torch.histogram(T([]), 2), torch.histogram(T([5.]), 2, range=(0., 4.))",
    "torch.histogram(T([1., 2., 3.]), T([1., 2., 3.]), weight=T([1., 2., 3.])), torch.histogram(T([1., 2., 4.]), 4, density=True, range=(0., 4.))",
    "torch.histogram(T([1., nan]), 3)",
    "torch.where(T([True, False]), 1, 2), torch.where(T([True, False]), 1., 2)",
    "x = torch.arange(4); x.resize(2, 2), x.resize_as(torch.ones(2, 2))",
    "x = torch.arange(4); x.resize(3)",
    _C + "x = G([1., 2.]); a = x * 2; y = ckpt(lambda a: a**3, a, use_reentrant=False); "
    "g, = torch.autograd.grad(y.sum(), x, create_graph=True); g.sum().backward(); (g.detach(), x.grad)",
    _C + "x = T([1., 2.]); w = G(2.); y = ckpt(lambda a: a * w, x, use_reentrant=True); y.requires_grad",
    _C + "x = T([1., 2.]); w = G(2.); y = ckpt(lambda a: a * w, x, use_reentrant=False); y.sum().backward(); w.grad",
    *[_C + f"x = G([1., 2.]); torch.manual_seed(0); y = ckpt(lambda a: torch.nn.functional.dropout(a * torch.ones(9, 2), 0.5), x, "
      f"use_reentrant={way}); y.sum().backward(); (y.sum(), x.grad, torch.rand(1))" for way in (True, False)],
)

EDGES = (*LATER, *COMPLEX, *EMPTY, *VALUES, *OUT, *TWICE, *WRONG, *NARROW, *EXACT, *ADDED)
