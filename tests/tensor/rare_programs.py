"""Programs for `tests.tensor.test_programs`: functions that are seldom called."""

__all__ = ["RARE"]

_POINTS = "x = T([[0., 1.], [1., 0.], [2., 0.], [2., 2.]]); "
_HISTOGRAMS = [
    _POINTS + call
    for call in (
        "torch.histogramdd(x, [3, 3], weight=T([1., 2., 4., 8.]))",
        "torch.histogramdd(x, 3)",
        "torch.histogramdd(x, [3])",
        "torch.histogramdd(x, (T([0., 1., 2.]), T([0., 1.])))",
        "torch.histogramdd(x, (T([0., 1., 2.]),))",
        "torch.histogramdd(x, (T([0., 1., 2.]), T([0, 1])))",
        "torch.histogramdd(x, [2, 2], range=[0., 1.])",
        "torch.histogramdd(x, [2, 2], range=[0., 1., 0., 1.], density=True)",
        "torch.histogramdd(x, [2, 2], range=[1., 0., 0., 1.])",
        "torch.histogramdd(x.long(), [2, 2])",
        "torch.histogramdd(torch.ones(3), [2])",
        "torch.histogramdd(torch.ones(3, 1), [2])",
        "torch.histogramdd(x, [2, 2], weight=torch.ones(3))",
        "torch.histogramdd(x, [0, 2])",
        "torch.histogramdd(x.reshape(2, 2, 2), [2, 2]).hist",
        "torch.histogramdd(torch.ones(0, 2), [1, 2])",
        "torch.histogramdd(T([[nan, 1.]]), [1, 1])",
        "torch.histogramdd(x.double(), [3, 2]).bin_edges",
        "x.histogram(3, range=(0., 2.))",
        "x.histogram(T([0., 1., 2.]), density=True)",
        "x.histogram(3, weight=x)",
        "x.histogram(3, weight=T([1.]))",
        "x.long().histogram(3)",
    )
]

_MATRIX = "A = T([[0., 1., 2., 1.], [1., 0., 3., -1.], [2., 3., 1., 0.5], [1., -1., 0.5, 0.]], dtype=torch.float64); "
_COMPLEX = "A = T([[0.5, 1. + 2j, -1j], [1. - 2j, 0., 3.], [1j, 3., -1.]]); "
_LDL = [
    _MATRIX + "torch.linalg.ldl_factor(A)",
    _MATRIX + "torch.linalg.ldl_factor(torch.stack([A, A @ A]))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(f.LD, f.pivots, torch.eye(4, dtype=torch.float64))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(*f, torch.ones(2, 4, 1, dtype=torch.float64))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(*f, torch.ones(4, dtype=torch.float64))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(*f, torch.ones(4, 1))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(*f, torch.ones(3, 1, dtype=torch.float64))",
    _MATRIX + "f = torch.linalg.ldl_factor(A); torch.linalg.ldl_solve(f.LD, f.pivots[:2], torch.ones(4, 1, dtype=torch.float64))",
    _COMPLEX + "torch.linalg.ldl_factor(A, hermitian=True)",
    _COMPLEX + "torch.linalg.ldl_factor(A)",
    _COMPLEX + "f = torch.linalg.ldl_factor(A, hermitian=True); torch.linalg.ldl_solve(*f, torch.ones(3, 1) * 1j, hermitian=True)",
    "torch.linalg.ldl_factor_ex(torch.zeros(2, 2))",
    "torch.linalg.ldl_factor_ex(torch.zeros(2, 2), check_errors=True)",
    "torch.linalg.ldl_factor(torch.zeros(2, 2))",
    "torch.linalg.ldl_factor(torch.ones(2, 3))",
    "torch.linalg.ldl_factor(torch.ones(3))",
    "torch.linalg.ldl_factor(torch.ones(2, 2, dtype=torch.int64))",
    "torch.linalg.ldl_factor(torch.ones(0, 0))",
]

_SLOPES_AND_COPIES = [
    "torch.gradient(T([1., 2., 4., 7.]))",
    "torch.gradient(T([1., 2., 4., 7.]), spacing=2.)",
    "torch.gradient(T([1., 2., 4., 7.]), spacing=(T([0., 1., 3., 4.5]), ))",
    "torch.gradient(T([1., 2., 4., 7.]), spacing=(T([0., 1., 3., 4.5]), ), edge_order=2)",
    "torch.gradient(T([1., 2., 4., 7.]), edge_order=2)",
    "torch.gradient(T([1., 2.]))",
    "torch.gradient(T([1, 2, 4]))",
    "torch.gradient(torch.arange(24.).reshape(2, 3, 4)**2)",
    "[g.is_contiguous() for g in torch.gradient(torch.arange(24.).reshape(2, 3, 4)**2)]",
    "torch.gradient(torch.arange(24.).reshape(2, 3, 4)**2, dim=(1, -1), spacing=[2., 3.])",
    "torch.gradient(torch.arange(24.).reshape(2, 3, 4)**2, dim=1, spacing=0.5, edge_order=2)",
    "torch.gradient(T([1j, 2., 4., 7.]))",
    "torch.gradient(T([1., 2., nan, 7., 8., 9.]))",
    "x=G([1., 2., 4., 7.]); g=torch.gradient(x)[0]; (g*g).sum().backward(); x.grad",
    "torch.gradient(torch.arange(5.), spacing=T(2.))",
    "torch.gradient(T([1.]))",
    "torch.gradient(torch.arange(5).double()**2, spacing=[0.1])",
    "torch.gradient(torch.arange(100000.))[0].sum()",
    "x=torch.ones(3, 3); d=torch.diag(x); d.zero_(); (x, d.is_contiguous())",
    "x=torch.ones(3, 3, requires_grad=True); y=torch.diag(x, 1); y.sum().backward(); (y, x.grad)",
    "torch.ravel(torch.arange(10)[::2]).stride()",
    "x=torch.arange(4); torch.ravel(x)[0]=9; x",
    "v, i=torch.arange(24.).reshape(2, 3, 4).topk(2, 1); (v.is_contiguous(), i.is_contiguous(), v, i)",
    "v, i=torch.arange(24.).reshape(2, 3, 4).topk(2); (v.stride(), i.stride())",
    "v, i=torch.arange(24.).reshape(2, 3, 4).topk(2, 0, largest=False); (v.stride(), i.stride())",
    "torch.transpose_copy(torch.arange(6).reshape(2, 3), 0, 1).stride()",
    "torch.permute_copy(torch.arange(6.).reshape(2, 3), (1, 0)).is_contiguous()",
    "torch.multinomial(torch.ones(3, 10), 3).is_contiguous()",
    "torch.unfold_copy(torch.arange(6.), 0, 2, 1).stride()",
    "x=torch.arange(6.).reshape(2, 3).t(); torch.detach_copy(x).stride(), torch.alias_copy(x).stride(), torch.expand_copy(x, (3, 2)).stride()",
    "x=G([[1., 2.], [3., 4.]]); y=torch.transpose_copy(x, 0, 1); (y*T([[1., 2.], [3., 4.]])).sum().backward(); x.grad",
]

_NAMES = [
    "x = torch.arange(6.).reshape(2, 3).t(); " + last
    for last in (
        "x.dim_order()",
        "torch.ones(1, 3, 1).dim_order()",
        "torch.get_device(x)",
        "torch.is_same_size(x, x)",
        "torch.is_signed(x), torch.is_signed(x.byte())",
        "torch.is_conj(x), torch.is_neg(x), torch.is_inference(x)",
        "torch.resolve_conj(T([1j]).conj()), torch.resolve_neg(x)",
        "torch.hash_tensor(x)",
        "torch.hash_tensor(x, dim=0)",
        "torch.hash_tensor(x, dim=0, keepdim=True)",
        "torch.hash_tensor(x, dim=(0, 1))",
        "torch.hash_tensor(x.half())",
        "torch.hash_tensor(T([True, False]))",
        "torch.hash_tensor(T([-1, 3], dtype=torch.int8))",
        "torch.hash_tensor(x, mode=1)",
        "torch.hash_tensor(torch.empty(0))",
        "torch.hash_tensor(torch.empty(0, 2), dim=0)",
        "torch.hash_tensor(x.bfloat16())",
        "torch.hash_tensor(torch.ones(2, dtype=torch.complex64))",
        "x.hash_tensor()",
        "torch.hash_tensor(T(1.))",
        "torch.split_copy(x, 2)",
        "torch.get_deterministic_debug_mode(), torch.is_warn_always_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()",
        "torch.set_deterministic_debug_mode('warn'); r=(torch.get_deterministic_debug_mode(), torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()); torch.set_deterministic_debug_mode(0); r",
        "torch.set_deterministic_debug_mode(3)",
        "issubclass(torch.OutOfMemoryError, RuntimeError), torch.cuda.OutOfMemoryError is torch.OutOfMemoryError",
        "import tempfile; p=tempfile.mkdtemp()+'/f'; a=torch.from_file(p, True, 3).fill_(2); (a, torch.from_file(p, False, 2))",
        "import tempfile; p=tempfile.mkdtemp()+'/f'; a=torch.from_file(p, True, 3).fill_(2); b=torch.from_file(p, False, 3); b.zero_(); (a, b)",
        "torch.GradScaler.__name__",
    )
]

_FAKE_QUANTIZED = [
    "y = T([-1., 0.26, 0.25, 99., nan, inf]); " + last
    for last in (
        "torch.fake_quantize_per_tensor_affine(y, 0.1, 0, 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y, 0.1, 3, 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y, T(0.1), T(3), 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y, 0.1, 300, 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y, 0.1, 0, 5, 2)",
        "torch.fake_quantize_per_tensor_affine(y.double(), 0.1, 0, 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y.half(), 0.1, 0, 0, 255)",
        "torch.fake_quantize_per_tensor_affine(y.int(), 0.1, 0, 0, 255)",
        "torch.fake_quantize_per_channel_affine(torch.ones(2, 3)*.27, T([.1, .2, .3]), torch.zeros(3, dtype=torch.int32), 1, 0, 255)",
        "torch.fake_quantize_per_channel_affine(torch.ones(2, 3)*.27, T([.1, .2]), torch.zeros(3, dtype=torch.int32), 1, 0, 255)",
        "torch.fake_quantize_per_channel_affine(torch.ones(2, 3)*.27, T([.1, .2, .3]), torch.zeros(3, dtype=torch.int64), 1, 0, 255)",
        "torch.fake_quantize_per_channel_affine(torch.ones(2, 3)*.27, T([.1, .2, .3]), torch.zeros(3, dtype=torch.int32), 5, 0, 255)",
        "torch.fake_quantize_per_channel_affine(torch.ones(2, 3)*.27, T([.1, .2, .3]), T([1, 2, 300], dtype=torch.int32), 1, 0, 255)",
        "z=y.clone().requires_grad_(); q=torch.fake_quantize_per_tensor_affine(z, 0.1, 0, 0, 255); q.sum().backward(); (q, z.grad)",
        "z=torch.ones(2, 3, requires_grad=True); q=torch.fake_quantize_per_channel_affine(z, T([.1, .2, .001]), torch.zeros(3, dtype=torch.int32), 1, 0, 255); q.sum().backward(); (q, z.grad)",
    )
]

_DISTANCES_AND_PRODUCTS = [
    *[
        "A = (torch.arange(40.).double().reshape(10, 4) ** 1.3).sin(); B = torch.arange(20.).double().reshape(10, 2).cos(); " + last
        for last in (
            "torch.linalg.lstsq(A, B)",
            "torch.linalg.lstsq(A, B, driver='gelsd')",
            "torch.linalg.lstsq(A.t(), B[:4]).rank",
            "A = A.requires_grad_(); torch.linalg.lstsq(A, B).solution.sum().backward(); A.grad",
            "torch.linalg.lstsq(A.expand(3, 10, 4), B.expand(3, 10, 2))",
            "torch.linalg.lstsq(A[:4], B[:4]).rank",
            "torch.linalg.lstsq(A[0], B)",
        )
    ],
    "x = torch.arange(1200.).reshape(400, 3) ** 1.1; torch.cdist(x, x[:7], p=1).sum()",
    "x = (torch.arange(36.).reshape(2, 6, 3) ** 1.1).requires_grad_(); y = torch.cdist(x, x + 1, p=3); y.sum().backward(); (y, x.grad)",
    "torch.cdist(torch.ones(0, 3), torch.ones(2, 3), p=1)",
    "torch.cdist(torch.ones(2, 3), torch.ones(0, 3), p=1)",
    "torch.cdist(torch.ones(2, 4, 3), torch.ones(5, 3), p=inf)",
    "T([[True, False]]).long()@T([[1], [2]])",
    "x=torch.arange(12.).reshape(4, 3)**1.5; torch.pdist(x)",
    "x=(torch.arange(12.).reshape(4, 3)**1.5).requires_grad_(); y=torch.pdist(x); (y*torch.arange(6.)).sum().backward(); (y, x.grad)",
    "x=(torch.arange(12.).reshape(4, 3)**1.5).requires_grad_(); y=torch.pdist(x, 1); (y*torch.arange(6.)).sum().backward(); (y, x.grad)",
    "torch.pdist(torch.ones(3, 2, requires_grad=True)).sum().backward()",
    "torch.pdist(torch.ones(1, 2))",
    "torch.pdist(torch.ones(0, 2))",
    "torch.pdist(torch.ones(3, 2), float('inf'))",
    "torch.pdist(torch.ones(3, 2).double())",
    "x=torch.linspace(0, 5, 50); x.histogram(7, weight=x)",
    "x=torch.linspace(0, 5, 50); x.histogram(7, range=(1., 2.))",
    "a=torch.arange(-2800, 2800).reshape(70, 80); a@a.t()",
    "a=(torch.arange(5600)%256).to(torch.uint8).reshape(70, 80); a@a.t()",
    "a=(torch.arange(5600)*190000).int().reshape(70, 80); a@a.t()",
    "a=(torch.arange(5600)*2**40).reshape(70, 80); a@a.t()",
    "a=torch.arange(-2800, 2800).reshape(2, 35, 80); torch.bmm(a, a.mT)",
    "a=(torch.arange(5600)*5).short().reshape(70, 80); a@a.t()",
    "a=torch.arange(56000).reshape(700, 80)%7; a@a[0]",
    "a=(torch.arange(5600)%7).half().reshape(70, 80); a@a.t()",
    "a=(torch.arange(5600)%7).bfloat16().reshape(70, 80); a@a.t()",
]

RARE = (*_HISTOGRAMS, *_LDL, *_DISTANCES_AND_PRODUCTS, *_SLOPES_AND_COPIES, *_NAMES, *_FAKE_QUANTIZED)
