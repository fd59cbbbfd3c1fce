"""Random numbers as a pure function: Philox4x32-10 of (seed, replication, purpose, subject, object, occasion).

Subjects and objects are 32-bit hashes of names, never rows: adding or reordering units changes nobody else's draws.
Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), section 3.3;
checked against the known-answer vectors of their Random123 distribution.
"""

import hashlib
import math
from functools import lru_cache
from typing import Any

import numpy as np

from fleetex.physics.compiled import kernel

PURPOSE_LOOK = 1
PURPOSE_MEASURE = 2
PURPOSE_HELM = 3
PURPOSE_ROUND = 4
PURPOSE_OCCASION = 5
PURPOSE_SPOT = 6
PURPOSE_CIRCUIT = 7
PURPOSE_PERSON = 8
PURPOSE_FLUCTUATION = 10
PURPOSE_CALL = 11
PURPOSE_WEAPON = 20
PURPOSE_MISSILE = 21
PURPOSE_DIRECTOR = 24
PURPOSE_AIR_ROUND = 25
PURPOSE_TRAFFIC = 32

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_SCALE = 1.0 / 4294967296.0


@lru_cache(8192)
def name_hash(name: str) -> int:
    """32-bit identity of a name (BLAKE2s), the `subject` or `object` of a draw."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "little")


@kernel
def philox4x32(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Ten rounds on counter words c0..c3 with key words k0, k1 (all uint64 holding 32 bits). Four such words."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        n0 = (p1 >> _SHIFT) ^ c1 ^ k0
        n2 = (p0 >> _SHIFT) ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        c0 = n0 & _LOW
        c2 = n2 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def block(
    seed: int, replication: int, purpose: int, subject: int, target: int, occasion: int
) -> tuple[Any, Any, Any, Any]:
    """The four words of one occasion. Counter (occasion, subject, object, purpose and replication); key: the seed."""
    s = np.uint64(seed)
    return philox4x32(
        np.uint64(occasion) & _LOW,
        np.uint64(subject) & _LOW,
        np.uint64(target) & _LOW,
        ((np.uint64(purpose) << np.uint64(24)) | (np.uint64(replication) & np.uint64(0xFFFFFF))) & _LOW,
        s & _LOW,
        s >> _SHIFT,
    )


@kernel
def unit_interval(word: Any) -> float:
    """A word as a number strictly between 0 and 1."""
    return (float(word) + 0.5) * _SCALE


@kernel
def normal_pair(word_a: Any, word_b: Any) -> tuple[float, float]:
    """Two independent standard normal numbers from two words (Box and Muller, 1958)."""
    radius = math.sqrt(-2.0 * math.log(unit_interval(word_a)))
    angle = 2.0 * math.pi * unit_interval(word_b)
    return radius * math.cos(angle), radius * math.sin(angle)


@kernel
def uniform(seed: int, replication: int, purpose: int, subject: int, target: int, occasion: int) -> float:
    """One number in (0, 1)."""
    w0, _, _, _ = block(seed, replication, purpose, subject, target, occasion)
    return unit_interval(w0)


@kernel
def normals4(
    seed: int, replication: int, purpose: int, subject: int, target: int, occasion: int
) -> tuple[float, float, float, float]:
    """Four independent standard normal numbers of one occasion."""
    w0, w1, w2, w3 = block(seed, replication, purpose, subject, target, occasion)
    a, b = normal_pair(w0, w1)
    c, d = normal_pair(w2, w3)
    return a, b, c, d
