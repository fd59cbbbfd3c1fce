"""Spans of time as arrays of shape (n, 2), seconds, each [begin, end): union, length and what two sets share."""

import numpy as np
from numpy.typing import NDArray

Spans = NDArray[np.float64]


def no_spans() -> Spans:
    return np.empty((0, 2), dtype=np.float64)


def union(spans: Spans) -> Spans:
    """The same times, in order and without overlap."""
    long = spans[:, 1] > spans[:, 0]
    spans = spans if long.all() else spans[long]
    if spans.shape[0] < 2:
        return spans
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reach = np.maximum.accumulate(spans[:, 1])
    starts = np.concatenate(([True], spans[1:, 0] > reach[:-1]))
    ends = np.concatenate((starts[1:], [True]))
    return np.column_stack((spans[starts, 0], reach[ends]))


def length_s(spans: Spans) -> float:
    """Total time of spans that do not overlap."""
    return float(np.add.reduce(spans[:, 1] - spans[:, 0]))


def clipped(spans: Spans, begin_s: float, end_s: float) -> Spans:
    """What of them lies in [begin, end)."""
    if spans.shape[0] == 0:
        return spans
    cut = np.minimum(np.maximum(spans, begin_s), end_s)
    return np.asarray(cut[cut[:, 1] > cut[:, 0]])


def shared(first: Spans, other: Spans) -> Spans:
    """What lies in both; each in order and without overlap."""
    parts = [clipped(first, begin, end) for begin, end in other.tolist()]
    return np.vstack([no_spans(), *parts])


def on_spans(time_s: NDArray[np.float64], on: NDArray[np.bool_], begin_s: float, end_s: float, first: bool) -> Spans:
    """Spans in which a switch was on, from its changes in time order; `first` is its position before the first."""
    if not time_s.size:
        return np.array([[begin_s, end_s]]) if first and end_s > begin_s else no_spans()
    times = np.concatenate(([begin_s], np.clip(time_s, begin_s, end_s), [end_s]))
    states = np.concatenate(([first], on))
    spans = np.column_stack((times[:-1], times[1:]))[states]
    return union(spans)
