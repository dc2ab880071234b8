// Random numbers from a counter, for the kernels that need them.

#ifndef AIS_RANDOM_H
#define AIS_RANDOM_H

#include "Support.h"

// Two 64-bit words for a counter: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
// numbers: as easy as 1, 2, 3", SC 2011), the counter's low half being `pair` and its high half
// `seed`. The 32-bit words are held in 64-bit lanes, where the product of two of them is one
// instruction on every machine.
INLINE void philox(uint64_t key, uint64_t seed, uint64_t pair, uint64_t *first, uint64_t *second) {
  const uint64_t low = 0xffffffff;
  uint64_t x0 = pair & low, x1 = pair >> 32, x2 = seed & low, x3 = seed >> 32;
  uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    uint64_t product0 = x0 * 0xD2511F53, product1 = x2 * 0xCD9E8D57;
    x0 = (product1 >> 32) ^ x1 ^ key0;
    x1 = product1 & low;
    x2 = (product0 >> 32) ^ x3 ^ key1;
    x3 = product0 & low;
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  *first = x0 | x1 << 32;
  *second = x2 | x3 << 32;
}

// The odd multiple of 2^-53 that the 52 leading bits of `word` choose: never 0, never 1, and as
// likely as its complement 1 − u, which is exact.
INLINE double unit_interval(uint64_t word) {
  return from_bits(word >> 12 | bits_of(1)) - (1 - 0x1p-53);
}

// Element i is made from the word start + i: the first of the pair with half its number if it is
// even, else the second.
INLINE void uniform_block(double *destination, uint64_t key, uint64_t seed, uint64_t start,
                          ptrdiff_t count) {
  uint64_t first, second;
  ptrdiff_t before = count > 0 && (start & 1) ? 1 : 0, pairs = (count - before) / 2;
  uint64_t pair = (start + (uint64_t)before) >> 1;
  double *paired = destination + before;
  if (before) {
    philox(key, seed, start >> 1, &first, &second);
    destination[0] = unit_interval(second);
  }
  EACH(i, pairs) {
    philox(key, seed, pair + (uint64_t)i, &first, &second);
    paired[2 * i] = unit_interval(first);
    paired[2 * i + 1] = unit_interval(second);
  }
  if (before + 2 * pairs < count) {
    philox(key, seed, pair + (uint64_t)pairs, &first, &second);
    destination[count - 1] = unit_interval(first);
  }
}

#endif
