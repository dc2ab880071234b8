// The normal distribution: its quantiles, draws by them, and its cumulative distribution.

#include "Elementary.h"
#include "Random.h"

// The polynomial with eight coefficients, of powers 0 to 7.
INLINE double polynomial_7(double x, const double c[8]) {
  double x2 = x * x;
  return ((c[0] + x * c[1]) + x2 * (c[2] + x * c[3])) +
         x2 * x2 * ((c[4] + x * c[5]) + x2 * (c[6] + x * c[7]));
}

// The polynomial with eleven coefficients, of powers 0 to 10.
INLINE double polynomial_10(double x, const double c[11]) {
  double x2 = x * x, x4 = x2 * x2;
  return polynomial_7(x, c) + x4 * x4 * ((c[8] + x * c[9]) + x2 * c[10]);
}

// How far from ½ the centre reaches. What is beyond, 3 % of uniform values, needs a logarithm and a root.
#define CENTRE 0.485

// quantile(½ + q) / q as a rational function of CENTRE² − q², for |q| ≤ CENTRE: minimax (Remez exchange in
// 60-digit arithmetic), relative error 2^-52.6.
static const double centre_numerator[11] = {
    0x1.1e5cc8f8a4f21p+2, 0x1.db6f4560b7c4dp+9, 0x1.3924a33181496p+16, 0x1.a49114515874dp+21,
    0x1.356244e8e7c5ap+26, 0x1.f5ee0482cf366p+29, 0x1.b1ca045a5b2dap+32, 0x1.727e544266c6ap+34,
    0x1.108fa173684ffp+35, 0x1.05e92313fc9edp+34, 0x1.226b56352e1ecp+30};
static const double centre_denominator[11] = {
    0x1.0000000000000p+0, 0x1.bddce24d16842p+7, 0x1.36f663023e68dp+14, 0x1.bfac426f0740bp+19,
    0x1.66c426ca5fc23p+24, 0x1.440dd682dae59p+28, 0x1.418ba10968bcfp+31, 0x1.49fd28f03dee7p+33,
    0x1.3a7f7deafea6ep+34, 0x1.c7b4fe4ca4868p+33, 0x1.3a27b6cc550f6p+31};

// The tails, up to e^-25 and beyond, as functions of √−ln p: algorithm AS 241, PPND16 (Wichura, Applied
// Statistics 37, 1988).
static const double tail_numerator[8] = {
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double tail_denominator[8] = {
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9};
static const double far_numerator[8] = {
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double far_denominator[8] = {
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15};

INLINE int is_central(double u) { return __builtin_fabs(u - 0.5) <= CENTRE; }

INLINE double central_quantile(double u) {
  double q = u - 0.5, s = (CENTRE - q) * (CENTRE + q);
  return q * (polynomial_10(s, centre_numerator) / polynomial_10(s, centre_denominator));
}

INLINE double near_tail(double t) {
  return polynomial_7(t - 1.6, tail_numerator) / polynomial_7(t - 1.6, tail_denominator);
}

INLINE double far_tail(double t) {
  return polynomial_7(t - 5, far_numerator) / polynomial_7(t - 5, far_denominator);
}

// The distance of the quantile from 0, for a tail of the given probability.
INLINE double tail_quantile_quick(double probability, uint64_t *odd) {
  *odd |= probability > 0x1p-36 ? 0 : 1;
  return near_tail(__builtin_elementwise_sqrt(-log_reduced(probability, 0)));
}

INLINE double tail_quantile_careful(double probability) {
  double t = __builtin_elementwise_sqrt(-log_careful(probability));
  double result = t > 5 ? far_tail(t) : near_tail(t);
  return probability == 0 ? INFINITE : result;
}

// The probability of the smaller tail, negative on the left; NaN outside the unit interval.
INLINE double signed_tail(double u) {
  double tail = u < 0.5 ? -u : 1 - u;
  return u >= 0 && u <= 1 ? tail : NOT_A_NUMBER;
}

INLINE double quantile_of(double u) {
  double tail = signed_tail(u);
  double outer = __builtin_copysign(tail_quantile_careful(__builtin_fabs(tail)), tail);
  return is_central(u) ? central_quantile(u) : outer;
}

// Bit i of the result says of element i of up to GROUP values whether it is in a tail.
INLINE uint64_t tails_among(const double *u, ptrdiff_t count) {
  uint64_t found = 0;
  EACH(i, count) found |= is_central(u[i]) ? 0 : (uint64_t)1 << i;
  return found;
}

// Nearly always there are no more tails among GROUP values than this. So many are taken out without looking
// whether they are there, because a branch that is often mistaken costs more.
#define LIKELY_TAILS 4

// Writes the places of the tails among up to CHUNK values, and returns how many there are.
INLINE ptrdiff_t list_tails(const double *u, ptrdiff_t count, uint32_t *places) {
  ptrdiff_t outside = 0;
  for (ptrdiff_t first = 0; first < count; first += GROUP) {
    ptrdiff_t length = group_at(first, count);
    uint64_t found = length == GROUP ? tails_among(u + first, GROUP) : tails_among(u + first, length);
    for (int k = 0; k < LIKELY_TAILS; k++) {
      places[outside] = (uint32_t)(first + __builtin_ctzll(found | (uint64_t)1 << 63));
      outside += found ? 1 : 0;
      found &= found - 1;
    }
    for (; found; found &= found - 1) places[outside++] = (uint32_t)(first + __builtin_ctzll(found));
  }
  return outside;
}

// Tails are done as many at a time, the last of them beside values that do not matter.
#define TOGETHER 8

// Replaces up to CHUNK values u by their quantiles. The tails are taken out, done together, and put
// back.
INLINE void quantiles_in_place(double *u, ptrdiff_t count) {
  uint32_t places[CHUNK + LIKELY_TAILS];
  double tails[CHUNK + TOGETHER], distances[CHUNK + TOGETHER];
  uint64_t odd = 0;
  ptrdiff_t outside = list_tails(u, count, places);
  for (ptrdiff_t i = 0; i < outside; i++) tails[i] = signed_tail(u[places[i]]);
  for (int i = 0; i < TOGETHER; i++) tails[outside + i] = 0.25;
  EACH(i, count) u[i] = central_quantile(u[i]);
  for (ptrdiff_t first = 0; first < outside; first += TOGETHER) {
#pragma clang loop vectorize(enable) interleave_count(1)
    for (ptrdiff_t i = first; i < first + TOGETHER; i++) {
      distances[i] = tail_quantile_quick(__builtin_fabs(tails[i]), &odd);
    }
  }
  if (odd) EACH(i, outside) distances[i] = tail_quantile_careful(__builtin_fabs(tails[i]));
  for (ptrdiff_t i = 0; i < outside; i++) u[places[i]] = __builtin_copysign(distances[i], tails[i]);
}

VECTORISED void ais_normal_quantile(double *restrict destination, const double *restrict a,
                                    ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    ais_copy(destination + i, a + i, chunk_at(i, count));
    quantiles_in_place(destination + i, chunk_at(i, count));
  }
}

double ais_normal_quantile_value(double u) { return quantile_of(u); }

VECTORISED void ais_normal(double *destination, uint64_t key, uint64_t seed, uint64_t start,
                           ptrdiff_t count) {
  stream s = stream_of(key, seed);
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    uniform_block(destination + i, s, start + (uint64_t)i, chunk_at(i, count));
    quantiles_in_place(destination + i, chunk_at(i, count));
  }
}

// Rational Chebyshev approximations of Cody ("Rational Chebyshev approximations for the error
// function", Math. Comp. 1969; as ANORM in ACM Algorithm 715, 1993), coefficients of falling powers
// except for the last of each numerator, which belongs to the highest.
static double cody(double x, const double *n, const double *d, int degree) {
  double numerator = n[degree] * x, denominator = x;
  for (int i = 0; i < degree - 1; i++) {
    numerator = (numerator + n[i]) * x;
    denominator = (denominator + d[i]) * x;
  }
  return (numerator + n[degree - 1]) / (denominator + d[degree - 1]);
}

// Φ(x) − ½ for |x| ≤ 0.66291.
static double cdf_centre(double x) {
  static const double n[] = {
      2.2352520354606839287e00, 1.6102823106855587881e02, 1.0676894854603709582e03,
      1.8154981253343561249e04, 6.5682337918207449113e-2};
  static const double d[] = {
      4.7202581904688241870e01, 9.7609855173777669322e02, 1.0260932208618978205e04,
      4.5507789335026729956e04};
  return x * cody(x * x, n, d, 4);
}

// Φ(−y) e^(y²/2) for 0.66291 ≤ y ≤ √32.
static double cdf_tail(double y) {
  static const double n[] = {
      3.9894151208813466764e-1, 8.8831497943883759412e00, 9.3506656132177855979e01,
      5.9727027639480026226e02, 2.4945375852903726711e03, 6.8481904505362823326e03,
      1.1602651437647350124e04, 9.8427148383839780218e03, 1.0765576773720192317e-8};
  static const double d[] = {
      2.2266688044328115691e01, 2.3538790178262499861e02, 1.5193775994075548050e03,
      6.4855582982667607550e03, 1.8615571640885098091e04, 3.4900952721145977266e04,
      3.8912003286093271411e04, 1.9685429676859990727e04};
  return cody(y, n, d, 8);
}

// The same for y > √32.
static double cdf_far_tail(double y) {
  static const double n[] = {
      2.1589853405795699e-1, 1.274011611602473639e-1, 2.2235277870649807e-2,
      1.421619193227893466e-3, 2.9112874951168792e-5, 2.307344176494017303e-2};
  static const double d[] = {
      1.28426009614491121e00, 4.68238212480865118e-1, 6.59881378689285515e-2,
      3.78239633202758244e-3, 7.29751555083966205e-5};
  double z = 1 / (y * y);
  return (0x1.9884533d43651p-2 - z * cody(z, n, d, 5)) / y;
}

// e^(−y²/2) for y ≥ 0: y is split into sixteenths and a rest, so that the large part of its square
// is exact.
static double bell(double y) {
  double sixteenths = whole_part(y * 16) / 16;
  double rest = (y - sixteenths) * (y + sixteenths);
  return exp_careful(-0.5 * sixteenths * sixteenths) * exp_careful(-0.5 * rest);
}

double ais_normal_cdf_value(double x) {
  double y = __builtin_fabs(x);
  if (is_nan(x)) return x;
  if (y <= 0.66291) return 0.5 + cdf_centre(x);
  if (y >= 40) return x > 0 ? 1 : 0;
  double tail = bell(y) * (y * y <= 32 ? cdf_tail(y) : cdf_far_tail(y));
  return x > 0 ? 1 - tail : tail;
}

void ais_normal_cdf(double *restrict destination, const double *restrict a, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) destination[i] = ais_normal_cdf_value(a[i]);
}
