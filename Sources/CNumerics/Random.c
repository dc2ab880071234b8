// Uniform numbers from a counter.

#include "Random.h"

uint64_t ais_mixed(uint64_t x) { return mixed(x); }

VECTORISED void ais_uniform(double *destination, uint64_t key, uint64_t seed, uint64_t start,
                            ptrdiff_t count) {
  uniform_block(destination, stream_of(key, seed), start, count);
}
