// The steps of a search for the zeros of a function, in many lanes at once. A lane is a cell of the
// search; a field is a run of AIS_ROOT_LANES doubles, one for each lane.

#include "Support.h"

#define FIELD(k) (lanes + (k) * AIS_ROOT_LANES)

INLINE double sign_of(double x) { return x < 0 ? -1 : x > 0 ? 1 : 0; }

VECTORISED ptrdiff_t ais_scan(double *restrict lanes, const double *restrict values,
                              const double *restrict before, double index, ptrdiff_t count) {
  double *nearest = FIELD(ais_scan_nearest), *nearest_index = FIELD(ais_scan_nearest_index),
         *size = FIELD(ais_scan_size), *first = FIELD(ais_scan_first_sign),
         *last = FIELD(ais_scan_last_sign), *zeros = FIELD(ais_scan_zeros),
         *event = FIELD(ais_scan_event);
  uint64_t events = 0;
  EACH(i, count) {
    double value = values[i], magnitude = __builtin_fabs(value), sign = sign_of(value);
    int is_nearest = magnitude < __builtin_fabs(nearest[i]) ||
                     (nearest_index[i] < 0 && !is_nan(value));
    nearest[i] = is_nearest ? value : nearest[i];
    nearest_index[i] = is_nearest ? index : nearest_index[i];
    size[i] = magnitude > size[i] && magnitude <= LARGEST_FINITE ? magnitude : size[i];
    first[i] = first[i] == 0 ? sign : first[i];
    last[i] = sign == 0 ? last[i] : sign;
    zeros[i] += value == 0 ? 1 : 0;
    double change = sign * sign_of(before[i]) < 0 ? 1 : 0;
    event[i] = value == 0 ? 2 : change;
    events += event[i] != 0 ? 1 : 0;
  }
  return (ptrdiff_t)events;
}

// How far from a to b the next point is, by inverse quadratic interpolation where the three points
// say that it will converge, else half way.
INLINE double fraction(double a, double fa, double b, double fb, double c, double fc) {
  double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
  double t = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
  int converges = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
  int is_finite = __builtin_fabs(fa) <= LARGEST_FINITE && __builtin_fabs(fb) <= LARGEST_FINITE &&
                  __builtin_fabs(fc) <= LARGEST_FINITE && __builtin_fabs(t) <= LARGEST_FINITE;
  return converges && is_finite ? t : 0.5;
}

VECTORISED ptrdiff_t ais_refine(double *restrict lanes, const double *restrict values,
                                ptrdiff_t count) {
  double *a = FIELD(ais_bracket_a), *fa = FIELD(ais_bracket_fa), *b = FIELD(ais_bracket_b),
         *fb = FIELD(ais_bracket_fb), *c = FIELD(ais_bracket_c), *fc = FIELD(ais_bracket_fc),
         *point = FIELD(ais_bracket_point), *done = FIELD(ais_bracket_done);
  uint64_t open = 0;
  EACH(i, count) {
    // outside the domain: what is there counts as the side that it was reached from
    double value = is_nan(values[i]) ? fa[i] : values[i], x = point[i];
    int same = (value < 0) == (fa[i] < 0) && value != 0, was_done = done[i] != 0;
    double new_c = same ? a[i] : b[i], new_fc = same ? fa[i] : fb[i];
    double new_b = same ? b[i] : a[i], new_fb = same ? fb[i] : fa[i];
    double nearer = __builtin_fabs(value) < __builtin_fabs(new_fb) ? x : new_b;
    // relative to the root, however wide the range is in which it was sought
    double tolerance = 4.6e-16 * __builtin_fabs(nearer);
    double gap = __builtin_fabs(new_b - x), limit = tolerance / gap;
    double part = fraction(x, value, new_b, new_fb, new_c, new_fc);
    double inner = part < limit ? limit : part, end = 1 - limit;
    double next = x + (inner > end ? end : inner) * (new_b - x);
    int is_near = value == 0 || gap <= 2 * tolerance, is_stuck = next == x || next == new_b;
    // as near to the other end as cannot be told from it: go most of the way, where it can
    next = is_stuck && !is_near ? new_b + 1e-8 * (x - new_b) : next;
    int is_done = is_near || next == x || next == new_b;
    a[i] = was_done ? a[i] : x;
    fa[i] = was_done ? fa[i] : value;
    b[i] = was_done ? b[i] : new_b;
    fb[i] = was_done ? fb[i] : new_fb;
    c[i] = was_done ? c[i] : new_c;
    fc[i] = was_done ? fc[i] : new_fc;
    point[i] = was_done || is_done ? point[i] : next;
    done[i] = was_done || is_done ? 1 : 0;
    open += was_done || is_done ? 0 : 1;
  }
  return (ptrdiff_t)open;
}
