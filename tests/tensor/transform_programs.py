"""Programs for `tests.tensor.test_programs`: torch.func and what a tensor's autograd attributes refuse."""

__all__ = ["ATTRIBUTES", "TRANSFORMS"]

_X = "f = torch.func; x = torch.arange(1., 4.); "
TRANSFORMS = tuple(
    _X + program
    for program in (
        "y = G([1., 2., 3.]); g = f.grad(lambda x: (x ** 2).sum() * y.sum())(x); g.sum().backward(); (g.requires_grad, y.grad)",
        "y = G([1., 2., 3.]); v, pull = f.vjp(lambda x: x * y, x); pull(x)[0].sum().backward(); (v.requires_grad, y.grad)",
        "y = G(2.); v, t = f.jvp(lambda x: x * y, (x,), (x,)); t.sum().backward(); (v.requires_grad, t.requires_grad, y.grad)",
        "y = G(2.); j = f.jacrev(lambda x: x * y)(x); j.sum().backward(); (j.requires_grad, y.grad)",
        "f.grad(lambda x: (x ** 2).sum())(x).requires_grad, f.jvp(torch.sin, (x,), (x,))[1].requires_grad",
        "y = G(2.); torch.set_grad_enabled(False); g = f.grad(lambda x: (x * y).sum())(x); torch.set_grad_enabled(True); g.requires_grad",
        "y = G(2.); f.grad(f.grad(lambda x: x ** 3 * y))(T(2.)).requires_grad",
        "f.jacrev(lambda x, y: x * y, argnums=(0, 1))(x, x)",
        "f.vjp(lambda x: (x, x), x)[1](x)",
        "f.jvp(torch.sin, x, x)",
        "f.vmap(lambda x: x.sum())(torch.ones(0, 2))",
        "f.vmap(lambda x: x.outer(x), out_dims=2)(torch.ones(0, 3)).shape",
        "f.vmap(torch.sin, in_dims=3)(torch.ones(2, 2))",
        "f.vmap(torch.sin, in_dims=None)(torch.ones(2, 2))",
        "f.vmap(torch.sin, in_dims=(0, 0))(torch.ones(2, 2))",
        "f.vmap(lambda x, y: x + y, in_dims=(None, 0))(x, x)",
        "f.vmap(lambda d: d['a'] + d['b'], in_dims=({'a': 0, 'b': None},))({'a': torch.ones(2), 'b': T(1.)})",
        "f.vmap(lambda p, x: p['w'] * p['b'][0] + x, in_dims=({'w': 0, 'b': [None]}, 1))({'w': x, 'b': [T(2.)]}, torch.ones(2, 3))",
        "f.vmap(lambda x: 3)(x)",
        "f.vmap(lambda x: None)(x)",
        "f.vmap(lambda x: (x, 3), out_dims=(0, None))(x)",
        "f.vmap(lambda x: (x, x), out_dims=(0, 0, 0))(x)",
        "f.vmap(torch.sin, randomness='always')(x)",
        "f.vmap(torch.sin, chunk_size=0)(x)",
        "f.vmap(lambda x: x + torch.rand(2))(x)",
        "f.vmap(torch.nn.functional.dropout)(x)",
        "torch.manual_seed(0); f.vmap(lambda x: torch.rand(2), randomness='same')(x), torch.rand(2)",
        "torch.manual_seed(0); f.vmap(lambda x: x * torch.rand(2), randomness='different')(x), torch.rand(2)",
        "f.vmap(lambda x: f.vmap(lambda y: torch.rand_like(y), randomness='same')(x).std(), randomness='different')(torch.ones(2, 3))",
    )
)

_FUNCTION = """class F(torch.autograd.Function):
  @staticmethod
  def forward(ctx, x):
    ctx.mark_dirty(x)
    return x.add_(1)
  @staticmethod
  def backward(ctx, g): return g * 5
"""
ATTRIBUTES = (
    _FUNCTION + "F.apply(G([1.]))",
    _FUNCTION + "F.apply(G([1., 2.])[0])",
    _FUNCTION + "x = G([1.]); y = x * 1; z = F.apply(y); z.backward(); (z is y, x.grad)",
    _FUNCTION + "F()(G([1.]))",
    "x = G([1., 2.]); x.grad = T([1.]); x",
    "x = G([1., 2.]); x.grad = torch.ones(2, dtype=torch.float64); x",
    "x = G([1., 2.]); x.grad = 5.; x",
    "x = G([1., 2.]); x.data = T([1, 2]); x",
    "x = G([1., 2.]); y = x * 2; y.retain_grad(); y.sum().backward(); (y.grad.stride(), y.grad.add_(T([1., 2.])), x.grad)",
    "x = G([1., 2.]); y = x * 2; y.retain_grad(); y.sum().backward(); y = y.grad; y.is_contiguous()",
)
