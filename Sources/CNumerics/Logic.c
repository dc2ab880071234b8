// Comparisons, logic over 1 and 0, and choice. A NaN stays visible unless the rest decides without
// it.

#include "Support.h"

// All bits if so, else none. With masks a comparison is four instructions on every machine.
INLINE uint64_t mask_of(int so) { return 0 - (uint64_t)so; }

// 1 or 0, or NaN (all bits) if an operand is.
INLINE double answer_of(double a, double b, int so) {
  return from_bits((mask_of(so) & bits_of(1)) | mask_of(is_nan(a) || is_nan(b)));
}

INLINE double less_of(double a, double b) { return answer_of(a, b, a < b); }
INLINE double less_or_equal_of(double a, double b) { return answer_of(a, b, a <= b); }
INLINE double equal_of(double a, double b) { return answer_of(a, b, a == b); }
INLINE double not_equal_of(double a, double b) { return answer_of(a, b, a != b); }

BINARY_KERNEL(less, less_of)
BINARY_KERNEL(less_or_equal, less_or_equal_of)
BINARY_KERNEL(equal, equal_of)
BINARY_KERNEL(not_equal, not_equal_of)

// NaN is neither: it equals nothing, and differs from 0 without being true.
INLINE int is_false(double x) { return x == 0; }
INLINE int is_true(double x) { return x < 0 || x > 0; }

INLINE double both(double a, double b) {
  uint64_t false_one = mask_of(is_false(a) || is_false(b)), nan = mask_of(is_nan(a) || is_nan(b));
  return from_bits((bits_of(1) | nan) & ~false_one);
}

INLINE double either(double a, double b) {
  uint64_t true_one = mask_of(is_true(a) || is_true(b)), nan = mask_of(is_nan(a) || is_nan(b));
  return from_bits((nan & ~true_one) | (bits_of(1) & true_one));
}

INLINE double opposite(double a) { return answer_of(a, a, is_false(a)); }

BINARY_KERNEL(and, both)
BINARY_KERNEL(or, either)
UNARY_KERNEL(not, opposite)

INLINE double choice(double condition, double a, double b) {
  double chosen = is_false(condition) ? b : a;
  return is_nan(condition) ? NOT_A_NUMBER : chosen;
}

VECTORISED void ais_select(double *restrict destination, const double *restrict condition,
                           const double *restrict a, const double *restrict b, ptrdiff_t count) {
  EACH(i, count) destination[i] = choice(condition[i], a[i], b[i]);
}

double ais_select_value(double condition, double a, double b) { return choice(condition, a, b); }
