// The kernels exp, log and power.

#include "Elementary.h"

GUARDED_UNARY_KERNEL(exp, exp_quick, exp_careful)
GUARDED_UNARY_KERNEL(log, log_quick, log_careful)

// Whether all elements of the block have the same bits.
static int is_constant(const double *block, ptrdiff_t count) {
  return count > 1 && __builtin_memcmp(block, block + 1, (size_t)(count - 1) * sizeof(double)) == 0;
}

INLINE void power_block(double *restrict destination, const double *restrict a,
                        const double *restrict b, ptrdiff_t count) {
  uint64_t odd = 0;
  EACH(i, count) destination[i] = power_quick(a[i], b[i], &odd);
  if (odd) EACH(i, count) destination[i] = power_careful(a[i], b[i]);
}

// The logarithm of a base that all elements share is taken once (the compiler moves it out of the
// loop).
INLINE void power_of_one_base(double *restrict destination, double base, const double *restrict b,
                              ptrdiff_t count) {
  uint64_t odd = 0;
  EACH(i, count) destination[i] = power_quick(base, b[i], &odd);
  if (odd) EACH(i, count) destination[i] = power_careful(base, b[i]);
}

VECTORISED void ais_power(double *restrict destination, const double *restrict a,
                          const double *restrict b, ptrdiff_t count) {
  if (count > 0 && b[0] == 2 && is_constant(b, count)) {
    EACH(i, count) destination[i] = a[i] * a[i];
  } else if (is_constant(a, count)) {
    power_of_one_base(destination, a[0], b, count);
  } else {
    power_block(destination, a, b, count);
  }
}

double ais_power_value(double a, double b) {
  uint64_t odd = 0;
  double result = power_quick(a, b, &odd);
  return odd ? power_careful(a, b) : result;
}
