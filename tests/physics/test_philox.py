"""Philox4x32-10 against its authors' known answers, and what is built on it: uniform, normal, keyed by names.

Known answers: Random123 1.14, tests/kat_vectors, lines `philox4x32 10` (Salmon, Moraes, Dror, Shaw, SC11, 2011).
"""

import math

import numpy as np
import pytest

from fleetex.physics import philox
from fleetex.physics.compiled import kernel

KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
COUNT = 200_000
CHI2_255_999 = 330.5
"""99.9 % of chi-squared with 255 degrees of freedom."""


@kernel
def uniforms(seed: int, purpose: int, subject: int, target: int, out: np.ndarray) -> None:
    for k in range(len(out)):
        out[k] = philox.uniform(seed, 0, purpose, subject, target, k)


@kernel
def normals(seed: int, purpose: int, subject: int, target: int, out: np.ndarray) -> None:
    for k in range(len(out)):
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = philox.normals4(seed, 0, purpose, subject, target, k)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_ten_rounds_give_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]
) -> None:
    words = philox.philox4x32(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


def _by_hand(counter: list[int], key: list[int]) -> list[int]:
    """The paper's figure 2 in whole numbers."""
    c, k = list(counter), list(key)
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c[0], 1 << 32)
        high1, low1 = divmod(0xCD9E8D57 * c[2], 1 << 32)
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0]
        k = [(k[0] + 0x9E3779B9) % (1 << 32), (k[1] + 0xBB67AE85) % (1 << 32)]
    return c


def test_any_counter_gives_what_whole_numbers_give() -> None:
    rng = np.random.default_rng(1)
    for words in rng.integers(0, 1 << 32, (500, 6)).tolist():
        got = philox.philox4x32(*(np.uint64(word) for word in words))
        assert [int(word) for word in got] == _by_hand(words[:4], words[4:])


def test_a_block_is_keyed_by_the_seed_and_counted_by_all_the_rest() -> None:
    seed, replication, purpose, subject, target, occasion = 0x123456789ABCDEF0, 77, 3, 0xDEADBEEF, 0xCAFEF00D, 1234
    expected = _by_hand([occasion, subject, target, purpose << 24 | replication], [seed & 0xFFFFFFFF, seed >> 32])
    words = philox.block(np.uint64(seed), replication, purpose, subject, target, occasion)
    assert [int(word) for word in words] == expected
    seen = set()
    for k in range(6):
        changed = [seed, replication, purpose, subject, target, occasion]
        changed[k] += 1
        seen.add(tuple(int(word) for word in philox.block(np.uint64(changed[0]), *changed[1:])))
    assert len(seen) == 6
    assert tuple(expected) not in seen


def test_the_least_and_the_greatest_word_lie_inside_the_unit_interval() -> None:
    assert 0.0 < philox.unit_interval(np.uint64(0)) < 1e-9
    assert 1.0 - 1e-9 < philox.unit_interval(np.uint64(0xFFFFFFFF)) < 1.0
    assert all(math.isfinite(n) for n in philox.normal_pair(np.uint64(0), np.uint64(0xFFFFFFFF)))


@pytest.mark.parametrize(("subject", "target"), [(0, 0), (1, 0), (0, 1), (philox.name_hash("fs-hessen"), 0xFFFFFFFF)])
def test_draws_are_uniform_and_do_not_follow_one_another(subject: int, target: int) -> None:
    drawn = np.zeros(COUNT)
    uniforms(np.uint64(42), philox.PURPOSE_LOOK, subject, target, drawn)
    counts = np.histogram(drawn, 256, (0.0, 1.0))[0]
    expected = COUNT / 256
    assert float(np.sum((counts - expected) ** 2 / expected)) < CHI2_255_999
    pairs = np.histogram2d(drawn[:-1], drawn[1:], 16, [[0.0, 1.0], [0.0, 1.0]])[0]
    expected = (COUNT - 1) / 256
    assert float(np.sum((pairs - expected) ** 2 / expected)) < CHI2_255_999
    assert abs(float(np.mean(drawn)) - 0.5) < 4.0 / math.sqrt(12.0 * COUNT)


def test_normals_have_the_moments_and_tails_of_normals_and_are_independent() -> None:
    drawn = np.zeros((COUNT // 4, 4))
    normals(np.uint64(42), philox.PURPOSE_MEASURE, 7, 9, drawn)
    every = drawn.ravel()
    assert abs(float(np.mean(every))) < 4.0 / math.sqrt(COUNT)
    assert abs(float(np.mean(every**2)) - 1.0) < 4.0 * math.sqrt(2.0 / COUNT)
    assert abs(float(np.mean(every**3))) < 4.0 * math.sqrt(15.0 / COUNT)
    assert abs(float(np.mean(every**4)) - 3.0) < 4.0 * math.sqrt(96.0 / COUNT)
    for sigmas, share in ((1.0, 0.317310508), (2.0, 0.045500264), (3.0, 0.002699796)):
        found = np.count_nonzero(np.abs(every) > sigmas)
        assert abs(found - share * COUNT) < 4.0 * math.sqrt(share * (1.0 - share) * COUNT)
    correlation = np.corrcoef(drawn, rowvar=False)
    assert np.max(np.abs(correlation - np.eye(4))) < 4.5 / math.sqrt(len(drawn))


def test_two_names_two_purposes_and_two_seeds_draw_apart() -> None:
    base, other = np.zeros(COUNT), np.zeros(COUNT)
    uniforms(np.uint64(1), philox.PURPOSE_LOOK, 5, 6, base)
    for changed in ((2, philox.PURPOSE_LOOK, 5, 6), (1, philox.PURPOSE_HELM, 5, 6), (1, philox.PURPOSE_LOOK, 6, 5)):
        uniforms(np.uint64(changed[0]), *changed[1:], other)
        assert abs(float(np.corrcoef(base, other)[0, 1])) < 4.5 / math.sqrt(COUNT)


def test_a_name_has_one_identity_of_32_bits() -> None:
    names = [f"unit-{k}/radar" for k in range(2_000)]
    hashes = {philox.name_hash(name) for name in names}
    assert len(hashes) == len(names)
    assert max(hashes) < 1 << 32
    assert philox.name_hash("fs-hessen") == philox.name_hash("fs-hessen") != philox.name_hash("fs-hessem")
