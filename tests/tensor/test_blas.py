"""Matrix products of middling size use one BLAS thread, and leave the number as it was."""

import pytest

from th.tensor.blas import CONVOLUTION, PRODUCT, _OneThread, threads_for

threadpoolctl = pytest.importorskip("threadpoolctl")


def blas_threads():
    return [c.get_num_threads() for c in threadpoolctl.ThreadpoolController().select(user_api="blas").lib_controllers]


def test_one_thread_inside_and_the_old_number_after_also_after_an_error():
    before = blas_threads()
    with pytest.raises(ValueError, match="inside"), _OneThread():
        assert all(count == 1 for count in blas_threads()) or before == blas_threads()
        raise ValueError("inside")
    assert blas_threads() == before


@pytest.mark.parametrize("size, worth", [(1000, PRODUCT), (PRODUCT, PRODUCT), (CONVOLUTION, CONVOLUTION)])
def test_small_and_large_work_is_left_as_it_is(size, worth):
    assert not isinstance(threads_for(size, worth), _OneThread)


@pytest.mark.skipif(max(blas_threads(), default=1) < 2, reason="BLAS has one thread here")
def test_middling_work_gets_one_thread():
    assert isinstance(threads_for(2**19), _OneThread)
    assert isinstance(threads_for(2**24, CONVOLUTION), _OneThread)
