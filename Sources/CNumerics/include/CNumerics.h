// Kernels over blocks of doubles: the C half of the room Numerics.
//
// Contracts, edge cases and error bounds are written once, beside the Swift names (`Kernels`). What
// holds for every function here: a destination overlaps no operand; `count` may be 0; an element's
// result depends on that element alone, so it is the same for every block length, offset,
// instruction set and machine. (A NaN is a NaN: which of its bit patterns comes out is not
// promised.) The form that ends in `_value` is the same code for one element.

#ifndef AIS_CNUMERICS_H
#define AIS_CNUMERICS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

#define AIS_UNARY(name)                                                                            \
  void ais_##name(double *restrict destination, const double *restrict a, ptrdiff_t count);        \
  double ais_##name##_value(double a)

#define AIS_BINARY(name)                                                                           \
  void ais_##name(double *restrict destination, const double *restrict a, const double *restrict b,\
                  ptrdiff_t count);                                                                \
  double ais_##name##_value(double a, double b)

// Arithmetic.c
AIS_BINARY(add);
AIS_BINARY(subtract);
AIS_BINARY(multiply);
AIS_BINARY(divide);
AIS_BINARY(modulo);
AIS_BINARY(minimum);
AIS_BINARY(maximum);
AIS_UNARY(negate);
AIS_UNARY(absolute);
AIS_UNARY(square_root);
AIS_UNARY(floor);
AIS_UNARY(round);
void ais_fill(double *destination, double value, ptrdiff_t count);
void ais_copy(double *restrict destination, const double *restrict a, ptrdiff_t count);

// Logic.c
AIS_BINARY(less);
AIS_BINARY(less_or_equal);
AIS_BINARY(equal);
AIS_BINARY(not_equal);
AIS_BINARY(and);
AIS_BINARY(or);
AIS_UNARY(not);
void ais_select(double *restrict destination, const double *restrict condition,
                const double *restrict a, const double *restrict b, ptrdiff_t count);
double ais_select_value(double condition, double a, double b);

// Elementary.c
AIS_UNARY(exp);
AIS_UNARY(log);
AIS_BINARY(power);

// Trigonometric.c
AIS_UNARY(sine);
AIS_UNARY(cosine);
AIS_UNARY(tangent);

// Random.c
uint64_t ais_mixed(uint64_t x);
void ais_uniform(double *destination, uint64_t key, uint64_t seed, uint64_t start, ptrdiff_t count);
void ais_normal(double *destination, uint64_t key, uint64_t seed, uint64_t start, ptrdiff_t count);

// Normal.c
AIS_UNARY(normal_quantile);
AIS_UNARY(normal_cdf);

// Quantiles.c; the forms that end in `_at` take both tails.
AIS_BINARY(gamma_quantile);
AIS_BINARY(poisson_quantile);
void ais_beta_quantile(double *restrict destination, const double *restrict u,
                       const double *restrict alpha, const double *restrict beta,
                       ptrdiff_t count);
void ais_binomial_quantile(double *restrict destination, const double *restrict u,
                           const double *restrict trials, const double *restrict p,
                           ptrdiff_t count);
double ais_gamma_at(double lower, double upper, double shape);
double ais_beta_at(double lower, double upper, double alpha, double beta);
double ais_poisson_at(double lower, double upper, double mean);
double ais_binomial_at(double lower, double upper, double trials, double p);
// A count has a binomial distribution or, where the trials are infinite, a Poisson one of the mean p.
double ais_count_at(double lower, double upper, double trials, double p);
void ais_count_tails(double k, double trials, double p, double *lower, double *upper);
double ais_log_gamma_value(double x);

// Tables.c
#define AIS_TABLE_REACH 8.5   // the normal quantiles from −8.5 to 8.5 are tabulated
#define AIS_TABLE_DENSITY 2   // in so many cells for each unit,
#define AIS_TABLE_CELLS 34    // which makes so many,
#define AIS_TABLE_TERMS 12    // by polynomials with so many terms.
typedef struct {
  double terms[AIS_TABLE_TERMS][AIS_TABLE_CELLS + 1];
} ais_table;

void ais_tabulate_gamma(ais_table *table, double shape);
void ais_tabulate_beta(ais_table *table, double alpha, double beta);
void ais_gamma_by_table(double *restrict destination, const double *restrict u,
                        const ais_table *table, double shape, ptrdiff_t count);
void ais_beta_by_table(double *restrict destination, const double *restrict u,
                       const ais_table *table, double alpha, double beta, ptrdiff_t count);

#define AIS_COUNT_CELLS 4096  // the most counts that are tabulated
#define AIS_GUIDE_CELLS 256   // the guide says where to begin, for equal parts of the unit interval
typedef struct {
  double first, lower[AIS_COUNT_CELLS], upper[AIS_COUNT_CELLS];
  int size, guide[AIS_GUIDE_CELLS];
} ais_count_table;

// Returns 0 where a table would be too long.
int ais_tabulate_counts(ais_count_table *table, double trials, double p);
void ais_counts_by_table(double *restrict destination, const double *restrict u,
                         const ais_count_table *table, double trials, double p, ptrdiff_t count);

// Stratified.c
#define AIS_SOBOL_DIMENSIONS 128
void ais_latin_hypercube(double *destination, uint64_t key, uint64_t seed, uint64_t strata,
                         uint64_t start, ptrdiff_t count);
void ais_sobol(double *destination, uint64_t key, uint64_t seed, uint32_t dimension, uint64_t start,
               ptrdiff_t count);

// Reordering.c
#define AIS_REORDERED_MOST 16384
// Puts the values into the order of the scores: where the smallest score stands, the smallest value will.
// Of equal scores, or such that differ by less than 2^-38 of their size, the earlier one is the smaller.
// No element is NaN. There are at most AIS_REORDERED_MOST; `space` has room for four words of each.
void ais_reorder(double *restrict values, const double *restrict scores, ptrdiff_t count,
                 uint64_t *restrict space);

// Statistics.c
typedef struct {
  ptrdiff_t nan, positive_infinity, negative_infinity;
  double minimum, maximum;
} ais_census;

double ais_sum(const double *column, ptrdiff_t count);
double ais_sum_of_squared_deviations(const double *column, double mean, ptrdiff_t count);
ais_census ais_take_census(const double *column, ptrdiff_t count);

// Folds `a` into running values, element by element: the destination is read and written.
void ais_add_to(double *restrict running, const double *restrict a, ptrdiff_t count);
void ais_minimum_to(double *restrict running, const double *restrict a, ptrdiff_t count);
void ais_maximum_to(double *restrict running, const double *restrict a, ptrdiff_t count);

// Selection.c: columns without NaN are divided into buckets, each element of one being below each
// of the next.
typedef struct {
  double lowest, highest;  // the range of the finite elements; infinities go where its ends go
  double offset;           // of the marks
  int64_t first;           // the mark of the lowest
  int shift;               // an element's bucket is (mark − first) >> shift
} ais_ruler;

// A whole number that does not decrease when x increases: linear in x where |x| is below the
// offset, the exponent and leading bits of x where it is far above. With offset 0 different numbers
// have different marks.
int64_t ais_mark(double x, double offset);

// Adds 1 to sizes[b] for every element of bucket b.
void ais_count_buckets(const double *column, ptrdiff_t count, ais_ruler ruler, uint32_t *sizes);

// Copies every element of the bucket wanted[w] to dealt[places[w]], and adds 1 to that place.
void ais_deal_buckets(const double *column, ptrdiff_t count, ais_ruler ruler, const uint32_t *wanted,
                      ptrdiff_t wanted_count, uint32_t *places, double *dealt);

// How the elements of a column lie to two bounds, low ≤ high; one that equals both is at the low one.
typedef struct {
  ptrdiff_t below, at_low, inside, at_high;
} ais_position;

// Copies the elements strictly between two bounds to `inside`, which has room for one more than the
// column holds, and counts the others. No element is NaN.
ais_position ais_keep_between(const double *restrict column, ptrdiff_t count, double low,
                              double high, double *restrict inside);

// Roots.c: the steps of a search for zeros, over lanes. A field is a run of AIS_ROOT_LANES doubles, one
// for each lane, and the fields of a block stand one after the other.
#define AIS_ROOT_LANES 256

// What a pass over a grid has seen: the value nearest to 0 and the index of its point (−1: none), the
// largest finite size, the first and the last sign, the number of zeros; and what the last point was:
// 2 a zero, 1 one at which the sign changed.
enum {
  ais_scan_nearest, ais_scan_nearest_index, ais_scan_size, ais_scan_first_sign, ais_scan_last_sign,
  ais_scan_zeros, ais_scan_event, ais_scan_fields
};

// Takes in the values at a point of the grid, given those at the point before; returns how many lanes
// have an event. NaN is no value.
ptrdiff_t ais_scan(double *restrict lanes, const double *restrict values,
                   const double *restrict before, double index, ptrdiff_t count);

// A bracket: a is the newest point, b has the other sign, c is the one before; the next point to be
// asked for, and whether it is done.
enum {
  ais_bracket_a, ais_bracket_fa, ais_bracket_b, ais_bracket_fb, ais_bracket_c, ais_bracket_fc,
  ais_bracket_point, ais_bracket_done, ais_bracket_fields
};

// A step of the method of Chandrupatla (1997), given the values at the points; returns how many lanes
// are open still.
ptrdiff_t ais_refine(double *restrict lanes, const double *restrict values, ptrdiff_t count);

#undef AIS_UNARY
#undef AIS_BINARY

#pragma clang assume_nonnull end

#endif
