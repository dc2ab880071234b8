// What every source of this target shares: the macros that make kernels, and the bits of a double.
//
// Rules that keep the bits the same everywhere: products are never fused into sums (the pragma
// below), a kernel reduces in an order its source spells out, and nothing is called from libm.

#ifndef AIS_SUPPORT_H
#define AIS_SUPPORT_H

#include "CNumerics.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define AIS_THREAD_SANITIZER 1
#endif
#endif

#if defined(__linux__)
#include <features.h>
#endif

// A function marked VECTORISED is compiled three times, for AVX-512, AVX2 and the baseline, and the
// loader picks one. "avx512dq" and not "arch=x86-64-v4": that name also asks the compiler to prefer
// 256-bit vectors, which costs 1.3 times here. The loader's picking needs glibc and does not work
// under the thread sanitizer.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(AIS_THREAD_SANITIZER) &&                 \
    !defined(AIS_NO_CLONES)
#define VECTORISED __attribute__((target_clones("avx512dq", "arch=x86-64-v3", "default")))
#else
#define VECTORISED
#endif

#define INLINE static inline __attribute__((always_inline))

// A loop over the elements of a block, two vectors at a time: more would spill registers.
#define EACH(i, count)                                                                             \
  _Pragma("clang loop interleave_count(2)") for (ptrdiff_t i = 0; i < (count); i++)

// Defines ais_<name> and ais_<name>_value from `core`, a function of one element.
#define UNARY_KERNEL(name, core)                                                                   \
  VECTORISED void ais_##name(double *restrict destination, const double *restrict a,               \
                             ptrdiff_t count) {                                                    \
    EACH(i, count) destination[i] = core(a[i]);                                                    \
  }                                                                                                \
  double ais_##name##_value(double a) { return core(a); }

// The same for a function of two elements.
#define BINARY_KERNEL(name, core)                                                                  \
  VECTORISED void ais_##name(double *restrict destination, const double *restrict a,               \
                             const double *restrict b, ptrdiff_t count) {                          \
    EACH(i, count) destination[i] = core(a[i], b[i]);                                              \
  }                                                                                                \
  double ais_##name##_value(double a, double b) { return core(a, b); }

// The same from two cores. `quick` is right for ordinary elements and ors 1 into its last argument
// for any other; `careful` is right for all, with the same bits as `quick` where that is right. A
// block with one element out of the ordinary is done again with care.
#define GUARDED_UNARY_KERNEL(name, quick, careful)                                                 \
  VECTORISED void ais_##name(double *restrict destination, const double *restrict a,               \
                             ptrdiff_t count) {                                                    \
    uint64_t odd = 0;                                                                              \
    EACH(i, count) destination[i] = quick(a[i], &odd);                                             \
    if (odd) EACH(i, count) destination[i] = careful(a[i]);                                        \
  }                                                                                                \
  double ais_##name##_value(double a) {                                                            \
    uint64_t odd = 0;                                                                              \
    double result = quick(a, &odd);                                                                \
    return odd ? careful(a) : result;                                                              \
  }

// Work that takes several passes goes chunk by chunk: the intermediate values fit on the stack and
// in cache.
#define CHUNK 256

// The length of the chunk that starts at element i of `count`.
INLINE ptrdiff_t chunk_at(ptrdiff_t i, ptrdiff_t count) {
  return count - i < CHUNK ? count - i : CHUNK;
}

// Elements that are looked at together, one bit of a word for each.
#define GROUP 64

// The length of the group that starts at element i of `count`. (Where it is GROUP, saying so lets the
// compiler unroll the loop over the group.)
INLINE ptrdiff_t group_at(ptrdiff_t i, ptrdiff_t count) {
  return count - i < GROUP ? count - i : GROUP;
}

#define NOT_A_NUMBER __builtin_nan("")
#define INFINITE __builtin_inf()
#define SMALLEST_NORMAL 0x1p-1022
#define LARGEST_FINITE 0x1.fffffffffffffp1023

INLINE uint64_t bits_of(double x) {
  union { double value; uint64_t bits; } either = {.value = x};
  return either.bits;
}

INLINE double from_bits(uint64_t bits) {
  union { uint64_t bits; double value; } either = {.bits = bits};
  return either.value;
}

// x cut to its 26 leading bits: products of two such values are exact, and so is the rest of x.
INLINE double top_half(double x) { return from_bits(bits_of(x) & 0xfffffffff8000000); }

// The whole number nearest to x, halves to even, for 0 ≤ x ≤ 2^52.
INLINE double nearest_whole(double x) { return (x + 0x1p52) - 0x1p52; }

// The largest whole number not above x, for 0 ≤ x ≤ 2^52.
INLINE double whole_part(double x) {
  double nearest = nearest_whole(x);
  return nearest > x ? nearest - 1 : nearest;
}

INLINE int is_nan(double x) { return x != x; }

#endif
