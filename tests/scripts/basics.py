"""What introductions show of tensors: making, shaping, indexing, reducing, broadcasting, printing."""
import numpy as np
import torch

torch.manual_seed(0)
torch.set_printoptions(precision=4, sci_mode=False)
x = torch.arange(12, dtype=torch.float32).reshape(3, 4)
print(x, x.shape, x.size(0), x.numel(), x.stride(), x.is_contiguous(), x.t().is_contiguous())
print(x[1:, ::2], x[:, -1], x[[0, 2]], x[x > 5], x[..., None].shape, x[1, 2].item())
print(x.sum(), x.sum(0), x.mean(1, keepdim=True), x.max(1), x.argmin(), x.std(unbiased=False), x.var(0))
print(torch.cat([x, x], 0).shape, torch.stack([x, x]).shape, torch.chunk(x, 2, 1)[1], torch.split(x, [1, 2])[1])
print(x.view(2, 6), x.unsqueeze(0).squeeze().shape, x.permute(1, 0).shape, x.flatten(), x.expand(2, 3, 4).shape, x.repeat(1, 2).shape)
print(torch.zeros(2, 3), torch.ones(2, dtype=torch.int32), torch.full((2, 2), 7), torch.eye(3), torch.linspace(0, 1, 5))
print(torch.rand(2, 3), torch.randn(2, 2), torch.randint(0, 10, (5,)), torch.randperm(6), torch.normal(0.0, 1.0, (3,)))
print(torch.empty(0), torch.tensor([]), torch.tensor(3), torch.tensor(3.5), torch.tensor([1, 2.5]), torch.tensor([True, False]))
print(torch.tensor([1e-5, 1.0, 1e5]), torch.tensor([float("nan"), float("inf"), -1.0]), torch.tensor([[1 + 2j]]))
print(torch.arange(2000), torch.zeros(20, 30))
a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(a @ a, a * a, a.matmul(a), torch.mm(a, a.T), torch.einsum("ij,jk->ik", a, a), a.inverse(), torch.linalg.det(a), a.trace())
print(torch.where(a > 2, a, torch.zeros_like(a)), a.clamp(1.5, 3), a.pow(2), a.sqrt(), a.round(), a // 2, a % 2, -a)
print(torch.sort(torch.tensor([3, 1, 2]), descending=True), torch.topk(torch.tensor([1.0, 5.0, 3.0]), 2), torch.unique(torch.tensor([1, 2, 2, 3]), return_counts=True))
print(a.dtype, a.double().dtype, a.int(), a.to(torch.float16), a.long().dtype, torch.result_type(a, 1), (a > 1).dtype, a.type())
b = a.clone()
b[0, 0] = 100
b += 1
b.mul_(2).sub_(1)
print(a, b, b.data_ptr() == a.data_ptr(), id(b) == id(a), (a == b).all(), torch.equal(a, a), torch.allclose(a, a + 1e-9))
n = a.numpy()
n[0, 0] = 42
print(a, torch.from_numpy(np.arange(3)), np.array(a).sum(), torch.as_tensor([1, 2]), a.tolist())
print(torch.gather(a, 1, torch.tensor([[0], [1]])), torch.zeros(2, 3).scatter_(1, torch.tensor([[0], [2]]), 1.0), a.index_select(0, torch.tensor([1])))
print(torch.cumsum(a, 0), torch.cumprod(a, 1), torch.diff(torch.tensor([1, 4, 9])), torch.outer(a[0], a[1]), torch.cross(torch.tensor([1.0, 0, 0]), torch.tensor([0, 1.0, 0]), dim=0))
print(torch.logical_and(a > 1, a < 4), (a > 3) | (a < 2), ~(a > 2), a.any(), a.all(), a.nonzero(), torch.count_nonzero(a))
print(torch.bincount(torch.tensor([0, 1, 1, 3])), a.median(), a.mode(0), a.norm(), a.prod())
print(torch.tril(a), torch.triu(a), torch.diag(a), torch.diag(torch.tensor([1, 2])), torch.flip(a, [0]), torch.roll(a, 1, 1), torch.rot90(a))
print(torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij")[0], torch.cartesian_prod(torch.arange(2), torch.arange(2)))
print(torch.nn.functional.one_hot(torch.tensor([0, 2]), 3), torch.nn.functional.softmax(a, dim=-1), torch.sigmoid(a), torch.tanh(a))
for bad in (lambda: a @ torch.ones(3), lambda: a + torch.ones(3), lambda: a.view(3, 2, 2), lambda: torch.cat([a, torch.ones(1, 3)]),
            lambda: a[5], lambda: torch.ones(2).backward(), lambda: torch.ones(2, 2).item(), lambda: torch.tensor([[1], [1, 2]]),
            lambda: a.reshape(5), lambda: torch.zeros(2).squeeze(3), lambda: bool(a)):
    try:
        bad()
    except Exception as error:
        print(type(error).__mro__[-3].__name__ if len(type(error).__mro__) > 3 else type(error).__name__, str(error)[:30])
c = torch.ones(2, 3)
print(c.device, c.requires_grad, c.layout, torch.is_tensor(c), torch.get_default_dtype(), c.element_size(), c.nbytes, c.ndim, len(c))
print(f"{torch.tensor(3.14159):.2f} {torch.tensor(7):d} {torch.tensor(2.0)}", [v for v in torch.arange(3)], max(torch.arange(3)), sum(torch.arange(3)))
