// Statistics of a column, each in one fixed order.

#include "Support.h"

// Sixteen running values side by side, as two vectors: enough to keep the adders of every machine
// busy.
#define LANES 16
#define HALF (LANES / 2)

typedef double vector
    __attribute__((vector_size(HALF * sizeof(double)), aligned(sizeof(double)), may_alias));

// Elements summed lane by lane before the halves of a column are added up pairwise.
#define RUN 4096

// Adds up the lanes: the upper half is added to the lower one until a single lane is left.
static double sum_of_lanes(double lanes[LANES]) {
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int l = 0; l < width; l++) lanes[l] += lanes[l + width];
  }
  return lanes[0];
}

// Defines the sum of term(x) over up to RUN elements: element i goes to lane i mod LANES.
#define RUN_SUM(name, term)                                                                        \
  VECTORISED static double name(const double *run, double mean, ptrdiff_t count) {                 \
    vector sums[2] = {{0}, {0}};                                                                   \
    double lanes[LANES];                                                                           \
    ptrdiff_t i = 0;                                                                               \
    (void)mean;                                                                                    \
    for (; i + LANES <= count; i += LANES) {                                                       \
      const vector *next = (const vector *)(run + i);                                              \
      sums[0] += term(next[0]);                                                                    \
      sums[1] += term(next[1]);                                                                    \
    }                                                                                              \
    __builtin_memcpy(lanes, sums, sizeof(lanes));                                                  \
    for (int l = 0; i + l < count; l++) lanes[l] += term(run[i + l]);                              \
    return sum_of_lanes(lanes);                                                                    \
  }

#define ITSELF(x) (x)
#define SQUARED_DEVIATION(x) (((x) - mean) * ((x) - mean))

RUN_SUM(run_sum, ITSELF)
RUN_SUM(run_sum_of_squared_deviations, SQUARED_DEVIATION)

// Sums a column: runs of RUN elements by `of_run`, their sums pairwise, the first half being the
// smallest power of two of runs that is at least half of them.
static double pairwise(double (*of_run)(const double *, double, ptrdiff_t), const double *column,
                       double mean, ptrdiff_t count) {
  if (count <= RUN) return of_run(column, mean, count);
  ptrdiff_t half = RUN;
  while (half < count - half) half *= 2;
  return pairwise(of_run, column, mean, half) +
         pairwise(of_run, column + half, mean, count - half);
}

double ais_sum(const double *column, ptrdiff_t count) {
  return pairwise(run_sum, column, 0, count);
}

double ais_sum_of_squared_deviations(const double *column, double mean, ptrdiff_t count) {
  return pairwise(run_sum_of_squared_deviations, column, mean, count);
}

// The range of the finite elements and their number: lane l sees the elements l, l + LANES, …
typedef struct {
  double smallest[LANES], largest[LANES];
  uint64_t finite[LANES];
} range;

INLINE void take_in(range *seen, int lane, double x) {
  int is_finite = __builtin_fabs(x) <= LARGEST_FINITE;
  seen->smallest[lane] = is_finite && x < seen->smallest[lane] ? x : seen->smallest[lane];
  seen->largest[lane] = is_finite && x > seen->largest[lane] ? x : seen->largest[lane];
  seen->finite[lane] += is_finite ? 1 : 0;
}

// The same where all elements are finite; else one of the `odd` is not 0.
INLINE void take_in_quick(range *seen, double *odd, int lane, double x) {
  seen->smallest[lane] = x < seen->smallest[lane] ? x : seen->smallest[lane];
  seen->largest[lane] = x > seen->largest[lane] ? x : seen->largest[lane];
  odd[lane] += x - x;
}

INLINE range nothing_seen(void) {
  range seen;
  for (int l = 0; l < LANES; l++) {
    seen.smallest[l] = INFINITE, seen.largest[l] = -INFINITE, seen.finite[l] = 0;
  }
  return seen;
}

VECTORISED static range range_of(const double *column, ptrdiff_t count) {
  range seen = nothing_seen();
  double odd[LANES] = {0}, any = 0;
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (int l = 0; l < LANES; l++) take_in_quick(&seen, odd, l, column[i + l]);
  }
  for (int l = 0; i + l < count; l++) take_in_quick(&seen, odd, l, column[i + l]);
  for (int l = 0; l < LANES; l++) any += odd[l];
  seen.finite[0] = (uint64_t)count;
  if (any == 0) return seen;
  seen = nothing_seen();
  for (i = 0; i + LANES <= count; i += LANES) {
    for (int l = 0; l < LANES; l++) take_in(&seen, l, column[i + l]);
  }
  for (int l = 0; i + l < count; l++) take_in(&seen, l, column[i + l]);
  return seen;
}

VECTORISED static ptrdiff_t count_equal(const double *column, double x, ptrdiff_t count) {
  uint64_t found = 0;
  EACH(i, count) found += column[i] == x ? 1 : 0;
  return (ptrdiff_t)found;
}

ais_census ais_take_census(const double *column, ptrdiff_t count) {
  range seen = range_of(column, count);
  ais_census census = {.minimum = INFINITE, .maximum = -INFINITE};
  ptrdiff_t rest = count;
  for (int l = 0; l < LANES; l++) {
    census.minimum = seen.smallest[l] < census.minimum ? seen.smallest[l] : census.minimum;
    census.maximum = seen.largest[l] > census.maximum ? seen.largest[l] : census.maximum;
    rest -= (ptrdiff_t)seen.finite[l];
  }
  if (rest > 0) {
    census.positive_infinity = count_equal(column, INFINITE, count);
    census.negative_infinity = count_equal(column, -INFINITE, count);
    census.nan = rest - census.positive_infinity - census.negative_infinity;
  }
  return census;
}
