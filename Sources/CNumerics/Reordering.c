// A column in the order of another.

#include "Support.h"

// The bits of a number that is not NaN as one without sign that rises with it.
INLINE uint64_t rising_bits(double x) {
  uint64_t bits = bits_of(x);
  return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

#define DIGIT_BITS 11
#define DIGIT(word, shift) ((word) >> (shift) & ((1 << DIGIT_BITS) - 1))

// Sorts words by their bits from `first` on, digit by digit from the lowest; equal ones stay in their
// order. Returns where they are: at `words` or at `spare`.
static uint64_t *radix_sort(uint64_t *words, uint64_t *spare, ptrdiff_t count, int first) {
  for (int shift = first; shift < 64; shift += DIGIT_BITS) {
    uint32_t places[1 << DIGIT_BITS] = {0};
    for (ptrdiff_t i = 0; i < count; i++) places[DIGIT(words[i], shift)] += 1;
    uint32_t place = 0;
    for (int digit = 0; digit < 1 << DIGIT_BITS; digit++) {
      uint32_t size = places[digit];
      places[digit] = place;
      place += size;
    }
    for (ptrdiff_t i = 0; i < count; i++) spare[places[DIGIT(words[i], shift)]++] = words[i];
    uint64_t *sorted = spare;
    spare = words;
    words = sorted;
  }
  return words;
}

// The number of an element takes the place of the last bits of its score.
#define NUMBER_BITS 14
_Static_assert(AIS_REORDERED_MOST == 1 << NUMBER_BITS, "every element has a number");

void ais_reorder(double *restrict values, const double *restrict scores, ptrdiff_t count,
                 uint64_t *restrict space) {
  for (ptrdiff_t i = 0; i < count; i++) {
    space[i] = rising_bits(values[i]);
    space[2 * count + i] = rising_bits(scores[i]) >> NUMBER_BITS << NUMBER_BITS | (uint64_t)i;
  }
  const uint64_t *sorted = radix_sort(space, space + count, count, 0);
  const uint64_t *order =
      radix_sort(space + 2 * count, space + 3 * count, count, NUMBER_BITS);
  for (ptrdiff_t i = 0; i < count; i++) {
    uint64_t bits = sorted[i] >> 63 ? sorted[i] ^ (uint64_t)1 << 63 : ~sorted[i];
    values[order[i] & (AIS_REORDERED_MOST - 1)] = from_bits(bits);
  }
}
