// Unsafe: reads nodes by number. A node number starts at 1 and is doubled once per level, so that it stays below twice the
// number of leaves, a power of two; `rb_descend` checks that there are as many nodes. An int32 counts them where it does.

#include "CKernels.h"
#include "Processor.h"

#if defined(__x86_64__)
#include <immintrin.h>

_Static_assert(sizeof(ptrdiff_t) == 8, "leaf numbers are stored four to a vector");

/// 32 masses at a time go down together, so that the loads of one level do not wait for each other.
__attribute__((target("avx2"))) static ptrdiff_t descend_avx2(
    const float *nodes, int32_t leaves, const float *masses, ptrdiff_t count, ptrdiff_t *found) {
  ptrdiff_t done = 0;
  for (; done + 32 <= count; done += 32) {
    __m256 rests[4];
    __m256i at[4];
    for (int k = 0; k < 4; k++) {
      rests[k] = _mm256_loadu_ps(masses + done + 8 * k);
      at[k] = _mm256_set1_epi32(1);
    }
    for (int32_t width = 1; width < leaves; width *= 2) {
      for (int k = 0; k < 4; k++) {
        __m256i node = _mm256_add_epi32(at[k], at[k]);
        __m256 left = _mm256_i32gather_ps(nodes, node, 4);
        __m256 right = _mm256_cmp_ps(rests[k], left, _CMP_GT_OQ);
        rests[k] = _mm256_sub_ps(rests[k], _mm256_and_ps(right, left));
        at[k] = _mm256_sub_epi32(node, _mm256_castps_si256(right));
      }
    }
    for (int k = 0; k < 4; k++) {
      __m256i leaf = _mm256_sub_epi32(at[k], _mm256_set1_epi32(leaves));
      ptrdiff_t *out = found + done + 8 * k;
      _mm256_storeu_si256((__m256i *)out, _mm256_cvtepi32_epi64(_mm256_castsi256_si128(leaf)));
      _mm256_storeu_si256((__m256i *)(out + 4), _mm256_cvtepi32_epi64(_mm256_extracti128_si256(leaf, 1)));
    }
  }
  return done;
}
#endif

/// Without branches, since which way a mass goes cannot be predicted.
static void descend(const float *nodes, ptrdiff_t leaves, float mass, ptrdiff_t *found) {
  ptrdiff_t node = 1;
  while (node < leaves) {
    node *= 2;
    float left = nodes[node];
    ptrdiff_t right = mass > left;
    float taken[2] = {0, left};
    mass -= taken[right];
    node += right;
  }
  *found = node - leaves;
}

void rb_sum_pairs(float *restrict parents, const float *restrict children, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) parents[i] = children[2 * i] + children[2 * i + 1];
}

void rb_minimum_pairs(float *restrict parents, const float *restrict children, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float left = children[2 * i], right = children[2 * i + 1];
    parents[i] = right < left ? right : left;
  }
}

bool rb_descend(
    const float *nodes, ptrdiff_t node_count, ptrdiff_t leaves, const float *masses, ptrdiff_t count,
    ptrdiff_t *found) {
  if (leaves < 1 || (leaves & (leaves - 1)) != 0 || node_count / 2 < leaves) return false;
  ptrdiff_t done = 0;
#if defined(__x86_64__)
  if (rb_has_avx2() && leaves <= (1 << 29)) done = descend_avx2(nodes, (int32_t)leaves, masses, count, found);
#endif
  for (; done < count; done++) descend(nodes, leaves, masses[done], found + done);
  return true;
}
