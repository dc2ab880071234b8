// W1 by hand, as fast as it goes while every draw keeps its quantile: one fused loop over blocks that stay in
// cache, draws by the inverse normal distribution from a counter, fused multiply-add, statistics as the
// samples pass. What `w1.ais` is measured against: the same inputs, formulas and answers.
//
//   clang -O3 -march=native -mprefer-vector-width=512 -ffp-contract=fast -fno-math-errno -fno-trapping-math limit-w1.c -o limit-w1 -lm
//   ./limit-w1 [samples]

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define BLOCK 256
#define PILOT 16384
enum { NORMALS = 11, UNIFORMS = 9, METRICS = 4, COLUMNS = 2 * METRICS, QUANTILES = 3 };

static const double probabilities[QUANTILES] = {0.05, 0.5, 0.95};
static const char *const names[METRICS] = {"revenue", "net", "treasury", "runway"};

static inline double of_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// e^x for |x| < 700, within 1 ulp: a multiple of ln 2 is taken off, the rest is a Taylor polynomial.
static inline double exponential(double x) {
  double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52, k = shifted - 0x1.8p52;
  double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
  double p = 1.0 / 6227020800, divisor[] = {479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1};
  for (int i = 0; i < 12; i++) p = p * r + 1 / divisor[i];
  double result = p * r + 1;
  return of_bits(bits_of(result) + (bits_of(shifted) << 52));
}

// ln x for a positive, normal x, within 1 ulp.
static inline double logarithm(double x) {
  uint64_t bits = bits_of(x), biased = (bits + (bits_of(1) - bits_of(0x1.6a09e667f3bcdp-1))) >> 52;
  double k = of_bits(biased | bits_of(0x1p52)) - (0x1p52 + 1023);
  double f = of_bits(bits - ((biased - 1023) << 52)) - 1, s = f / (2 + f), z = s * s;
  double series = 0x1.2f0706282f978p-3;
  const double c[] = {0x1.39a1934e5772fp-3, 0x1.746640594b219p-3, 0x1.c71c5202c852ap-3,
                      0x1.24924941f8ab1p-2, 0x1.999999997fd3bp-2, 0x1.5555555555592p-1};
  for (int i = 0; i < 6; i++) series = series * z + c[i];
  double half = 0.5 * f * f;
  return k * 0x1.62e42fefa3800p-1 - ((half - (s * (half + series * z) + k * 0x1.ef35793c76730p-45)) - f);
}

// The word of a counter: SplitMix64.
static inline uint64_t word(uint64_t stream, uint64_t i) {
  uint64_t x = i * 0x9e3779b97f4a7c15 + stream;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

static inline double unit(uint64_t word) { return of_bits(word >> 12 | bits_of(1)) - (1 - 0x1p-53); }

static inline double polynomial(double x, const double *c, int degree) {
  double p = c[degree];
  for (int i = degree - 1; i >= 0; i--) p = p * x + c[i];
  return p;
}

// The quantile within 0.485 of ½, by a minimax rational function; beyond, by AS 241 (Wichura 1988).
static const double centre_n[] = {
    4.4744131496588870371, 950.86930474255640698, 80164.637474136745129, 3445282.5397194982125,
    81103123.639146245611, 1052622992.3511778792, 7277773914.3561649069, 24863396105.60587218,
    36582525851.259760242, 17576528975.947194457, 1218106765.2950392529};
static const double centre_d[] = {
    1.0, 222.93141404056410979, 19901.59668824686714, 916834.07605326306834, 23512102.790523660435,
    339795304.17844156269, 2697318532.7045665497, 11072590304.483838375, 21105604523.978936585,
    15290989721.285354304, 2635324262.1661330481};
static const double tail_n[] = {
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double tail_d[] = {
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9};

static inline double tail_quantile(double u) {
  double p = u < 0.5 ? u : 1 - u, t = sqrt(-logarithm(p)) - 1.6;
  return copysign(polynomial(t, tail_n, 7) / polynomial(t, tail_d, 7), u - 0.5);
}

static void normals(double *z, uint64_t stream, uint64_t start) {
  double u[BLOCK], tails[BLOCK];
  int places[BLOCK], count = 0;
  for (int i = 0; i < BLOCK; i++) u[i] = unit(word(stream, start + i));
  for (int i = 0; i < BLOCK; i++) {
    double q = u[i] - 0.5, s = (0.485 - q) * (0.485 + q);
    z[i] = q * polynomial(s, centre_n, 10) / polynomial(s, centre_d, 10);
  }
  for (int group = 0; group < BLOCK; group += 64) {
    uint64_t outside = 0;
    for (int i = 0; i < 64; i++) outside |= fabs(u[group + i] - 0.5) > 0.485 ? 1ull << i : 0;
    for (; outside; outside &= outside - 1) places[count++] = group + __builtin_ctzll(outside);
  }
  int padded = (count + 7) & ~7;
  for (int i = count; i < padded; i++) places[i] = 0;
  for (int i = 0; i < padded; i++) tails[i] = u[places[i]];
  for (int i = 0; i < padded; i += 8) {
    for (int l = 0; l < 8; l++) tails[i + l] = tail_quantile(tails[i + l]);
  }
  for (int i = 0; i < count; i++) z[places[i]] = tails[i];
}

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }

static inline double triangular(double u, double low, double mode, double high) {
  double width = high - low, left = mode - low, right = high - mode;
  return u * width < left ? low + sqrt(u * width * left) : high - sqrt((1 - u) * width * right);
}

// The metrics of a block of samples, for the base and for half the price.
static void evaluate(double out[COLUMNS][BLOCK], uint64_t start) {
  double z[NORMALS][BLOCK], u[UNIFORMS][BLOCK];
  for (int k = 0; k < NORMALS; k++) normals(z[k], word(1, k), start);
  for (int k = 0; k < UNIFORMS; k++) {
    uint64_t stream = word(2, k);
    for (int i = 0; i < BLOCK; i++) u[k][i] = unit(word(stream, start + i));
  }
  for (int i = 0; i < BLOCK; i++) {
    double token_price = exponential(0.6931471805599453 + 0.6 * z[0][i]);
    double tokens = 4e6 + 4e5 * z[1][i], cash = 3e6 + 4e5 * z[2][i];
    double users = exponential(10.819778284410283 + 0.3 * z[3][i]);
    double arpu = exponential(2.0794415416798357 + 0.25 * z[4][i]);
    double growth = 0.04 + 0.03 * z[5][i], cost_per_head = 14000 + 1500 * z[6][i];
    double infra_per_user = exponential(-0.5108256237659907 + 0.3 * z[7][i]);
    double volume = exponential(18.60300230074632 + 0.7 * z[8][i]);
    double staking_yield = 0.05 + 0.01 * z[9][i];
    double liquidity = exponential(15.424948470398375 + 0.8 * z[10][i]);
    double churn = 0.02 + 0.06 * u[0][i], headcount = triangular(u[1][i], 40, 55, 80);
    double infra_base = 80e3 + 80e3 * u[2][i], marketing_ratio = 0.05 + 0.2 * u[3][i];
    double fee_rate = triangular(u[4][i], 0.001, 0.0025, 0.005), staking_share = 0.1 + 0.3 * u[5][i];
    double elasticity = triangular(u[6][i], 0.3, 0.6, 1.1);
    double vesting = 2e5 + 6e5 * u[7][i], tax_rate = 0.1 + 0.15 * u[8][i];
    double kept_users = users * most(0, 1 + growth - churn), payroll = headcount * cost_per_head;
    double staked = tokens * staking_share * staking_yield / 12;
    for (int scenario = 0; scenario < 2; scenario++) {
      double price = scenario ? token_price * 0.5 : token_price;
      double demand = exponential(elasticity * logarithm(price / 2));
      double active = kept_users * least(1.5, demand), subscriptions = active * arpu;
      double fees = volume * demand * fee_rate, revenue = subscriptions + fees + staked * price;
      double infra = infra_base + infra_per_user * active;
      double opex = payroll + infra + marketing_ratio * (subscriptions + fees);
      double pretax = revenue - opex, tax = pretax > 0 ? pretax * tax_rate : 0;
      double net = pretax - tax + least(vesting * price, 0.03 * liquidity);
      double treasury = cash + 0.25 * tokens * price, burn = most(0, -net);
      double runway = burn > 0 ? least(treasury / burn, 120) : 120;
      out[scenario * METRICS][i] = revenue, out[scenario * METRICS + 1][i] = net;
      out[scenario * METRICS + 2][i] = treasury, out[scenario * METRICS + 3][i] = runway;
    }
  }
}

// The element that would have this rank if x were sorted; x is reordered (Hoare's selection).
static double of_rank(double *x, long count, long rank) {
  for (long low = 0, high = count - 1; low < high;) {
    double middle = x[(low + high) / 2];
    long i = low, j = high;
    while (i <= j) {
      while (x[i] < middle) i++;
      while (x[j] > middle) j--;
      if (i <= j) {
        double other = x[i];
        x[i++] = x[j], x[j--] = other;
      }
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return x[rank];
}

// What is counted and kept around one quantile: samples between the bounds and, where several of the pilot equal
// the upper one, how many do.
typedef struct {
  double low, high, *kept;
  long below, count, at_high;
  int has_ties;
} bracket;

static void collect(bracket *b, const double *x, int count) {
  uint64_t below = 0, at_high = 0;
  int i = 0;
#ifdef __AVX512F__
  __m512d low = _mm512_set1_pd(b->low), high = _mm512_set1_pd(b->high);
  for (; i + 8 <= count; i += 8) {
    __m512d some = _mm512_loadu_pd(x + i);
    __mmask8 lower = _mm512_cmp_pd_mask(some, low, _CMP_LT_OQ);
    __mmask8 inside = _mm512_cmp_pd_mask(some, high, _CMP_LT_OQ) & ~lower;
    below += __builtin_popcount(lower);
    _mm512_storeu_pd(b->kept + b->count, _mm512_maskz_compress_pd(inside, some));
    b->count += __builtin_popcount(inside);
  }
#endif
  for (; i < count; i++) {
    below += x[i] < b->low;
    b->kept[b->count] = x[i];
    b->count += x[i] >= b->low && x[i] < b->high;
  }
  if (b->has_ties) for (i = 0; i < count; i++) at_high += x[i] == b->high ? 1 : 0;
  b->below += below, b->at_high += at_high;
}

// The sums of the distances to a shift and of their squares, in 16 lanes.
static inline void add_moments(const double *x, int count, double shift, double *sum, double *square) {
  double sums[16] = {0}, squares[16] = {0};
  for (int i = 0; i < count; i += 16) {
    for (int l = 0; l < 16; l++) sums[l] += x[i + l] - shift, squares[l] += (x[i + l] - shift) * (x[i + l] - shift);
  }
  for (int l = 0; l < 16; l++) *sum += sums[l], *square += squares[l];
}

static double quantile(bracket *b, double probability, long samples) {
  double place = probability * (samples - 1), ends[2];
  for (int next = 0; next < 2; next++) {
    long rank = (long)place + next - b->below;
    ends[next] = rank >= 0 && rank < b->count ? of_rank(b->kept, b->count, rank)
                 : rank >= b->count && rank < b->count + b->at_high ? b->high : NAN;
  }
  return ends[0] == ends[1] ? ends[0] : ends[0] + (place - (long)place) * (ends[1] - ends[0]);
}

int main(int count, char **arguments) {
  long samples = count > 1 ? atol(arguments[1]) : 1000000;
  static double out[COLUMNS][BLOCK], pilot[COLUMNS][PILOT];
  static bracket brackets[COLUMNS][QUANTILES];
  double shift[COLUMNS], sums[COLUMNS] = {0}, squares[COLUMNS] = {0};
  long low[2] = {0};
  if (samples < PILOT || samples % 16) return 2;
  for (int start = 0; start < PILOT; start += BLOCK) {
    evaluate(out, start);
    for (int c = 0; c < COLUMNS; c++) memcpy(pilot[c] + start, out[c], sizeof out[c]);
  }
  for (int c = 0; c < COLUMNS; c++) {
    shift[c] = of_rank(pilot[c], PILOT, PILOT / 2);
    for (int q = 0; q < QUANTILES; q++) {
      double p = probabilities[q], margin = 5 * sqrt(PILOT * p * (1 - p)) + 2, middle = p * (PILOT - 1);
      brackets[c][q] = (bracket){
          .low = middle < margin ? -INFINITY : of_rank(pilot[c], PILOT, (long)(middle - margin)),
          .high = middle + margin >= PILOT ? INFINITY : of_rank(pilot[c], PILOT, (long)(middle + margin)),
          .kept = malloc(sizeof(double) * (samples + BLOCK))};
      bracket *b = &brackets[c][q];
      for (int i = 0, equal = 0; i < PILOT; i++) b->has_ties |= pilot[c][i] == b->high && equal++;
    }
  }
  for (long start = 0; start < samples; start += BLOCK) {
    int length = samples - start < BLOCK ? (int)(samples - start) : BLOCK;
    evaluate(out, start);
    for (int c = 0; c < COLUMNS; c++) {
      if (length == BLOCK) {
        add_moments(out[c], BLOCK, shift[c], &sums[c], &squares[c]);
      } else {
        add_moments(out[c], length, shift[c], &sums[c], &squares[c]);
      }
      for (int q = 0; q < QUANTILES; q++) collect(&brackets[c][q], out[c], length);
    }
    for (int s = 0; s < 2; s++) {
      uint64_t found = 0;
      for (int i = 0; i < length; i++) found += out[s * METRICS + 3][i] < 12 ? 1 : 0;
      low[s] += found;
    }
  }
  struct timespec spent;
  printf("{\"samples\":%ld", samples);
  for (int c = 0; c < COLUMNS; c++) {
    if (c % METRICS == 0) printf(",\"%s\":{\"P(runway < 12)\":%.10g", c ? "what if" : "base", (double)low[c / METRICS] / samples);
    double mean = sums[c] / samples, q[QUANTILES];
    for (int k = 0; k < QUANTILES; k++) q[k] = quantile(&brackets[c][k], probabilities[k], samples);
    printf(",\"%s\":{\"mean\":%.10g,\"sd\":%.10g,\"p5\":%.10g,\"p50\":%.10g,\"p95\":%.10g}%s", names[c % METRICS],
           mean + shift[c], sqrt((squares[c] - samples * mean * mean) / (samples - 1)), q[0], q[1], q[2],
           c % METRICS == METRICS - 1 ? "}" : "");
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  printf(",\"cpu_seconds\":%.6f}\n", spent.tv_sec + 1e-9 * spent.tv_nsec);
}
