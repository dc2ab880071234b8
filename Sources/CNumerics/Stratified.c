// Uniform numbers that fill the unit interval more evenly than chance: Latin hypercubes and
// scrambled Sobol points. Both are functions of (key, seed, index), as the plain draws are.

#include "Random.h"

// The largest double below 1: what rounds up to 1 is put there.
INLINE double below_1(double x) { return x < 1 ? x : 1 - 0x1p-53; }

// A permutation of 0 ..< count, chosen by two keys. Rounds of steps that each can be undone permute
// the numbers of that many bits; what falls outside is permuted again until it is inside (cycle
// walking: Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
static uint64_t permuted(uint64_t i, uint64_t count, uint64_t key1, uint64_t key2) {
  int bits = 1;
  while (bits < 63 && (uint64_t)1 << bits < count) bits++;
  uint64_t mask = ((uint64_t)1 << bits) - 1;
  int half = (bits + 1) / 2;
  do {
    uint64_t key = key1;
    for (int round = 0; round < 6; round++) {
      key = mixed(key + key2);
      i = (i + key) & mask;
      i = (i * (key >> 32 | 1)) & mask;
      i ^= i >> half;
    }
  } while (i >= count);
  return i;
}

// Element i is somewhere in the stratum π(i) of `strata` equal parts of the unit interval, π being
// the stream's own permutation; beyond `strata` elements another permutation begins.
void ais_latin_hypercube(double *destination, uint64_t key, uint64_t seed, uint64_t strata,
                         uint64_t start, ptrdiff_t count) {
  stream s = stream_of(key, seed);
  uniform_block(destination, s, start, count);
  for (ptrdiff_t i = 0; i < count; i++) {
    uint64_t index = start + (uint64_t)i, run = index / strata;
    uint64_t first = word(s, ~(2 * run)), second = word(s, ~(2 * run + 1));
    double stratum = (double)permuted(index % strata, strata, first, second);
    destination[i] = below_1((stratum + destination[i]) / (double)strata);
  }
}

// MARK: Sobol points

// A dimension of a Sobol sequence after the first: a primitive polynomial over two elements (its
// degree, and its inner coefficients as bits) and as many odd numbers to begin with (Bratley & Fox,
// ACM Algorithm 659, 1988).
typedef struct {
  uint8_t degree;
  uint16_t inner;
  uint16_t first[10];
} generator;

// Own numbers: for each dimension the best of 20 random choices by the quality t of the pairs that
// it makes with its neighbours, for 1024 points.
static const generator generators[AIS_SOBOL_DIMENSIONS - 1] = {
    {1, 0, {1}}, {2, 1, {1, 1}}, {3, 1, {1, 3, 3}}, {3, 2, {1, 1, 5}}, {4, 1, {1, 3, 3, 3}},
    {4, 4, {1, 3, 7, 9}}, {5, 2, {1, 3, 3, 5, 23}}, {5, 4, {1, 1, 1, 9, 27}},
    {5, 7, {1, 1, 7, 1, 17}}, {5, 11, {1, 3, 3, 3, 25}}, {5, 13, {1, 1, 7, 11, 13}},
    {5, 14, {1, 3, 1, 7, 3}}, {6, 1, {1, 1, 5, 7, 29, 13}}, {6, 13, {1, 3, 7, 5, 11, 39}},
    {6, 16, {1, 3, 5, 7, 13, 53}}, {6, 19, {1, 3, 5, 13, 21, 39}}, {6, 22, {1, 3, 7, 3, 11, 19}},
    {6, 25, {1, 3, 7, 15, 5, 55}}, {7, 1, {1, 3, 1, 11, 19, 5, 81}},
    {7, 4, {1, 1, 7, 15, 21, 41, 45}}, {7, 7, {1, 3, 5, 3, 17, 41, 37}},
    {7, 8, {1, 3, 3, 1, 29, 57, 111}}, {7, 14, {1, 3, 5, 11, 7, 9, 27}},
    {7, 19, {1, 3, 1, 9, 31, 57, 89}}, {7, 21, {1, 1, 7, 15, 1, 55, 71}},
    {7, 28, {1, 3, 3, 15, 21, 9, 103}}, {7, 31, {1, 3, 3, 11, 5, 17, 115}},
    {7, 32, {1, 1, 5, 3, 15, 5, 61}}, {7, 37, {1, 3, 5, 13, 11, 39, 19}},
    {7, 41, {1, 1, 5, 15, 27, 31, 127}}, {7, 42, {1, 3, 7, 15, 1, 27, 59}},
    {7, 50, {1, 3, 7, 3, 27, 23, 91}}, {7, 55, {1, 1, 3, 9, 13, 39, 111}},
    {7, 56, {1, 1, 1, 7, 25, 27, 69}}, {7, 59, {1, 3, 1, 1, 21, 25, 63}},
    {7, 62, {1, 1, 1, 13, 7, 19, 103}}, {8, 14, {1, 3, 5, 3, 29, 3, 15, 175}},
    {8, 21, {1, 3, 5, 9, 29, 5, 109, 25}}, {8, 22, {1, 1, 5, 13, 13, 13, 69, 201}},
    {8, 38, {1, 3, 1, 15, 17, 37, 37, 33}}, {8, 47, {1, 1, 3, 1, 19, 53, 33, 197}},
    {8, 49, {1, 1, 7, 13, 27, 25, 65, 43}}, {8, 50, {1, 3, 3, 7, 5, 35, 83, 171}},
    {8, 52, {1, 1, 7, 15, 21, 25, 117, 217}}, {8, 56, {1, 3, 1, 9, 1, 49, 77, 61}},
    {8, 67, {1, 1, 7, 7, 11, 9, 125, 41}}, {8, 70, {1, 3, 3, 7, 17, 27, 121, 61}},
    {8, 84, {1, 1, 7, 3, 17, 11, 49, 153}}, {8, 97, {1, 3, 3, 11, 17, 31, 3, 151}},
    {8, 103, {1, 3, 1, 7, 11, 15, 83, 187}}, {8, 115, {1, 1, 3, 1, 9, 7, 105, 199}},
    {8, 122, {1, 1, 1, 7, 13, 29, 5, 119}}, {9, 8, {1, 1, 1, 7, 9, 27, 127, 77, 269}},
    {9, 13, {1, 3, 3, 11, 13, 3, 109, 55, 409}}, {9, 16, {1, 3, 7, 7, 17, 51, 119, 173, 507}},
    {9, 22, {1, 3, 1, 11, 27, 63, 119, 87, 501}}, {9, 25, {1, 3, 7, 1, 15, 41, 23, 235, 325}},
    {9, 44, {1, 1, 5, 15, 5, 31, 27, 175, 403}}, {9, 47, {1, 1, 1, 1, 21, 31, 115, 85, 163}},
    {9, 52, {1, 3, 5, 15, 21, 39, 77, 119, 223}}, {9, 55, {1, 3, 7, 13, 19, 23, 89, 133, 483}},
    {9, 59, {1, 1, 3, 3, 23, 57, 19, 217, 303}}, {9, 62, {1, 1, 7, 11, 23, 25, 75, 185, 121}},
    {9, 67, {1, 3, 7, 5, 19, 59, 63, 161, 189}}, {9, 74, {1, 1, 5, 1, 15, 17, 85, 59, 253}},
    {9, 81, {1, 1, 7, 1, 9, 19, 103, 185, 33}}, {9, 82, {1, 1, 1, 3, 29, 31, 3, 59, 327}},
    {9, 87, {1, 1, 3, 13, 15, 19, 95, 41, 289}}, {9, 91, {1, 3, 5, 5, 19, 29, 103, 115, 231}},
    {9, 94, {1, 1, 7, 15, 31, 11, 87, 129, 365}}, {9, 103, {1, 3, 7, 5, 21, 57, 21, 79, 383}},
    {9, 104, {1, 3, 1, 3, 5, 59, 127, 23, 127}}, {9, 109, {1, 3, 1, 5, 17, 39, 83, 49, 385}},
    {9, 122, {1, 3, 7, 3, 19, 47, 1, 223, 395}}, {9, 124, {1, 3, 3, 5, 7, 1, 107, 23, 379}},
    {9, 137, {1, 1, 7, 5, 23, 25, 125, 207, 509}}, {9, 138, {1, 3, 7, 13, 25, 47, 103, 197, 125}},
    {9, 143, {1, 3, 3, 1, 19, 5, 117, 47, 173}}, {9, 145, {1, 1, 1, 11, 17, 21, 111, 107, 293}},
    {9, 152, {1, 1, 7, 15, 11, 13, 39, 81, 149}}, {9, 157, {1, 3, 7, 7, 27, 3, 73, 241, 215}},
    {9, 167, {1, 1, 5, 9, 15, 45, 73, 139, 169}}, {9, 173, {1, 1, 1, 5, 1, 15, 105, 137, 255}},
    {9, 176, {1, 1, 3, 15, 21, 17, 79, 135, 377}}, {9, 181, {1, 3, 3, 13, 5, 31, 121, 167, 165}},
    {9, 182, {1, 3, 3, 11, 9, 23, 107, 221, 511}}, {9, 185, {1, 3, 5, 9, 3, 51, 79, 55, 381}},
    {9, 191, {1, 1, 7, 1, 25, 49, 53, 191, 69}}, {9, 194, {1, 3, 3, 7, 3, 45, 63, 99, 189}},
    {9, 199, {1, 3, 5, 7, 23, 33, 47, 25, 51}}, {9, 218, {1, 1, 1, 3, 19, 5, 99, 205, 23}},
    {9, 220, {1, 1, 1, 13, 3, 7, 7, 177, 43}}, {9, 227, {1, 3, 5, 1, 31, 5, 91, 233, 403}},
    {9, 229, {1, 1, 3, 7, 23, 19, 73, 237, 285}}, {9, 230, {1, 1, 7, 11, 15, 23, 45, 173, 51}},
    {9, 234, {1, 1, 5, 11, 23, 23, 25, 213, 323}}, {9, 236, {1, 1, 1, 3, 25, 61, 109, 13, 77}},
    {9, 241, {1, 1, 5, 15, 3, 3, 59, 253, 271}}, {9, 244, {1, 3, 7, 11, 29, 21, 69, 155, 75}},
    {9, 253, {1, 3, 7, 13, 15, 25, 9, 43, 369}}, {10, 4, {1, 3, 5, 3, 21, 43, 121, 219, 51, 223}},
    {10, 13, {1, 3, 7, 7, 23, 29, 9, 249, 427, 269}},
    {10, 19, {1, 3, 1, 5, 19, 23, 3, 79, 183, 593}},
    {10, 22, {1, 1, 3, 15, 19, 47, 69, 81, 95, 495}},
    {10, 50, {1, 1, 1, 3, 21, 35, 103, 161, 369, 655}},
    {10, 55, {1, 3, 3, 15, 31, 19, 3, 109, 185, 81}},
    {10, 64, {1, 3, 7, 3, 19, 9, 75, 177, 133, 319}},
    {10, 69, {1, 1, 3, 15, 11, 51, 9, 3, 499, 843}},
    {10, 98, {1, 3, 7, 7, 9, 13, 53, 49, 63, 939}},
    {10, 107, {1, 1, 7, 15, 3, 9, 43, 129, 109, 803}},
    {10, 115, {1, 1, 5, 1, 3, 25, 99, 243, 503, 567}},
    {10, 121, {1, 1, 3, 9, 11, 29, 69, 49, 435, 39}},
    {10, 127, {1, 1, 7, 1, 11, 59, 109, 121, 51, 419}},
    {10, 134, {1, 1, 7, 9, 19, 21, 105, 97, 273, 871}},
    {10, 140, {1, 3, 1, 5, 29, 25, 117, 95, 451, 317}},
    {10, 145, {1, 3, 5, 1, 19, 29, 121, 193, 499, 473}},
    {10, 152, {1, 3, 7, 15, 7, 25, 63, 157, 15, 839}},
    {10, 158, {1, 3, 5, 15, 29, 15, 127, 121, 333, 583}},
    {10, 161, {1, 1, 7, 11, 25, 3, 85, 205, 81, 733}},
    {10, 171, {1, 3, 3, 11, 1, 3, 17, 133, 447, 119}},
    {10, 181, {1, 1, 1, 11, 3, 11, 83, 141, 135, 745}},
    {10, 194, {1, 1, 3, 7, 9, 15, 71, 9, 381, 815}},
    {10, 199, {1, 3, 7, 1, 3, 39, 61, 131, 33, 353}},
    {10, 203, {1, 3, 5, 5, 31, 61, 87, 43, 129, 587}},
    {10, 208, {1, 1, 3, 1, 17, 53, 49, 161, 361, 701}},
    {10, 227, {1, 1, 5, 9, 5, 57, 107, 195, 105, 761}},
    {10, 242, {1, 1, 5, 5, 11, 51, 97, 31, 321, 269}},
};

// The 32 direction numbers of a dimension, that of the lowest bit of the index first.
static void directions(uint32_t dimension, uint32_t v[32]) {
  if (dimension == 0) {
    for (int i = 0; i < 32; i++) v[i] = (uint32_t)1 << (31 - i);
    return;
  }
  const generator *g = &generators[dimension - 1];
  int degree = g->degree;
  for (int i = 0; i < degree; i++) v[i] = (uint32_t)g->first[i] << (31 - i);
  for (int i = degree; i < 32; i++) {
    v[i] = v[i - degree] ^ v[i - degree] >> degree;
    for (int k = 1; k < degree; k++) {
      if (g->inner >> (degree - 1 - k) & 1) v[i] ^= v[i - k];
    }
  }
}

// Owen's nested scramble of 32 bits: each bit is turned or not, as decided by a hash of the bits
// above it ("Randomly permuted (t, m, s)-nets and (t, s)-sequences", 1995).
static uint32_t scrambled(uint32_t x, uint64_t key) {
  uint32_t result = 0;
  for (int bit = 31; bit >= 0; bit--) {
    uint64_t above = (uint64_t)1 << 32 | (bit == 31 ? 0 : x >> (bit + 1) << (bit + 1));
    uint32_t turn = (uint32_t)(mixed(key ^ (above << 6 | (uint64_t)bit)) >> 63);
    result |= ((x >> bit & 1) ^ turn) << bit;
  }
  return result;
}

// Element i is the Sobol point i in this dimension, scrambled by the stream's key; bits below 2^-32
// are random.
void ais_sobol(double *destination, uint64_t key, uint64_t seed, uint32_t dimension, uint64_t start,
               ptrdiff_t count) {
  uint32_t v[32];
  stream s = stream_of(key, seed);
  uint64_t first = word(s, ~(uint64_t)0);
  directions(dimension % AIS_SOBOL_DIMENSIONS, v);
  uniform_block(destination, s, start, count);
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t index = (uint32_t)(start + (uint64_t)i), point = 0;
    for (int bit = 0; bit < 32 && index >> bit; bit++) point ^= index >> bit & 1 ? v[bit] : 0;
    destination[i] = below_1(((double)scrambled(point, first) + destination[i]) * 0x1p-32);
  }
}
