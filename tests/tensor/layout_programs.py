"""Programs for `tests.tensor.test_programs`: how results lie in memory, and which of them are copies."""

__all__ = ["LAYOUTS"]

_X = "x = torch.arange(24.).reshape(2, 3, 4).permute(2, 0, 1); "
LAYOUTS = tuple(
    f"{_X}y = x.{call}; (y.is_contiguous(), y.stride())"
    for call in (
        "cumsum(0)", "cumprod(1)", "cummax(0)[0]", "logcumsumexp(0)", "softmax(0)", "log_softmax(2)", "roll(1, 0)", "tril()", "triu()",
        "masked_fill(x > 3, 1)", "mean(1)", "sum(0)", "sum(2)", "sum(1, keepdim=True)", "prod(1)", "amax(1)", "max(0)[0]", "var(2)", "std(0)",
        "norm(dim=1)", "logsumexp(1)", "all(1)", "argmax(0)", "repeat(1, 1, 1)", "repeat(2, 1, 1)", "gather(0, torch.zeros(2, 2, 3).long())",
        "clone()", "exp()", "add(1)", "contiguous()", "flatten()", "topk(2, 0)[0]", "median(0)[0]", "nansum(2)", "expand(2, 4, 2, 3)",
        "unsqueeze(0)", "unsqueeze(1)", "unsqueeze(-1)", "transpose(0, 1)[None]", "select(0, 1)",
    )
) + (
    _X + "y = torch.cat([x, x]); (y.is_contiguous(), y.view(-1).shape, torch.stack([x, x]).is_contiguous())",
    _X + "x.softmax(0).view(-1).sum(), x.cumsum(0).view(6, 4).shape",
    "[torch.zeros(s).stride() for s in ((3, 0, 2), (1, 0), (0,), (0, 3), (2, 1, 3), (1,))]",
    "[torch.zeros(s)[:, None].stride() for s in ((3, 2), (1, 4), (3,))]",
    "x = torch.zeros(3); y = x.repeat(1); y[0] = 5; (x, y)",
    "x = torch.zeros(2, 2); y = x.tile(1, 1); y[0] = 5; (x, y, x.t().repeat(1, 1).stride())",
    "x = torch.zeros(3); y = x.take(T(1)); y.add_(1); (x, y)",
    "x = torch.zeros(2, 2); y = x.diag(); y.add_(1); (x, y)",
)
