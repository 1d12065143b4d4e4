"""Numbers in half precision become the same whole numbers that NumPy makes of them."""

from __future__ import annotations

import numpy as np

from spanloop.learn.embedding.halves import whole


def test_every_finite_number_in_half_precision_is_made_whole_bit_by_bit_as_numpy_does() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    assert (whole(halves).view(np.uint32) == halves.astype(np.float32).view(np.uint32)).all()


def test_what_cannot_be_written_to_stays_as_it_is_and_any_shape_and_byte_order_will_do() -> None:
    halves = np.arange(12, dtype="<f2").reshape(3, 4)
    halves.setflags(write=False)
    for each in (halves, halves[:, ::2], halves.astype(">f2"), halves[:0]):
        made = whole(each)
        assert made.dtype == np.float32
        assert (made == each).all()
        assert made.flags.writeable
    assert halves[0, 1] == 1
