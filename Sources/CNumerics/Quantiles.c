// Quantiles of the gamma, beta, Poisson and binomial distributions.

#include "Tails.h"

#define MOST_STEPS 60

// From this size of parameters on the guess from the normal quantile is taken as it is: its relative
// error is then below 1e-10.
#define LARGE 1e7

INLINE int is_probability(tails t) { return t.lower >= 0 && t.upper >= 0; }

// The x at which the gamma distribution of scale 1 has the tails `wanted`. Halley's method on the
// logarithm of the smaller tail as a function of ln x.
static double gamma_at(tails wanted, gamma_shape g) {
  double shape = g.shape;
  if (!(shape > 0) || shape > LARGEST_FINITE || !is_probability(wanted)) return NOT_A_NUMBER;
  if (wanted.lower <= 0) return 0;
  if (wanted.upper <= 0) return INFINITE;
  // near 0 the lower tail is x^shape / Γ(shape + 1)
  double start = exp_careful((log_careful(wanted.lower) + g.log_factorial) / shape);
  if (start < 1e-17 * (shape + 1)) return start;
  int isLower = wanted.lower <= wanted.upper;
  double target = isLower ? wanted.lower : wanted.upper, sign = isLower ? 1 : -1;
  double z = isLower ? ais_normal_quantile_value(target) : -ais_normal_quantile_value(target);
  // Wilson and Hilferty (1931): the cube root is nearly normal
  double root = 1 - 1 / (9 * shape) + z / (3 * __builtin_elementwise_sqrt(shape));
  if (shape > LARGE) return shape * root * root * root;
  double x = start;
  if (start > 0.1 * (shape + 1) || !isLower) {
    double guess = shape * root * root * root;
    x = root > 0.2 ? guess : smaller(start, shape);
    if (!isLower && shape < 1) x = larger(-log_careful(target) + (shape - 1), 0.05 * shape);
  }
  double closeness = 1e-5 / __builtin_elementwise_sqrt(shape + 1);
  for (int i = 0; i < MOST_STEPS; i++) {
    double density;
    tails found = gamma_tails(g, x, &density);
    double tail = isLower ? found.lower : found.upper;
    if (!(tail > 0) || !(density > 0)) {
      x *= tail > 0.5 ? 0.5 : isLower ? 2 : 0.5;
      continue;
    }
    double slope = sign * density / tail;
    double step = clamped(halley_step(tail, target, slope, shape - x - slope), 2);
    x *= exp_careful(-step);
    if (__builtin_fabs(step) < closeness) break;
  }
  return x;
}

// The x at which the beta distribution has the tails `wanted`: the same method in ln (x / (1 − x)).
static double beta_at(tails wanted, beta_shape s) {
  double a = s.a, b = s.b;
  if (!(a > 0) || !(b > 0) || a + b > 1e15 || !is_probability(wanted)) return NOT_A_NUMBER;
  if (wanted.lower <= 0) return 0;
  if (wanted.upper <= 0) return 1;
  // near the ends the tails are powers of the distance
  double from_0 = (log_careful(wanted.lower) + log_careful(a) + s.log_beta) / a;
  double from_1 = (log_careful(wanted.upper) + log_careful(b) + s.log_beta) / b;
  if (from_0 < -40 - log_careful(1 + b)) return exp_careful(from_0);
  if (from_1 < -40 - log_careful(1 + a)) return 1;
  int isLower = wanted.lower <= wanted.upper;
  double target = isLower ? wanted.lower : wanted.upper, sign = isLower ? 1 : -1;
  double logit;
  if (a >= 1 && b >= 1) {
    // Abramowitz & Stegun 26.5.22
    double z = (isLower ? -1 : 1) * ais_normal_quantile_value(target);
    double l = (z * z - 3) / 6, ra = 1 / (2 * a - 1), rb = 1 / (2 * b - 1), h = 2 / (ra + rb);
    double inside = larger(l + h, 0);
    double w = z * __builtin_elementwise_sqrt(inside) / h - (rb - ra) * (l + 5.0 / 6 - 2 / (3 * h));
    logit = log_careful(a / b) - 2 * w;
    if (a + b > LARGE) return 1 / (1 + exp_careful(-logit));
  } else {
    double left = exp_careful(a * log_careful(a / (a + b))) / a;
    double right = exp_careful(b * log_careful(b / (a + b))) / b, both = left + right;
    if (wanted.lower < left / both) {
      double log_x = smaller(log_careful(a * both * wanted.lower) / a, -1e-3);
      logit = log_x - log_careful(1 - exp_careful(log_x));
    } else {
      double log_y = smaller(log_careful(b * both * wanted.upper) / b, -1e-3);
      logit = log_careful(1 - exp_careful(log_y)) - log_y;
    }
  }
  double closeness = 1e-5 / __builtin_elementwise_sqrt(a + b + 1), x = 0;
  for (int i = 0; i < MOST_STEPS; i++) {
    logit = clamped(logit, 700);
    double density, odds = exp_careful(-__builtin_fabs(logit));
    double near = odds / (1 + odds), far = 1 / (1 + odds);
    x = logit < 0 ? near : far;
    double y = logit < 0 ? far : near;
    tails found = beta_tails(s, x, y, &density);
    double tail = isLower ? found.lower : found.upper;
    if (!(tail > 0) || !(density > 0)) {
      logit *= 0.5;
      continue;
    }
    double slope = sign * density / tail;
    double step = clamped(halley_step(tail, target, slope, a * y - b * x - slope), 3);
    logit -= step;
    // the last step on the scale of x, without another pair of exponentials
    x -= step * x * y * (1 - 0.5 * step * (y - x));
    if (__builtin_fabs(step) < closeness) break;
  }
  return x;
}

INLINE tails both_tails(double u) {
  return u >= 0 && u <= 1 ? (tails){u, 1 - u} : (tails){NOT_A_NUMBER, NOT_A_NUMBER};
}

static tails poisson_tails(double k, double mean) {
  double density;
  if (k < 0) return (tails){0, 1};
  tails waiting = gamma_tails(gamma_of(k + 1), mean, &density);
  return (tails){waiting.upper, waiting.lower};
}

static tails binomial_tails(double k, double n, double p) {
  double density;
  if (k < 0) return (tails){0, 1};
  if (k >= n) return (tails){1, 0};
  tails order = beta_tails(beta_of(k + 1, n - k), p, 1 - p, &density);
  return (tails){order.upper, order.lower};
}

// A count as a distribution: Poisson with the mean p if n is infinite, else binomial.
static tails count_tails(double k, double n, double p) {
  return n == INFINITE ? poisson_tails(k, p) : binomial_tails(k, n, p);
}

// The smallest count whose probability of at most itself reaches `wanted`: from the normal guess
// with its skewness (Cornish and Fisher), up or down.
static double count_at(tails wanted, double n, double p, double mean, double variance) {
  int isLower = wanted.lower <= wanted.upper;
  double target = isLower ? wanted.lower : wanted.upper;
  double z = isLower ? ais_normal_quantile_value(target) : -ais_normal_quantile_value(target);
  double skew = n == INFINITE ? 1 : 1 - 2 * p;
  double guess = mean + z * __builtin_elementwise_sqrt(variance) + skew * (z * z - 1) / 6;
  if (variance > LARGE) return whole_part(smaller(larger(guess + 0.5, 0), n));
  double k = whole_part(smaller(larger(guess, 0), smaller(n, 0x1p51)));
  for (int i = 0; i < MOST_TERMS; i++) {
    tails here = count_tails(k, n, p);
    if (isLower ? here.lower >= target : here.upper <= target) break;
    k++;
  }
  for (int i = 0; i < MOST_TERMS && k > 0; i++) {
    tails below = count_tails(k - 1, n, p);
    if (isLower ? below.lower < target : below.upper > target) break;
    k--;
  }
  return k;
}

static double poisson_at(tails wanted, double mean) {
  if (!(mean >= 0) || mean > 1e15 || !is_probability(wanted)) return NOT_A_NUMBER;
  if (mean == 0 || wanted.lower <= 0) return 0;
  return wanted.upper <= 0 ? INFINITE : count_at(wanted, INFINITE, mean, mean, mean);
}

static double binomial_at(tails wanted, double n, double p) {
  if (!(n >= 0) || !(p >= 0) || !(p <= 1) || n > 1e15 || !is_probability(wanted)) return NOT_A_NUMBER;
  if (p == 0 || n == 0 || wanted.lower <= 0) return 0;
  return p == 1 || wanted.upper <= 0 ? n : count_at(wanted, n, p, n * p, n * p * (1 - p));
}

double ais_gamma_at(double lower, double upper, double shape) {
  return gamma_at((tails){lower, upper}, gamma_of(shape));
}

double ais_beta_at(double lower, double upper, double alpha, double beta) {
  return beta_at((tails){lower, upper}, beta_of(alpha, beta));
}

double ais_poisson_at(double lower, double upper, double mean) {
  return poisson_at((tails){lower, upper}, mean);
}

double ais_binomial_at(double lower, double upper, double trials, double p) {
  return binomial_at((tails){lower, upper}, trials, p);
}

double ais_count_at(double lower, double upper, double trials, double p) {
  return trials == INFINITE ? ais_poisson_at(lower, upper, p)
                            : ais_binomial_at(lower, upper, trials, p);
}

void ais_count_tails(double k, double trials, double p, double *lower, double *upper) {
  tails found = count_tails(k, trials, p);
  *lower = found.lower;
  *upper = found.upper;
}

double ais_gamma_quantile_value(double u, double shape) {
  return gamma_at(both_tails(u), gamma_of(shape));
}

double ais_poisson_quantile_value(double u, double mean) { return poisson_at(both_tails(u), mean); }

double ais_log_gamma_value(double x) { return x > 0 ? log_gamma(x) : NOT_A_NUMBER; }

void ais_gamma_quantile(double *restrict destination, const double *restrict u,
                        const double *restrict shape, ptrdiff_t count) {
  gamma_shape g = {NOT_A_NUMBER, 0, 0};
  for (ptrdiff_t i = 0; i < count; i++) {
    if (shape[i] != g.shape) g = gamma_of(shape[i]);
    destination[i] = gamma_at(both_tails(u[i]), g);
  }
}

void ais_poisson_quantile(double *restrict destination, const double *restrict u,
                          const double *restrict mean, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) destination[i] = poisson_at(both_tails(u[i]), mean[i]);
}

void ais_beta_quantile(double *restrict destination, const double *restrict u,
                       const double *restrict alpha, const double *restrict beta,
                       ptrdiff_t count) {
  beta_shape s = {NOT_A_NUMBER, 0, 0, 0};
  for (ptrdiff_t i = 0; i < count; i++) {
    if (alpha[i] != s.a || beta[i] != s.b) s = beta_of(alpha[i], beta[i]);
    destination[i] = beta_at(both_tails(u[i]), s);
  }
}

void ais_binomial_quantile(double *restrict destination, const double *restrict u,
                           const double *restrict trials, const double *restrict p,
                           ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    destination[i] = binomial_at(both_tails(u[i]), trials[i], p[i]);
  }
}
