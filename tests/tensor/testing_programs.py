"""Programs for `tests.tensor.test_programs`: what torch.testing says, word for word."""

__all__ = ["TESTING"]

_TOLD = """def told(*args, **settings):
  try: return torch.testing.assert_close(*args, **settings)
  except AssertionError as err: return str(err)
"""
TESTING = tuple(
    f"{_TOLD}told({arguments})"
    for arguments in (
        "T([1., 2.]), T([1., 2.1])", "T([[1., 2.], [3., 4.]]), T([[1., 2.5], [3., 7.]])", "T([1., 2.]), T([1., 2., 3.])",
        "T([1., 2.]), T([1, 2])", "T([1, 2]), T([1, 3])", "T([1., inf]), T([1., 5.])", "T([1., nan]), T([1., nan])",
        "T([1., nan]), T([1., nan]), equal_nan=True", "1.0, 1.1", "1, 2", "1, 1.5", "True, False", "None, 1", "None, None", "1j, 2j",
        "[T(1.), T(2.)], [T(1.), T(3.)]", "{'a': [T(1.), T(5)]}, {'a': [T(1.), T(6)]}", "{'a': T(1.)}, {'b': T(2.)}",
        "[T(1.)], [T(1.), T(2.)]", "T([1.]), T([2.]), msg='boo'", "T([1.]), T([2.]), msg=lambda m: 'X' + m",
        "T([1.]), T([2.]), rtol=0, atol=.5", "T([1.]), T([2.]), rtol=0, atol=0", "T([1.]), T([2.]).double(), check_dtype=False",
        "T([True]), T([False])", "T([1 + 1j]), T([1 + 2j])", "torch.ones(3, 2).t(), torch.ones(2, 3), check_stride=True",
        "T(1.), T(2.)", "T(1), T(2)", "T(1.), 1.0", "'a', 'a'", "np.array([1.]), np.array([1.5])", "T([1.]).half(), T([1.1]).half()",
        "T([1, 2], dtype=torch.uint8), T([1, 0], dtype=torch.uint8)", "np.float32(1), np.float32(2)", "T([]), T([])", "T([1.]), T([2.]), rtol=1",
    )
) + tuple(
    f"torch.manual_seed(0); torch.testing.make_tensor({arguments}, device='cpu')"
    for arguments in (
        "(2, 3), dtype=torch.float32", "(2, 3), dtype=torch.int64, low=0, high=5", "3, dtype=torch.bool", "3, dtype=torch.uint8",
        "3, dtype=torch.complex64", "(2, 2), dtype=torch.float64, low=-1, high=1, requires_grad=True", "(2, 0), dtype=torch.float16",
    )
)
