// The kernels sine, cosine and tangent of angles in radians.
//
// The angle less a multiple of π/2 is found as a sum of two doubles; minimax polynomials do the rest.
// Up to 1e6 the multiple is subtracted in four parts (Cody and Waite, "Software Manual for the
// Elementary Functions", 1980); beyond, the product with 2/π is taken in whole numbers, of which only
// the bits below 4 matter (Payne and Hanek, "Radian reduction for trigonometric functions", 1983).

#include "Elementary.h"

#define QUICK_LIMIT 1e6

#define TWO_OVER_PI 0x1.45f306dc9c883p-1

// π/2 in four parts; the first three have 33 bits, so that their products with whole numbers below
// 2^20 are exact.
#define HALF_PI_1 0x1.921fb54400000p+0
#define HALF_PI_2 0x1.0b4611a600000p-34
#define HALF_PI_3 0x1.3198a2e000000p-69
#define HALF_PI_4 0x1.b839a252049c1p-104

// π/2 as a leading part of 26 bits and the rest.
#define HALF_PI_HIGH 0x1.921fb50000000p+0
#define HALF_PI_LOW 0x1.110b4611a6263p-26

// An angle between −π/4 and π/4 as a sum of two doubles, and how many quarter turns it lies beyond
// zero; only the last two bits of their number count.
typedef struct {
  double high, low;
  uint64_t quarters;
} Reduced;

// What a + b loses (Knuth, The Art of Computer Programming, 4.2.2).
INLINE double lost_in_sum(double a, double b, double sum) {
  double b_part = sum - a;
  return (a - (sum - b_part)) + (b - b_part);
}

// For |x| ≤ 1e6.
INLINE Reduced reduced_near(double x) {
  double shifted = x * TWO_OVER_PI + ROUNDER, k = shifted - ROUNDER;
  double first = x - k * HALF_PI_1;
  double part2 = -(k * HALF_PI_2), second = first + part2;
  double part3 = -(k * HALF_PI_3), third = second + part3;
  double lost = lost_in_sum(first, part2, second) + lost_in_sum(second, part3, third);
  double rest = lost - k * HALF_PI_4;
  Reduced result = {.high = third + rest, .quarters = bits_of(shifted)};
  result.low = (third - result.high) + rest;
  return result;
}

// The bits of 2/π after the point, with 64 zeros before them.
static const uint64_t two_over_pi[] = {
    0,
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

// The 64 bits from bit `at` of `words`.
static uint64_t window(const uint64_t *words, int at) {
  int word = at / 64, offset = at % 64;
  return offset == 0 ? words[word] : words[word] << offset | words[word + 1] >> (64 - offset);
}

// For any finite |x| > 1e6.
//
// With x = m · 2^e, the bits of 2/π before e − 2 give multiples of 4 quarters; the next 192 are enough
// for the nearest that a double comes to a multiple of π/2, which is about 2^-61.
static Reduced reduced_far(double x) {
  uint64_t bits = bits_of(__builtin_fabs(x));
  uint64_t m = (bits & 0xfffffffffffff) | 0x10000000000000;
  int at = (int)(bits >> 52) - 1075 - 2 + 64;
  unsigned __int128 low = (unsigned __int128)m * window(two_over_pi, at + 128);
  unsigned __int128 middle = (unsigned __int128)m * window(two_over_pi, at + 64) + (low >> 64);
  uint64_t product[4] = {m * window(two_over_pi, at) + (uint64_t)(middle >> 64), (uint64_t)middle,
                         (uint64_t)low, 0};
  uint64_t quarters = product[0] >> 62;
  uint64_t fraction[4] = {window(product, 2), window(product, 66), window(product, 130), 0};
  int is_beyond_half = fraction[0] >> 63 != 0;
  if (is_beyond_half) {
    quarters++;
    for (int i = 0; i < 3; i++) fraction[i] = ~fraction[i];
  }
  int zeros = fraction[0] == 0 ? 63 : __builtin_clzll(fraction[0]);
  uint64_t leading = window(fraction, zeros), following = window(fraction, zeros + 64);

  // 26 bits and 64 more of the fraction of a quarter, times π/2
  double high = (double)(leading >> 38) * 0x1p-26;
  double rest = (double)(leading << 26 | following >> 38) * 0x1p-90;
  double exact = high * HALF_PI_HIGH, small = high * HALF_PI_LOW + rest * (HALF_PI_HIGH + HALF_PI_LOW);
  double scale = from_bits((uint64_t)(1023 - zeros) << 52);
  if ((x < 0) != is_beyond_half) scale = -scale;
  double sum = exact + small;
  return (Reduced){.high = sum * scale,
                   .low = ((exact - sum) + small) * scale,
                   .quarters = x < 0 ? -quarters : quarters};
}

// A value as a sum of two doubles.
typedef struct {
  double high, low;
} Pair;

// (sin r − r) / r³ for |r| ≤ π/4 and z = r²; error 2^-66 of the sine.
INLINE double sine_tail(double z) {
  double z2 = z * z;
  double p0 = -0x1.5555555555555p-3 + z * 0x1.1111111111110p-7;
  double p2 = -0x1.a01a01a019936p-13 + z * 0x1.71de3a54605eep-19;
  double p4 = -0x1.ae6454126638cp-26 + z * 0x1.61217ec01840fp-33;
  return p0 + z2 * (p2 + z2 * (p4 - z2 * 0x1.ab17a792c9454p-41));
}

// (cos r − 1 + r²/2) / r⁴ for |r| ≤ π/4 and z = r²; error 2^-60 of the cosine.
INLINE double cosine_tail(double z) {
  double z2 = z * z;
  double p0 = 0x1.5555555555555p-5 - z * 0x1.6c16c16c16966p-10;
  double p2 = 0x1.a01a019f4e867p-16 - z * 0x1.27e4fa17a41bfp-22;
  double p4 = 0x1.1eeb68b109cf5p-29 - z * 0x1.907d7aec5a8a3p-37;
  return p0 + z2 * (p2 + z2 * p4);
}

INLINE Pair sine_of(Reduced r) {
  double z = r.high * r.high;
  double rest = r.high * z * sine_tail(z) + r.low * (1 - 0.5 * z), sum = r.high + rest;
  return (Pair){sum, (r.high - sum) + rest};
}

INLINE Pair cosine_of(Reduced r) {
  double z = r.high * r.high, half = 0.5 * z, near = 1 - half;
  double rest = ((1 - near) - half) + (z * z * cosine_tail(z) - r.high * r.low), sum = near + rest;
  return (Pair){sum, (near - sum) + rest};
}

INLINE double sine(double x, Reduced r) {
  double value = r.quarters & 1 ? cosine_of(r).high : sine_of(r).high;
  value = r.quarters & 2 ? -value : value;
  return __builtin_fabs(x) < 0x1p-27 ? x : value;
}

INLINE double cosine(double x, Reduced r) {
  (void)x;
  double value = r.quarters & 1 ? sine_of(r).high : cosine_of(r).high;
  return (r.quarters + 1) & 2 ? -value : value;
}

// The quotient of sine and cosine, with what the division and both of them lost.
INLINE double tangent(double x, Reduced r) {
  Pair s = sine_of(r), c = cosine_of(r);
  int swaps = (r.quarters & 1) != 0;
  double over = swaps ? -c.high : s.high, over_rest = swaps ? -c.low : s.low;
  double under = swaps ? s.high : c.high, under_rest = swaps ? s.low : c.low;
  double quotient = over / under;
  double quotient_high = top_half(quotient), under_high = top_half(under);
  double quotient_low = quotient - quotient_high, under_low = under - under_high;
  double remainder = (over - quotient_high * under_high) - quotient_high * under_low;
  remainder = (remainder - quotient_low * under_high) - quotient_low * under_low;
  double value = quotient + ((remainder + over_rest) - quotient * under_rest) / under;
  return __builtin_fabs(x) < 0x1p-27 ? x : value;
}

// Defines ais_<name> and ais_<name>_value. A block with an angle beyond the quick limit is done again,
// each such angle by itself.
#define TRIGONOMETRIC_KERNEL(name, of_reduced)                                                     \
  static double name##_careful(double x) {                                                         \
    if (!(__builtin_fabs(x) <= LARGEST_FINITE)) return NOT_A_NUMBER;                               \
    return of_reduced(x, __builtin_fabs(x) <= QUICK_LIMIT ? reduced_near(x) : reduced_far(x));     \
  }                                                                                                \
  VECTORISED void ais_##name(double *restrict destination, const double *restrict a,               \
                             ptrdiff_t count) {                                                    \
    uint64_t odd = 0;                                                                              \
    EACH(i, count) {                                                                               \
      destination[i] = of_reduced(a[i], reduced_near(a[i]));                                       \
      odd |= __builtin_fabs(a[i]) <= QUICK_LIMIT ? 0 : 1;                                          \
    }                                                                                              \
    if (odd)                                                                                       \
      for (ptrdiff_t i = 0; i < count; i++) destination[i] = name##_careful(a[i]);                 \
  }                                                                                                \
  double ais_##name##_value(double a) { return name##_careful(a); }

TRIGONOMETRIC_KERNEL(sine, sine)
TRIGONOMETRIC_KERNEL(cosine, cosine)
TRIGONOMETRIC_KERNEL(tangent, tangent)
