// Uniform numbers from a counter.

#include "Random.h"

void ais_random_pair(uint64_t key, uint64_t seed, uint64_t pair, uint64_t *first,
                     uint64_t *second) {
  philox(key, seed, pair, first, second);
}

VECTORISED void ais_uniform(double *destination, uint64_t key, uint64_t seed, uint64_t start,
                            ptrdiff_t count) {
  uniform_block(destination, key, seed, start, count);
}
