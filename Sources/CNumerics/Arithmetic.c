// Elementwise arithmetic. Everything here is exact or correctly rounded.

#include "Support.h"

INLINE double sum_of(double a, double b) { return a + b; }
INLINE double difference_of(double a, double b) { return a - b; }
INLINE double product_of(double a, double b) { return a * b; }
INLINE double quotient_of(double a, double b) { return b == 0 ? NOT_A_NUMBER : a / b; }
INLINE double smaller_of(double a, double b) { return is_nan(a) ? a : a < b ? a : b; }
INLINE double larger_of(double a, double b) { return is_nan(a) ? a : a > b ? a : b; }
INLINE double negative_of(double a) { return -a; }
INLINE double magnitude_of(double a) { return __builtin_fabs(a); }
INLINE double square_root_of(double a) { return __builtin_elementwise_sqrt(a); }

BINARY_KERNEL(add, sum_of)
BINARY_KERNEL(subtract, difference_of)
BINARY_KERNEL(multiply, product_of)
BINARY_KERNEL(divide, quotient_of)
BINARY_KERNEL(minimum, smaller_of)
BINARY_KERNEL(maximum, larger_of)
UNARY_KERNEL(negate, negative_of)
UNARY_KERNEL(absolute, magnitude_of)
UNARY_KERNEL(square_root, square_root_of)

#define FOLDING_KERNEL(name, core)                                                                 \
  VECTORISED void ais_##name##_to(double *restrict running, const double *restrict a,              \
                                  ptrdiff_t count) {                                               \
    EACH(i, count) running[i] = core(running[i], a[i]);                                            \
  }

FOLDING_KERNEL(add, sum_of)
FOLDING_KERNEL(minimum, smaller_of)
FOLDING_KERNEL(maximum, larger_of)

// From 2^52 on every double is a whole number; infinities and NaN count as such.
INLINE int is_large(double magnitude) { return !(magnitude < 0x1p52); }

INLINE double floor_of(double x) {
  double magnitude = __builtin_fabs(x);
  double nearest = __builtin_copysign(nearest_whole(magnitude), x);
  double floor = nearest > x ? nearest - 1 : nearest;
  return is_large(magnitude) ? x : floor;
}

INLINE double rounded(double x) {
  double magnitude = __builtin_fabs(x);
  double whole = whole_part(magnitude);
  double nearest = magnitude - whole >= 0.5 ? whole + 1 : whole;
  return is_large(magnitude) ? x : __builtin_copysign(nearest, x);
}

UNARY_KERNEL(floor, floor_of)
UNARY_KERNEL(round, rounded)

// Given the remainder r of |a| / |b|, the floored remainder of a / b: it has the sign of b.
INLINE double floored(double a, double b, double r) {
  int apart = (a < 0) != (b < 0);
  return __builtin_copysign(apart && r != 0 ? __builtin_fabs(b) - r : r, b);
}

// With n the whole number nearest to a / b, the remainder a − n·b is exact: the product is taken in
// two parts (Dekker 1971), and the differences cancel without rounding. Needs a quotient up to
// 2^51.
INLINE double modulo_quick(double a, double b, uint64_t *odd) {
  double x = __builtin_fabs(a), y = __builtin_fabs(b);
  double quotient = x / y, n = nearest_whole(quotient);
  double n_high = top_half(n), n_low = n - n_high, y_high = top_half(y), y_low = y - y_high;
  double product = n * y;
  double missing = ((n_high * y_high - product) + n_high * y_low + n_low * y_high) + n_low * y_low;
  double r = (x - product) - missing;
  *odd |= quotient <= 0x1p51 && x <= 0x1p1023 && y <= LARGEST_FINITE ? 0 : 1;
  return floored(a, b, r < 0 ? r + y : r);
}

// The significand of x as a whole number; x is that number times 2^(exponent_of(x) − 1074).
static uint64_t significand_of(double x) {
  uint64_t fraction = bits_of(x) & 0xfffffffffffff;
  return x < SMALLEST_NORMAL ? fraction : fraction | (uint64_t)1 << 52;
}

static int exponent_of(double x) {
  int biased = (int)(bits_of(x) >> 52);
  return biased ? biased - 1 : 0;
}

static double two_to(int k) { return from_bits((uint64_t)(k + 1023) << 52); }

// The remainder of x / y for finite x ≥ 0 and y > 0 of any sizes: long division of the
// significands, eleven bits a step.
static double long_remainder(double x, double y) {
  if (x < y) return x;
  uint64_t divisor = significand_of(y), rest = significand_of(x) % divisor;
  int steps = exponent_of(x) - exponent_of(y), scale = exponent_of(y);
  for (; steps >= 11; steps -= 11) rest = (rest << 11) % divisor;
  rest = (rest << steps) % divisor;
  return (double)rest * 0x1p-1074 * two_to(scale / 2) * two_to(scale - scale / 2);
}

INLINE double modulo_careful(double a, double b) {
  double x = __builtin_fabs(a), y = __builtin_fabs(b);
  if (is_nan(a) || is_nan(b) || x > LARGEST_FINITE || y == 0) return NOT_A_NUMBER;
  return floored(a, b, long_remainder(x, y));
}

VECTORISED void ais_modulo(double *restrict destination, const double *restrict a,
                           const double *restrict b, ptrdiff_t count) {
  uint64_t odd = 0;
  EACH(i, count) destination[i] = modulo_quick(a[i], b[i], &odd);
  for (ptrdiff_t i = 0; odd && i < count; i++) destination[i] = modulo_careful(a[i], b[i]);
}

double ais_modulo_value(double a, double b) {
  uint64_t odd = 0;
  double result = modulo_quick(a, b, &odd);
  return odd ? modulo_careful(a, b) : result;
}

VECTORISED void ais_fill(double *destination, double value, ptrdiff_t count) {
  EACH(i, count) destination[i] = value;
}

void ais_copy(double *restrict destination, const double *restrict a, ptrdiff_t count) {
  __builtin_memcpy(destination, a, (size_t)count * sizeof(double));
}
