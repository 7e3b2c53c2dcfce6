// Unsafe: reads and writes arrays by pointer. Runs of vectors have a multiple of 8 elements, all of them inside the arrays
// (`whole_vectors`, whatever is asked for); results of a run are stored after its inputs were read, so arrays may coincide.

#include "CKernels.h"

#include <math.h>
#include <string.h>

// A product and a sum become one rounding only where `fma` is written.
#pragma STDC FP_CONTRACT OFF

// Vectors are passed between static functions of one instruction set only, so that their ABI does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define KERNEL inline __attribute__((always_inline))

typedef float floats __attribute__((ext_vector_type(8)));
typedef int32_t ints __attribute__((ext_vector_type(8)));
typedef uint32_t words __attribute__((ext_vector_type(8)));

/// One lane whose base is not positive and finite, or whose exponent is not finite. `magnitude` is |x| ** y.
static float unusual_power(float x, float y, float magnitude) {
  if (y == 0 || x == 1) return 1;
  if (!isfinite(x) || !isfinite(y) || x == 0) return powf(x, y);
  if (truncf(y) != y) return NAN;
  return fabsf(y) < 0x1p24f && fmodf(y, 2) != 0 ? -magnitude : magnitude;
}

#define NAME(name) plain_##name
#include "Lanes.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(name) avx2_##name
#include "Lanes.h"
#undef NAME
#pragma clang attribute pop

/// Other machines get the plain set, which is NEON with fused instructions on arm64.
#define CALL(name, ...) (rb_has_avx2() ? avx2_##name(__VA_ARGS__) : plain_##name(__VA_ARGS__))
#else
#define CALL(name, ...) plain_##name(__VA_ARGS__)
#endif

#include "Processor.h"

/// The elements that vectors may take: no more than there are, in whole vectors.
static ptrdiff_t whole_vectors(ptrdiff_t asked, ptrdiff_t count) {
  ptrdiff_t most = asked < count ? asked : count;
  return most > 0 ? most & ~(ptrdiff_t)7 : 0;
}

void rb_power(float *out, const float *base, double exponent, ptrdiff_t vectored, ptrdiff_t count) {
  vectored = whole_vectors(vectored, count);
  CALL(power_run, out, base, (float)exponent, vectored);
  for (ptrdiff_t i = vectored; i < count; i++) out[i] = (float)pow((double)base[i], exponent);
}

void rb_power_each(
    float *out, const float *base, const float *exponents, ptrdiff_t vectored, ptrdiff_t count) {
  vectored = whole_vectors(vectored, count);
  CALL(power_each_run, out, base, exponents, vectored);
  for (ptrdiff_t i = vectored; i < count; i++) out[i] = powf(base[i], exponents[i]);
}

void rb_normal_blocks(float *values, ptrdiff_t blocks, float mean, float deviation) {
  CALL(normal_run, values, blocks, mean, deviation);
}
