// Passes over a column for the selection of order statistics.

#include "Support.h"

INLINE int64_t mark_of(double x, double offset) {
  int64_t size = (int64_t)(bits_of(__builtin_fabs(x) + offset) - bits_of(offset));
  return x < 0 ? -size : size;
}

int64_t ais_mark(double x, double offset) { return mark_of(x, offset); }

INLINE uint32_t bucket_of(double x, ais_ruler ruler) {
  double low = x < ruler.lowest ? ruler.lowest : x;
  double inside = low > ruler.highest ? ruler.highest : low;
  uint64_t distance = (uint64_t)mark_of(inside, ruler.offset) - (uint64_t)ruler.first;
  return (uint32_t)(distance >> ruler.shift);
}

VECTORISED void ais_count_buckets(const double *column, ptrdiff_t count, ais_ruler ruler,
                                  uint32_t *sizes) {
  uint32_t buckets[CHUNK];
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    ptrdiff_t length = chunk_at(i, count);
    EACH(j, length) buckets[j] = bucket_of(column[i + j], ruler);
    for (ptrdiff_t j = 0; j < length; j++) sizes[buckets[j]] += 1;
  }
}

// Which of up to GROUP elements are in a wanted bucket.
INLINE uint64_t wanted_among(const uint32_t *buckets, ptrdiff_t count, const uint32_t *wanted,
                             ptrdiff_t wanted_count) {
  uint64_t found = 0;
  for (ptrdiff_t w = 0; w < wanted_count; w++) {
    uint32_t bucket = wanted[w];
    EACH(i, count) found |= buckets[i] == bucket ? (uint64_t)1 << i : 0;
  }
  return found;
}

VECTORISED void ais_deal_buckets(const double *column, ptrdiff_t count, ais_ruler ruler,
                                 const uint32_t *wanted, ptrdiff_t wanted_count, uint32_t *places,
                                 double *dealt) {
  uint32_t buckets[GROUP];
  for (ptrdiff_t i = 0; i < count; i += GROUP) {
    ptrdiff_t length = group_at(i, count);
    EACH(j, length) buckets[j] = bucket_of(column[i + j], ruler);
    uint64_t found = wanted_among(buckets, length, wanted, wanted_count);
    for (; found; found &= found - 1) {
      int j = __builtin_ctzll(found);
      for (ptrdiff_t w = 0; w < wanted_count; w++) {
        if (wanted[w] == buckets[j]) dealt[places[w]++] = column[i + j];
      }
    }
  }
}

// Few elements of a group lie near the bounds, unless many are equal to one of them.
#define FEW 8

// Which of up to GROUP elements are between the bounds or at one of them; those below are counted in lanes.
INLINE uint64_t near_among(const double *group, ptrdiff_t count, double low, double high,
                           uint64_t *below) {
  uint64_t near = 0, lower = 0;
  EACH(i, count) {
    lower += group[i] < low ? 1 : 0;
    near |= group[i] >= low && group[i] <= high ? (uint64_t)1 << i : 0;
  }
  *below += lower;
  return near;
}

VECTORISED ais_position ais_keep_between(const double *restrict column, ptrdiff_t count, double low,
                                         double high, double *restrict inside) {
  uint64_t below = 0, at_low = 0, at_high = 0;
  ptrdiff_t kept = 0;
  for (ptrdiff_t i = 0; i < count; i += GROUP) {
    const double *group = column + i;
    ptrdiff_t length = group_at(i, count);
    uint64_t near = length == GROUP ? near_among(group, GROUP, low, high, &below)
                                    : near_among(group, length, low, high, &below);
    if (__builtin_popcountll(near) > FEW) {
      near = 0;
      EACH(j, length) {
        at_low += group[j] == low ? 1 : 0;
        at_high += group[j] == high ? 1 : 0;
        near |= group[j] > low && group[j] < high ? (uint64_t)1 << j : 0;
      }
    }
    for (; near; near &= near - 1) {
      double x = group[__builtin_ctzll(near)];
      at_low += x == low;
      at_high += x == high;
      inside[kept] = x;
      kept += x > low && x < high;
    }
  }
  return (ais_position){(ptrdiff_t)below, (ptrdiff_t)at_low, kept,
                        low == high ? 0 : (ptrdiff_t)at_high};
}
