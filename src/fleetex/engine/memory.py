"""How kernels reach the tables: one head record with the tables' addresses, and typed rows found through it.

Twenty arrays as arguments cost more than the work of most calls (a hundred and seventy machine arguments and as many
reference counts), and a minute of compilation. So a kernel takes one thing, the head, and asks for a row: a pointer.
The arrays themselves are owned by the `World` that made the head; it must outlive every call.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import config, from_dtype, types
from numba.core import cgutils
from numba.extending import intrinsic

CHECKED = bool(config.BOUNDSCHECK)  # type: ignore[attr-defined]


def row_at(dtype: np.dtype[Any], address_offset: int, size_offsets: tuple[int, ...]) -> Callable[[Any, int], Any]:
    """An accessor for kernels: (head, row number) -> that row of a table of `dtype`, a record to read and write.

    The table's address stands in the head at this byte offset, and stays as it is while a kernel runs. Nothing is
    checked: the caller keeps within the table. With NUMBA_BOUNDSCHECK=1 a number that is not below the product of the
    sizes at `size_offsets` is an IndexError; without sizes nothing is.
    """
    record = from_dtype(dtype)
    size = dtype.itemsize

    def row(typing_context: Any, head: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            word = ir.IntType(64)
            head_at = builder.ptrtoint(arguments[0], word)

            def word_at(offset: int) -> Any:
                place = builder.add(head_at, ir.Constant(word, offset))
                loaded = builder.load(builder.inttoptr(place, word.as_pointer()))
                loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
                return loaded

            if CHECKED and size_offsets:
                rows = ir.Constant(word, 1)
                for size_offset in size_offsets:
                    rows = builder.mul(rows, word_at(size_offset))
                cgutils.do_boundscheck(context, builder, arguments[1], rows)  # type: ignore[no-untyped-call]
            start = word_at(address_offset)
            offset = builder.mul(arguments[1], ir.Constant(word, size))
            return builder.inttoptr(builder.add(start, offset), context.get_value_type(record))

        return record(head, types.int64), code

    return cast(Callable[[Any, int], Any], cast(Any, intrinsic)(row))


def least_of(address_offset: int) -> Callable[[Any, int, int], int]:
    """An accessor for kernels: (head, first row, row count) -> the least of so many rows of a table of whole numbers.

    The rows are read as one stretch of memory, several at a time; of none it is the greatest number there is.
    """

    def least(typing_context: Any, head: Any, first: Any, count: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            word = ir.IntType(64)
            place = builder.add(builder.ptrtoint(arguments[0], word), ir.Constant(word, address_offset))
            start = builder.load(builder.inttoptr(place, word.as_pointer()))
            offset = builder.mul(arguments[1], ir.Constant(word, 8))
            rows = builder.inttoptr(builder.add(start, offset), word.as_pointer())
            found = cgutils.alloca_once_value(builder, ir.Constant(word, (1 << 63) - 1))  # type: ignore[no-untyped-call]
            with cgutils.for_range(builder, arguments[2], intp=word) as loop:
                value, before = builder.load(builder.gep(rows, [loop.index])), builder.load(found)
                builder.store(builder.select(builder.icmp_signed("<", value, before), value, before), found)
            return builder.load(found)

        return types.int64(head, types.int64, types.int64), code

    return cast(Callable[[Any, int, int], int], cast(Any, intrinsic)(least))


def record_of(dtype: np.dtype[Any]) -> Callable[[int], Any]:
    """An accessor for kernels: address -> the record of `dtype` that lies there.

    Entries from Python take the head's address, a plain integer: handing over the record itself would have its
    seventy fields described anew at every call.
    """
    record = from_dtype(dtype)

    def at(typing_context: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(record))

        return record(types.int64), code

    return cast(Callable[[int], Any], cast(Any, intrinsic)(at))
