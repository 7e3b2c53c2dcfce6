/// Kernels whose speed hangs on instructions that Swift does not emit without a compiler flag: float32 vector functions
/// with fused multiply-add, descents of segment trees, row copies, the bytes of texts, and a cache of memory blocks.
///
/// Invariants, which callers keep: pointers are valid for the counts given beside them and aligned for their type;
/// outputs overlap inputs only where a function says so. Numbers of rows and nodes are checked against those counts here. No function keeps a pointer, and all may run on any thread.
/// Results are the same bits on every machine; only the speed depends on the processor.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A mapped file in which a page was missing.
typedef struct {
  void *base;
  size_t length;
  /// As it was given to `rb_mapping_watch`, until the mapping is forgotten; NULL for a file without a name.
  const char *path;
  bool is_shared;
} rb_mapping;

/// Has pages that are missing in a mapped file replaced by zeros instead of ending the process, and noted.
/// Gives the mapping's number, or -1 where there are too many. `path` is copied, and may be NULL.
ptrdiff_t rb_mapping_watch(void *base, size_t length, const char *path, bool is_shared);
/// Must come before the memory is unmapped.
void rb_mapping_forget(ptrdiff_t number);
bool rb_mapping_is_any_broken(void);
/// Until the release no mapping is forgotten, so that none that was taken is unmapped under the hands of who looks at it.
void rb_mapping_hold(void);
void rb_mapping_release(void);
/// The next mapping in which a page was missing since it was last taken. Only while mappings are held.
bool rb_mapping_take_broken(rb_mapping *found);

/// The bytes that the process has allocated and not given back; 0 where the C library does not tell.
size_t rb_bytes_in_use(void);

/// Swift's runtime has it: how many strong references an object has.
size_t swift_retainCount(void *object);

/// `out[i] = base[i] ** exponent` with torch's bits: elements before `vectored`, a multiple of 8, go through the vector
/// function with the exponent as float32, the others through the scalar one in double. `out` may be `base`.
void rb_power(float *out, const float *base, double exponent, ptrdiff_t vectored, ptrdiff_t count);

/// `out[i] = base[i] ** exponents[i]`, the same way. `out` may be `base` or `exponents`.
void rb_power_each(
    float *out, const float *base, const float *exponents, ptrdiff_t vectored, ptrdiff_t count);

/// Blocks of 16 uniforms to as many normals, in place, with torch's float32 polynomials.
void rb_normal_blocks(float *values, ptrdiff_t blocks, float mean, float deviation);

/// For each mass the first leaf whose cumulative sum exceeds it, and the first leaf to the right of all beyond the total.
/// `nodes` is a tree of sums with the root at 1 and `leaves` (a power of two) leaves from `leaves` on. False, with nothing
/// done, where these are not `node_count` nodes.
bool rb_descend(
    const float *nodes, ptrdiff_t node_count, ptrdiff_t leaves, const float *masses, ptrdiff_t count,
    ptrdiff_t *found);

/// `parents[i] = children[2 * i] + children[2 * i + 1]`, for `count` parents. The two do not overlap.
void rb_sum_pairs(float *parents, const float *children, ptrdiff_t count);

/// The smaller of each two children, likewise; the left one where neither is smaller.
void rb_minimum_pairs(float *parents, const float *children, ptrdiff_t count);

/// `count` row numbers of which all are in `0 ..< below`, as `rb_check_rows` has seen.
typedef struct {
  const ptrdiff_t *numbers;
  ptrdiff_t count, below;
} rb_rows;

/// Whether all rows are in `0 ..< below`; then they are `checked`, once for all columns that are copied.
bool rb_check_rows(const ptrdiff_t *numbers, ptrdiff_t count, ptrdiff_t below, rb_rows *checked);

/// `out[i] = base[rows[i]]` for rows of `row_bytes`, of which `base` holds `held` and `out` as many as are named. Nothing
/// overlaps. False, with nothing copied, where `base` holds fewer rows than the numbers were checked for.
bool rb_gather_rows(void *out, const void *base, size_t row_bytes, ptrdiff_t held, rb_rows rows);

/// Asks for the cache line at this address, to be read once or more soon. Any address will do: none faults.
static inline void rb_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Rows of `row_bytes` from `base` on.
typedef struct {
  const char *base;
  size_t row_bytes;
} rb_column;

/// Asks for the cache lines of `rows` rows from `row` on, in each of `count` columns: the first four, since the processor
/// follows longer runs itself. Any addresses will do: none faults.
void rb_prefetch_rows(const rb_column *columns, ptrdiff_t count, ptrdiff_t row, ptrdiff_t rows);

// The bytes of texts, in UTF-8. A code point begins at each byte that is no continuation.

/// The number of code points.
ptrdiff_t rb_text_points(const uint8_t *text, ptrdiff_t count);

/// Where the code point of this number begins; `count` where there are fewer.
ptrdiff_t rb_text_offset(const uint8_t *text, ptrdiff_t count, ptrdiff_t point);

/// Where the first code point begins, and every so many behind it. `marks` has room for all of them.
void rb_text_marks(const uint8_t *text, ptrdiff_t count, ptrdiff_t every, ptrdiff_t *marks);

/// The first place of a part of at least one byte, or -1. Linear in `count + size`.
ptrdiff_t rb_text_find(const uint8_t *text, ptrdiff_t count, const uint8_t *part, ptrdiff_t size);

/// The last place of a byte, or -1.
ptrdiff_t rb_text_find_byte_last(const uint8_t *text, ptrdiff_t count, uint8_t byte);

/// How many bytes are this one.
ptrdiff_t rb_text_count_byte(const uint8_t *text, ptrdiff_t count, uint8_t byte);

/// Copies, with another byte in place of one.
void rb_text_replace_byte(uint8_t *out, const uint8_t *text, ptrdiff_t count, uint8_t byte, uint8_t by);

/// Copies with ASCII's letters in capitals, in small letters, or in the other of the two.
void rb_text_upper(uint8_t *out, const uint8_t *text, ptrdiff_t count);
void rb_text_lower(uint8_t *out, const uint8_t *text, ptrdiff_t count);
void rb_text_swap_case(uint8_t *out, const uint8_t *text, ptrdiff_t count);

/// A block of at least `size` bytes, aligned to 64, not cleared; NULL where there is no memory. Blocks of common sizes
/// come from those that this thread has released.
void *rb_block_take(size_t size);

/// Gives a block back. `size` is what was asked for.
void rb_block_release(void *block, size_t size);

#endif
