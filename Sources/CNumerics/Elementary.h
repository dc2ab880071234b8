// exp, log and power of one double, inlined into the kernels that need them.
//
// Made for vectors: no tables, no branches, no fused products. The polynomials are minimax (Remez
// exchange in 50-digit arithmetic); the bounds beside them are the largest error of the polynomial
// itself.

#ifndef AIS_ELEMENTARY_H
#define AIS_ELEMENTARY_H

#include "Support.h"

// ln 2 in two parts; the first has 42 bits, so that its product with a whole number below 2^11 is
// exact.
#define LN2_HIGH 0x1.62e42fefa3800p-1
#define LN2_LOW 0x1.ef35793c76730p-45
#define ONE_OVER_LN2 0x1.71547652b82fep+0

// Added to a number below 2^51 in size it rounds it to a whole number, held in the low bits of the
// sum.
#define ROUNDER 0x1.8p52

// 2^k for the whole number k, −1022 ≤ k ≤ 1023, held in the low bits of `rounder_plus_k`.
INLINE double power_of_two(double rounder_plus_k) {
  return from_bits((bits_of(rounder_plus_k) << 52) + bits_of(1));
}

// (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2; error 2^-57.9 of e^r.
INLINE double exp_tail(double r) {
  double r2 = r * r, r4 = r2 * r2;
  double p0 = 0x1.000000000000ap-1 + r * 0x1.55555555554fap-3;
  double p2 = 0x1.555555555087cp-5 + r * 0x1.1111111127bc1p-7;
  double p4 = 0x1.6c16c1842a2ddp-10 + r * 0x1.a01a012a61a12p-13;
  double p6 = 0x1.a0199a0c19ccfp-16 + r * 0x1.71df253f8af96p-19;
  double p8 = 0x1.28ad731740529p-22 + r * 0x1.ad7f88b9dd9dfp-26;
  return (p0 + r2 * p2) + r4 * ((p4 + r2 * p6) + r4 * p8);
}

// e^(high + low) = result · 2^k with the result between 0.7 and 1.42, for |high| < 2000 and a low
// part that is small against it. high − k ln 2 is exact; what adding 1 would lose is carried along
// and added last. The error before that last rounding is below 0.35 ulp, so a true result that is a
// double comes out exactly.
INLINE double exp_reduced(double high, double low, double *rounder_plus_k) {
  double shifted = high * ONE_OVER_LN2 + ROUNDER, k = shifted - ROUNDER;
  double r_high = high - k * LN2_HIGH, r_low = low - k * LN2_LOW;
  double r = r_high + r_low, r_rest = (r_high - r) + r_low;
  double sum = 1 + r, sum_rest = (1 - sum) + r;
  *rounder_plus_k = shifted;
  return sum + ((sum_rest + r_rest) + r * r * exp_tail(r));
}

// value · 2^k for k in −1021 … 1021 and a value near 1: the exponent field is added to.
INLINE double scaled_quick(double value, double rounder_plus_k) {
  return from_bits(bits_of(value) + (bits_of(rounder_plus_k) << 52));
}

// value · 2^k for |k| < 2044, rounded once: two factors, so that only the last product can leave
// the range.
INLINE double scaled_careful(double value, double rounder_plus_k) {
  double k = rounder_plus_k - ROUNDER;
  double first = k * 0.5 + ROUNDER, second = (k - (first - ROUNDER)) + ROUNDER;
  return value * power_of_two(first) * power_of_two(second);
}

INLINE double clamped(double x, double limit) {
  double below = x > limit ? limit : x;
  return below < -limit ? -limit : below;
}

INLINE double exp_quick(double x, uint64_t *odd) {
  double k, value = exp_reduced(x, 0, &k);
  *odd |= __builtin_fabs(x) <= 700 ? 0 : 1;
  return scaled_quick(value, k);
}

INLINE double exp_careful(double x) {
  double k, value = exp_reduced(clamped(x, 1000), 0, &k);
  return scaled_careful(value, k);
}

// Returns f, exactly, where x = (1 + f) · 2^k with 1 + f between √½ and √2; x positive and normal.
INLINE double split_exponent(double x, double *k) {
  uint64_t bits = bits_of(x);
  uint64_t biased = (bits + (bits_of(1) - bits_of(0x1.6a09e667f3bcdp-1))) >> 52;
  *k = from_bits(biased | bits_of(0x1p52)) - (0x1p52 + 1023);
  return from_bits(bits - ((biased - 1023) << 52)) - 1;
}

// ln x − extra · ln 2 for a positive, normal x. With s = f / (2 + f) and h = f² / 2, ln(1 + f) = 2
// artanh s = f − (h − s (h + series)): the arrangement of fdlibm's e_log.c (Sun 1993). Error of the
// series 2^-59.5.
INLINE double log_reduced(double x, double extra) {
  double k, f = split_exponent(x, &k);
  k -= extra;
  double s = f / (2 + f), z = s * s, z2 = z * z;
  double p0 = 0x1.5555555555592p-1 + z * 0x1.999999997fd3bp-2;
  double p2 = 0x1.24924941f8ab1p-2 + z * 0x1.c71c5202c852ap-3;
  double p4 = (0x1.746640594b219p-3 + z * 0x1.39a1934e5772fp-3) + z2 * 0x1.2f0706282f978p-3;
  double series = z * ((p0 + z2 * p2) + z2 * z2 * p4);
  double half_square = 0.5 * f * f;
  return k * LN2_HIGH - ((half_square - (s * (half_square + series) + k * LN2_LOW)) - f);
}

INLINE int is_positive_normal(double x) { return x >= SMALLEST_NORMAL && x <= LARGEST_FINITE; }

INLINE double log_quick(double x, uint64_t *odd) {
  *odd |= is_positive_normal(x) ? 0 : 1;
  return log_reduced(x, 0);
}

INLINE double log_careful(double x) {
  int small = x < SMALLEST_NORMAL;
  double result = log_reduced(small ? x * 0x1p54 : x, small ? 54 : 0);
  result = x == 0 ? -INFINITE : result;
  result = x < 0 ? NOT_A_NUMBER : result;
  return x <= LARGEST_FINITE ? result : x;
}

// (artanh s / s − 1 − z / 3) / z² with z = s², for 0 ≤ z ≤ 0.0295; error 2^-73.5 of artanh s / s.
INLINE double artanh_tail(double z) {
  double z2 = z * z, z4 = z2 * z2;
  double p0 = 0x1.9999999999996p-3 + z * 0x1.2492492493038p-3;
  double p2 = 0x1.c71c71c58004bp-4 + z * 0x1.745d183282840p-4;
  double p4 = 0x1.3b1362a9597cdp-4 + z * 0x1.1120b787d5fe8p-4;
  double p6 = 0x1.de3323e3b9a42p-5 + z * 0x1.eb139e44f6c87p-5;
  return (p0 + z2 * p2) + z4 * (p4 + z2 * p6);
}

// ln x − extra · ln 2 to about 66 bits, as a sum of two doubles, the first of 26 bits; x positive
// and normal.
//
// ln(1 + f) = 2s (1 + t) with t = z (1/3 + z · tail) and z = s². Each of s, z, the bracket and t is
// held as a leading part of 26 bits and a rest, so that products of leading parts are exact and
// only rests are rounded (Dekker, "A floating-point technique for extending the available
// precision", 1971).
INLINE double log_in_two_parts(double x, double extra, double *low) {
  const double third = 0x1.5555555555555p-2, third_rest = 0x1.5555555555555p-56;
  double k, f = split_exponent(x, &k);
  k -= extra;

  double divisor = 2 + f, reciprocal = 1 / divisor;
  double divisor_high = top_half(divisor), divisor_low = (2 - divisor_high) + f;
  double s_high = top_half(f * reciprocal);
  double s_low = ((f - s_high * divisor_high) - s_high * divisor_low) * reciprocal;

  double twice_s = s_high + s_high;
  double z_exact = s_high * s_high, z_rest = s_low * (twice_s + s_low), z = z_exact + z_rest;
  double z_high = top_half(z_exact), z_low = (z_exact - z_high) + z_rest;

  double beyond_third = z * artanh_tail(z), bracket = third + beyond_third;
  double bracket_high = top_half(bracket);
  double bracket_low = (third - bracket_high) + (beyond_third + third_rest);

  double t_exact = z_high * bracket_high, t_high = top_half(t_exact);
  double t_low = (t_exact - t_high) + (z_high * bracket_low + z_low * bracket);

  double second = twice_s * t_high;
  double rest = (s_low + s_low) * (1 + (t_high + t_low)) + twice_s * t_low;

  double whole = k * LN2_HIGH;
  double sum1 = whole + twice_s, rest1 = (whole - sum1) + twice_s;
  double sum2 = sum1 + second, rest2 = (sum1 - sum2) + second;
  double tail = (rest1 + rest2) + (rest + k * LN2_LOW);
  double high = top_half(sum2 + tail);
  *low = (sum2 - high) + tail;
  return high;
}

// y (ln x − extra · ln 2) as a sum of two doubles.
INLINE double scaled_log(double x, double extra, double y, double *low) {
  double log_low, log_high = log_in_two_parts(x, extra, &log_low);
  double y_high = top_half(y), y_low = y - y_high;
  *low = y_low * log_high + y * log_low;
  return y_high * log_high;
}

INLINE double power_quick(double x, double y, uint64_t *odd) {
  double low, high = scaled_log(x, 0, y, &low);
  double k, value = exp_reduced(high, low, &k);
  *odd |= is_positive_normal(x) && __builtin_fabs(high) <= 700 ? 0 : 1;
  return y == 2 ? x * x : scaled_quick(value, k);
}

INLINE int is_whole(double magnitude) {
  return magnitude >= 0x1p52 || nearest_whole(magnitude) == magnitude;
}

// |x|^y where x is neither 0 nor infinite, and x and y are not NaN. Beyond 2^65 the size of y makes
// no difference: the result is 0, 1 or infinite.
INLINE double power_of_magnitude(double magnitude, double y) {
  int small = magnitude < SMALLEST_NORMAL;
  double low, high = scaled_log(small ? magnitude * 0x1p54 : magnitude, small ? 54 : 0,
                                clamped(y, 0x1p65), &low);
  int extreme = !(__builtin_fabs(high) <= 1400);
  double k, value = exp_reduced(clamped(high, 1400), extreme ? 0 : low, &k);
  return scaled_careful(value, k);
}

// The cases of C99, annex F.9.4.4.
INLINE double power_careful(double x, double y) {
  double magnitude = __builtin_fabs(x), size = __builtin_fabs(y);
  double result = power_of_magnitude(magnitude, y);
  result = magnitude == 0 ? (y > 0 ? 0 : INFINITE) : result;
  result = magnitude > LARGEST_FINITE ? (y > 0 ? INFINITE : 0) : result;
  int odd_power = is_whole(size) && !is_whole(size * 0.5);
  result = odd_power ? __builtin_copysign(result, x) : result;
  result = x < 0 && magnitude <= LARGEST_FINITE && !is_whole(size) ? NOT_A_NUMBER : result;
  result = is_nan(x) || is_nan(y) ? NOT_A_NUMBER : result;
  result = y == 2 ? x * x : result;
  return x == 1 || y == 0 ? 1 : result;
}

#endif
