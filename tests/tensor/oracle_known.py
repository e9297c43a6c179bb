"""Where `th` and PyTorch differ knowingly, with the reason; the tests fail when an entry no longer differs."""

__all__ = ["FORMS", "GRADIENTS", "KNOWN", "NOISE", "SHAPES_ONLY", "TIES"]

# Their elements are whatever was in memory.
SHAPES_ONLY = {"empty", "empty_like", "empty_strided", "empty_permuted", "new_empty", "new_empty_strided"}

# Which of several equal elements their indices name is not laid down.
TIES = {"argsort", "kthvalue", "median", "mode", "nanmedian", "sort", "topk"}

# op, op-variant or either with /dtype: values
KNOWN = {
    "histogramdd/float32": "its samples have edges that do not rise, where both find what their search happens on",
    "__rpow__/int64": "a negative exponent of no dims is refused whether it is a tensor or a number",
}
for _variant in ("polygamma-polygamma_n_0", "polygamma-polygamma_n_1", "polygamma-polygamma_n_2", "polygamma-polygamma_n_3",
                 "polygamma-polygamma_n_4", "special.polygamma-special_polygamma_n_0"):
    KNOWN[f"{_variant}/float32"] = "PyTorch's single precision digamma loses four digits near its poles, ours does not"

# op/dtype: how many times the usual absolute tolerance its values need
NOISE = {
    # Some of its logits are in the thousands: rounded in their last digit, they move the exponentials by the fifth.
    "nn.functional.multi_head_attention_forward/float32": 10,
}

# op: derivatives
GRADIENTS = {
    "as_strided_scatter": "PyTorch gives elements a gradient that were written over",
}

# op/form: methods, in place, out=, errors
FORMS = {}
FORMS["addbmm/in place"] = "PyTorch gives the tensor another shape instead of refusing"
FORMS["normal/in place"] = "its method is the function, not normal_"
FORMS["narrow_copy/errors"] = "an internal error of PyTorch where ours is an IndexError"
for _name in ("unbind_copy", "split_with_sizes_copy"):
    FORMS[f"{_name}/out"] = "PyTorch's give None when they write into `out`, ours the tensors"
for _name in ("fft.ihfft2", "fft.ihfftn"):
    FORMS[f"{_name}/out"] = "PyTorch's leave `out` empty for some shapes"
for _name in ("__radd__", "__rmul__", "__rand__", "__ror__", "__rxor__"):
    FORMS[f"{_name}/errors"] = "asked of a number, which is not how an operator is called"
