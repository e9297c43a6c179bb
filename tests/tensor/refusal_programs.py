"""Programs for `tests.tensor.test_programs`: calls that are refused, beside their like that are not."""

__all__ = ["REFUSALS"]

REFUSALS = (
    "torch.softmax(T([1., 2.]))",
    "T([1., 2.]).log_softmax()",
    "T([1., 2.]).softmax(dim=-1), torch.nn.functional.softmax(torch.ones(2, 3)), torch.nn.Softmin()(torch.ones(2, 2, 2))",
    "torch.unique(T([nan, 1., nan]), return_inverse=True, return_counts=True)",
    "torch.unique(T([nan, 1., nan, 1.]))",
    "torch.bincount(T([1.]))",
    "torch.bincount(T([1, -1]))",
    "torch.histc(T([1, 2]))",
    "torch.quantile(T([1, 2]), .5)",
    "torch.quantile(T([1., 2.]).half(), .5)",
    "torch.nanquantile(T([1, 2]), .5)",
    "torch.repeat_interleave(T([1, 2]), -1)",
    "torch.repeat_interleave(T([1, 2]), T([1, -1]))",
    "torch.repeat_interleave(T([1, 2]), 0), torch.repeat_interleave(T([]), 2)",
    "torch.tensor_split(T(1), 2)",
    "torch.polar(T([1.]), T([1.]).double())",
    "torch.sort(T([1 + 1j]))",
    "torch.argsort(T([1 + 1j]))",
    "torch.topk(T([1 + 1j]), 1)",
    "torch.argmax(T([True, False]))",
    "torch.argmin(T([[True, False]]), 1)",
    "torch.linalg.norm(torch.ones(3), 'fro')",
    "torch.linalg.norm(torch.ones(3, 3), 'nuc', dim=0)",
    "torch.linalg.norm(torch.ones(3, 3), 'nuc', dim=(0, 1)), torch.linalg.norm(torch.ones(3, 3), 'fro')",
    "torch.hann_window(3, dtype=torch.int32)",
    "torch.kaiser_window(3, dtype=torch.int64)",
    "torch.tensor([T([1.]), T([2.])]), torch.tensor([T(1.), T(2)]), torch.tensor([[T([[1.]]), 2.]]), torch.tensor((T(1), T(True)))",
    "torch.tensor([T([1., 2.]), T([2., 3.])])",
    "torch.set_default_tensor_type(torch.DoubleTensor); d = torch.get_default_dtype(); torch.set_default_dtype(torch.float32); d",
    "x = T([1., 2.]); x.__delitem__(0)",
    "T([1.], requires_grad=True).apply_(lambda v: v)",
    "import copy; p = torch.nn.Parameter(T([1.])); p.grad = T([2.]); q = copy.deepcopy([p, p]); (q[0], q[0] is q[1], q[0].grad)",
    """import warnings
def said(call):
  with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always'); call()
  return [w.category.__name__ for w in caught]
said(lambda: T([1.]).std()), said(lambda: torch.zeros(0).var()), said(lambda: T([1.]).var(correction=0))""",
    """import warnings
def said(call):
  with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always'); call()
  return [w.category.__name__ for w in caught]
said(lambda: torch.tensor(T([1.]))), said(lambda: torch.as_tensor(T([1.]))), said(lambda: (T([1.], requires_grad=True) * 2).grad)""",
)
