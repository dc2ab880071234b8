// The incomplete gamma and beta functions, and what their quantiles need, for one element at a
// time.
//
// A probability is held as its two tails: the smaller one decides, so that neither end of the unit
// interval loses digits.

#ifndef AIS_TAILS_H
#define AIS_TAILS_H

#include "Elementary.h"

#define HALF_LOG_TWO_PI 0x1.d67f1c864beb5p-1
#define TWO_PI 0x1.921fb54442d18p2

// The probabilities of at most x, and of more.
typedef struct {
  double lower, upper;
} tails;

INLINE double smaller(double a, double b) { return a < b ? a : b; }
INLINE double larger(double a, double b) { return a > b ? a : b; }

// ln Γ(x) − (x − ½) ln x + x − ½ ln 2π for x ≥ 10, relative error of Γ below 1e-16: Stirling's
// series (Abramowitz & Stegun 6.1.41).
static double stirling_series(double x) {
  double y = 1 / (x * x);
  double sum = 1.0 / 156;
  sum = sum * y - 691.0 / 360360;
  sum = sum * y + 1.0 / 1188;
  sum = sum * y - 1.0 / 1680;
  sum = sum * y + 1.0 / 1260;
  sum = sum * y - 1.0 / 360;
  sum = sum * y + 1.0 / 12;
  return sum / x;
}

// ln Γ(x) for x > 0: Stirling's series above 10, where smaller arguments are moved to by
// Γ(x + 1) = x Γ(x).
static double log_gamma(double x) {
  if (!(x > 0)) return NOT_A_NUMBER;
  double product = 1;
  while (x < 10) product *= x++;
  return (x - 0.5) * log_careful(x) - x + HALF_LOG_TWO_PI + stirling_series(x) -
         log_careful(product);
}

// ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π for x > 0.
static double stirling_rest(double x) {
  if (x >= 10) return stirling_series(x);
  return log_gamma(x + 1) - (x + 0.5) * log_careful(x) + x - HALF_LOG_TWO_PI;
}

// x ln (x / mean) + mean − x without cancellation (Loader, "Fast and accurate computation of
// binomial probabilities", 2000).
static double deviance(double x, double mean) {
  double difference = x - mean, sum = x + mean;
  if (__builtin_fabs(difference) >= 0.1 * sum) return x * log_careful(x / mean) + mean - x;
  double v = difference / sum, total = difference * v, term = 2 * x * v;
  v *= v;
  for (int j = 3; j < 1000; j += 2) {
    term *= v;
    double next = total + term / j;
    if (next == total) break;
    total = next;
  }
  return total;
}

// What the tails of a gamma distribution of scale 1 need of its shape.
typedef struct {
  double shape, log_factorial, rest;
} gamma_shape;

static gamma_shape gamma_of(double shape) {
  return (gamma_shape){shape, log_gamma(shape + 1), stirling_rest(shape)};
}

// x^shape e^−x / Γ(shape + 1) for x > 0.
static double gamma_power(gamma_shape g, double x) {
  if (g.shape < 10) return exp_careful(g.shape * log_careful(x) - x - g.log_factorial);
  return exp_careful(-g.rest - deviance(g.shape, x)) / __builtin_elementwise_sqrt(TWO_PI * g.shape);
}

// What the tails of a beta distribution need of its shape.
typedef struct {
  double a, b, log_beta, rest;
} beta_shape;

static beta_shape beta_of(double a, double b) {
  return (beta_shape){a, b, log_gamma(a) + log_gamma(b) - log_gamma(a + b),
                      stirling_rest(a + b) - stirling_rest(a) - stirling_rest(b)};
}

// x^a y^b / B(a, b) with y = 1 − x, by way of the binomial probability of a in a + b.
static double beta_power(beta_shape s, double x, double y) {
  double n = s.a + s.b;
  double exponent = s.rest - deviance(s.a, n * x) - deviance(s.b, n * y);
  return exp_careful(exponent) * __builtin_elementwise_sqrt(s.a * s.b / (TWO_PI * n));
}

// The iterations after which a series or fraction is taken as it is: some six times the square root
// of the largest parameter are needed.
#define MOST_TERMS 100000

// Keeps the denominators of a continued fraction away from 0 (Lentz's method as modified by
// Thompson and Barnett, 1986).
INLINE double away_from_zero(double x) { return __builtin_fabs(x) < 1e-300 ? 1e-300 : x; }

// The tails at x of the gamma distribution of scale 1; `density` is x times its density there. The
// series below the mean, Legendre's continued fraction above (Abramowitz & Stegun 6.5.29, 6.5.31).
static tails gamma_tails(gamma_shape g, double x, double *density) {
  double shape = g.shape, power = gamma_power(g, x);
  *density = power * shape;
  if (x < shape + 1) {
    double term = 1, sum = 1;
    for (int n = 1; n < MOST_TERMS && term > sum * 0x1p-54; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    double lower = smaller(power * sum, 1);
    return (tails){lower, 1 - lower};
  }
  double b = x + 1 - shape, c = 1e300, d = 1 / b, fraction = d;
  for (int n = 1; n < MOST_TERMS; n++) {
    double a = n * (shape - n);
    b += 2;
    d = 1 / away_from_zero(a * d + b);
    c = away_from_zero(b + a / c);
    double factor = c * d;
    fraction *= factor;
    if (__builtin_fabs(factor - 1) < 0x1p-52) break;
  }
  double upper = smaller(*density * fraction, 1);
  return (tails){1 - upper, upper};
}

// The continued fraction of the incomplete beta function (Press et al., "Numerical Recipes", 6.4),
// which converges quickly for x < (a + 1) / (a + b + 2).
static double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
  for (int m = 1; m < MOST_TERMS; m++) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= d * c;
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    double factor = d * c;
    fraction *= factor;
    if (__builtin_fabs(factor - 1) < 0x1p-52) break;
  }
  return fraction;
}

// The tails at x of the beta distribution, y = 1 − x; `density` is x y times its density there.
static tails beta_tails(beta_shape s, double x, double y, double *density) {
  double a = s.a, b = s.b;
  *density = beta_power(s, x, y);
  if (x < (a + 1) / (a + b + 2)) {
    double lower = smaller(*density * beta_fraction(a, b, x) / a, 1);
    return (tails){lower, 1 - lower};
  }
  double upper = smaller(*density * beta_fraction(b, a, y) / b, 1);
  return (tails){1 - upper, upper};
}

// One of Halley's steps towards a tail of the wanted size, on the scale of logarithms: how far to
// go back along y, where the tail's logarithm has the slope `slope`, and `bend` is its second
// derivative over its first.
INLINE double halley_step(double tail, double wanted, double slope, double bend) {
  double newton = log_careful(tail / wanted) / slope;
  return newton / larger(1 - 0.5 * newton * bend, 0.5);
}

#endif
