// Quantile functions with fixed parameters, tabulated: what takes a microsecond by iteration takes some
// nanoseconds by a table.

#include "Tails.h"

// MARK: Continuous families

// The places at which a cell is sampled, the middle of the cell being 0 and its width 1: Chebyshev nodes, in
// an order in which divided differences keep their digits (Leja's).
static const double nodes[AIS_TABLE_TERMS] = {
    0.4957224306869052, -0.4957224306869052, -0.0652630961100258, 0.30438071450436033,
    -0.30438071450436033, 0.19134171618254492, -0.3966766701456175, 0.46193976625564337,
    -0.19134171618254475, -0.46193976625564337, 0.3966766701456176, 0.06526309611002586};

// The largest product of the distances to all nodes but one, and how large a last term may be: where it is
// larger the polynomial is not close enough, and what falls into the cell is not looked up.
#define NODES_PRODUCT 0x1p-21
#define CLOSE 1e-11

// Fills a table with a function of the normal quantile z: in each cell Newton's polynomial through the nodes.
static void tabulate(ais_table *table, double (*function)(double z, const double *parameters),
                     const double *parameters) {
  for (int cell = 0; cell < AIS_TABLE_CELLS; cell++) {
    double values[AIS_TABLE_TERMS];
    for (int k = 0; k < AIS_TABLE_TERMS; k++) {
      double place = (cell + 0.5 + nodes[k]) / AIS_TABLE_DENSITY - AIS_TABLE_REACH;
      values[k] = function(place, parameters);
    }
    for (int k = 0; k < AIS_TABLE_TERMS; k++) {
      // before round k `values[i]` is the divided difference of the nodes 0 … k − 1 and i
      table->terms[k][cell] = values[k];
      for (int i = k + 1; i < AIS_TABLE_TERMS; i++) {
        values[i] = (values[i] - values[k]) / (nodes[i] - nodes[k]);
      }
    }
    double last = __builtin_fabs(table->terms[AIS_TABLE_TERMS - 1][cell]) * NODES_PRODUCT;
    if (!(last <= CLOSE)) table->terms[0][cell] = NOT_A_NUMBER;
  }
  for (int k = 0; k < AIS_TABLE_TERMS; k++) table->terms[k][AIS_TABLE_CELLS] = NOT_A_NUMBER;
}

// The tabulated function at z, NaN where the table does not reach.
INLINE double looked_up(const ais_table *table, double z) {
  double place = (z + AIS_TABLE_REACH) * AIS_TABLE_DENSITY;
  double within = place >= 0 && place < AIS_TABLE_CELLS ? place : AIS_TABLE_CELLS;
  uint32_t cell = (uint32_t)within;
  double t = within - (double)cell - 0.5, result = table->terms[AIS_TABLE_TERMS - 1][cell];
#pragma clang loop unroll(full)
  for (int k = AIS_TABLE_TERMS - 2; k >= 0; k--) {
    result = result * (t - nodes[k]) + table->terms[k][cell];
  }
  return result;
}

// ln x; not a number where it is infinite, so that what is near there is not looked up.
static double finite_log(double x) {
  double result = log_careful(x);
  return __builtin_fabs(result) <= LARGEST_FINITE ? result : NOT_A_NUMBER;
}

static double log_of_gamma(double z, const double *parameters) {
  double lower = ais_normal_cdf_value(z), upper = ais_normal_cdf_value(-z);
  return finite_log(ais_gamma_at(lower, upper, parameters[0]));
}

static double logit_of_beta(double z, const double *parameters) {
  double lower = ais_normal_cdf_value(z), upper = ais_normal_cdf_value(-z);
  return finite_log(ais_beta_at(lower, upper, parameters[0], parameters[1])) -
         finite_log(ais_beta_at(upper, lower, parameters[1], parameters[0]));
}

void ais_tabulate_gamma(ais_table *table, double shape) { tabulate(table, log_of_gamma, &shape); }

void ais_tabulate_beta(ais_table *table, double alpha, double beta) {
  double parameters[2] = {alpha, beta};
  tabulate(table, logit_of_beta, parameters);
}

VECTORISED static void looked_up_block(double *destination, const ais_table *table,
                                       ptrdiff_t count) {
  EACH(i, count) destination[i] = looked_up(table, destination[i]);
}

VECTORISED static void exp_block(double *destination, ptrdiff_t count) {
  EACH(i, count) destination[i] = exp_careful(destination[i]);
}

VECTORISED static void logistic_block(double *destination, ptrdiff_t count) {
  EACH(i, count) destination[i] = 1 / (1 + exp_careful(-destination[i]));
}

void ais_gamma_by_table(double *restrict destination, const double *restrict u,
                        const ais_table *table, double shape, ptrdiff_t count) {
  ais_normal_quantile(destination, u, count);
  looked_up_block(destination, table, count);
  exp_block(destination, count);
  for (ptrdiff_t i = 0; i < count; i++) {
    if (is_nan(destination[i])) destination[i] = ais_gamma_at(u[i], 1 - u[i], shape);
  }
}

void ais_beta_by_table(double *restrict destination, const double *restrict u,
                       const ais_table *table, double alpha, double beta, ptrdiff_t count) {
  ais_normal_quantile(destination, u, count);
  looked_up_block(destination, table, count);
  logistic_block(destination, count);
  for (ptrdiff_t i = 0; i < count; i++) {
    if (is_nan(destination[i])) destination[i] = ais_beta_at(u[i], 1 - u[i], alpha, beta);
  }
}

// MARK: Counts

// The number of the guide's cell in which u lies.
INLINE uint32_t guide_of(double u) { return (uint32_t)(u * AIS_GUIDE_CELLS); }

int ais_tabulate_counts(ais_count_table *table, double trials, double p) {
  double first = ais_count_at(0x1p-54, 1, trials, p), last = ais_count_at(1, 0x1p-54, trials, p);
  if (!(last - first < AIS_COUNT_CELLS)) return 0;
  table->first = first;
  table->size = (int)(last - first) + 1;
  int k = 0;
  for (int i = 0; i < table->size; i++) {
    ais_count_tails(first + i, trials, p, &table->lower[i], &table->upper[i]);
  }
  for (uint32_t cell = 0; cell < AIS_GUIDE_CELLS; cell++) {
    double u = (double)cell / AIS_GUIDE_CELLS;
    while (k < table->size - 1 && table->lower[k] < u) k++;
    // one less, because the tails are not rounded alike
    table->guide[cell] = k > 0 ? k - 1 : 0;
  }
  return 1;
}

// The smallest count that is reached, found from where the guide says; −1 if the table does not reach.
INLINE int count_found(const ais_count_table *table, double u) {
  int k = table->guide[guide_of(u)];
  if (u <= 0.5) {
    while (k < table->size && table->lower[k] < u) k++;
  } else {
    while (k < table->size && table->upper[k] > 1 - u) k++;
  }
  return k < table->size ? k : -1;
}

void ais_counts_by_table(double *restrict destination, const double *restrict u,
                         const ais_count_table *table, double trials, double p, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    int isInside = u[i] >= 0x1p-53 && u[i] <= 1 - 0x1p-53;
    int k = isInside ? count_found(table, u[i]) : -1;
    destination[i] = k >= 0 ? table->first + k : ais_count_at(u[i], 1 - u[i], trials, p);
  }
}
