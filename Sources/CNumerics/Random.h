// Random numbers from a counter, for the kernels that need them.

#ifndef AIS_RANDOM_H
#define AIS_RANDOM_H

#include "Support.h"

// The finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014; Stafford's variant 13): every bit of x reaches every bit of the result.
INLINE uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// The step of SplitMix64's counter: 2^64 over the golden ratio.
#define GOLDEN 0x9e3779b97f4a7c15

// What is peculiar to a stream: the start of its counter, and what is added between the rounds.
typedef struct {
  uint64_t start, between;
} stream;

// Different pairs of key and seed have different streams: the pair could be worked out from the result.
INLINE stream stream_of(uint64_t key, uint64_t seed) {
  uint64_t start = mixed(key + mixed(seed + GOLDEN));
  return (stream){start, mixed(seed ^ start) + GOLDEN};
}

// The word i of a stream: SplitMix64 with a number of the stream's own added between its two
// rounds, so that no stream is a part of another.
INLINE uint64_t word(stream s, uint64_t i) {
  uint64_t x = i * GOLDEN + s.start;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 + s.between;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// The odd multiple of 2^-53 that the 52 leading bits of `word` choose: never 0, never 1, and as
// likely as its complement 1 − u, which is exact.
INLINE double unit_interval(uint64_t word) {
  return from_bits(word >> 12 | bits_of(1)) - (1 - 0x1p-53);
}

INLINE void uniform_block(double *destination, stream s, uint64_t start, ptrdiff_t count) {
  EACH(i, count) destination[i] = unit_interval(word(s, start + (uint64_t)i));
}

#endif
