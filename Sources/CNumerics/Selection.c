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

VECTORISED void ais_deal_buckets(const double *column, ptrdiff_t count, ais_ruler ruler,
                                 const uint8_t *wanted, uint32_t *places, double *dealt) {
  uint32_t buckets[CHUNK];
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    ptrdiff_t length = chunk_at(i, count);
    EACH(j, length) buckets[j] = bucket_of(column[i + j], ruler);
    for (ptrdiff_t j = 0; j < length; j++) {
      uint32_t place = places[buckets[j]];
      dealt[place] = column[i + j];
      places[buckets[j]] = place + wanted[buckets[j]];
    }
  }
}

// Copies the elements of a run of `length` between the bounds behind those kept already. An element that
// is not kept is written as well, and overwritten: cheaper than not to.
INLINE ptrdiff_t keep_run(const double *run, ptrdiff_t length, double low, double high,
                          double *inside, ptrdiff_t kept) {
  for (ptrdiff_t i = 0; i < length; i++) {
    inside[kept] = run[i];
    kept += (run[i] > low) & (run[i] < high);
  }
  return kept;
}

// Few elements lie between the bounds: a vector's worth is looked at together first.
#define KEPT_TOGETHER 16

VECTORISED ais_position ais_keep_between(const double *restrict column, ptrdiff_t count, double low,
                                         double high, double *restrict inside) {
  uint64_t below = 0, at_low = 0, at_high = 0;
  ptrdiff_t kept = 0, i = 0;
  EACH(j, count) {
    below += column[j] < low ? 1 : 0;
    at_low += column[j] == low ? 1 : 0;
    at_high += column[j] == high ? 1 : 0;
  }
  for (; i + KEPT_TOGETHER <= count; i += KEPT_TOGETHER) {
    uint64_t some = 0;
#pragma clang loop vectorize(enable)
    for (int j = 0; j < KEPT_TOGETHER; j++) {
      some |= column[i + j] > low && column[i + j] < high ? 1 : 0;
    }
    if (some) kept = keep_run(column + i, KEPT_TOGETHER, low, high, inside, kept);
  }
  kept = keep_run(column + i, count - i, low, high, inside, kept);
  return (ais_position){(ptrdiff_t)below, (ptrdiff_t)at_low, kept,
                        low == high ? 0 : (ptrdiff_t)at_high};
}
