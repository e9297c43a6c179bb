"""Programs for `tests.tensor.test_programs`: where results of half precision are rounded, and sums that outgrow it."""

__all__ = ["HALVES"]

# 64 elements: PyTorch rounds what is left over beside its vectors of 16 otherwise.
_X = "x = (torch.arange(1., 65.).reshape(4, 16) / 7).{0}(); y = (torch.arange(64.).reshape(4, 16) / 31 - .4).{0}(); "
HALVES = tuple(
    _X.format(kind) + program
    for kind in ("half", "bfloat16")
    for program in (
        "x + 1.1, x - 1.1, 1.1 - x, x + T(1.1), T(1.1) - x",
        "x * 1.1, x / 1.1, 1.1 / x, T(1.1) * x, T(1.1) / x, x * T(1.1), x.clone().mul_(1.1), x.clone().div_(1.1), x.clone().add_(1.1)",
        "x % .3, x.fmod(.3), x // .3, x ** 1.3, 1.3 ** x, x ** -1, x ** 2",
        "x > .3, x == .14285, x <= T(.28571)",
        "x.add(y, alpha=.3), x.sub(y, alpha=.3), x.clone().add_(y, alpha=.3), torch.rsub(x, y, alpha=.3)",
        "torch.addcmul(x, x, y, value=.3), torch.addcdiv(x, y, x, value=.3), torch.lerp(x, y, y)",
        "torch.addmm(x[:, :4], x, y.t(), beta=.3), torch.addmv(x[:, 0], x, y[0]), torch.baddbmm(x[None, :, :4], x[None], y.t()[None])",
        "x.logsumexp(1), x.logcumsumexp(0), x.cumsum(1), x.sum(0), x.nansum(1), x.mean(0)",
        "x.requires_grad_(); z = (x.add(y, alpha=.3) * T(1.1) / 1.3).sum(); z.backward(); (z, x.grad)",
    )
) + (
    "x = torch.ones(3000, 2, dtype=torch.bfloat16); x.sum(), x.sum(0), x.nansum(0), x.mean(), x.norm(), x.cumsum(0)[-1]",
    "x = torch.ones(3000, 2, dtype=torch.float16); x.sum(), x.sum(0), x.nansum(0), x.mean(), x.norm(), x.cumsum(0)[-1]",
    "torch.zeros(0, 3).logsumexp(0), torch.zeros(2, 0).logsumexp(1, keepdim=True), torch.zeros(0).logsumexp(0)",
    "x = torch.arange(1., 50.); 1.1 / x, 3 / x, 1 / x.long(), 1j / x",
    "x = T([2., 3.], requires_grad=True); (1 / x).grad_fn.name(), torch.autograd.grad((3 / x).sum(), x)",
)
