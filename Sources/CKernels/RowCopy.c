// Unsafe: copies raw rows. Row numbers come in an `rb_rows` alone, which is made where all of them were compared with a number
// of rows, and `base` must hold as many. Invariants, which callers keep: `base` holds the rows that they say, `out` holds one
// for each number, and the two do not overlap. Rows are moved through `memcpy` of fixed sizes, which demands no alignment.

#include "CKernels.h"

#include <string.h>

/// Sizes above `PIECE`, up to twice it: two copies of one piece each, which overlap in the middle.
#define TWO_PIECES(PIECE)                                          \
  for (ptrdiff_t i = 0; i < count; i++, to += size) {              \
    const char *from = source + (size_t)rows[i] * size;            \
    char first[PIECE], second[PIECE];                              \
    memcpy(first, from, PIECE);                                    \
    memcpy(second, from + size - PIECE, PIECE);                    \
    memcpy(to, first, PIECE);                                      \
    memcpy(to + size - PIECE, second, PIECE);                      \
  }

#define ONE_PIECE(SIZE) \
  for (ptrdiff_t i = 0; i < count; i++) memcpy(to + i * SIZE, source + (size_t)rows[i] * SIZE, SIZE)

/// No sign bit is set in any row, nor in what is left up to the last one: without branches, so that it goes by vectors and
/// costs little beside the copies.
bool rb_check_rows(const ptrdiff_t *numbers, ptrdiff_t count, ptrdiff_t below, rb_rows *checked) {
  if (count < 0 || below < 0 || (count > 0 && below == 0)) return false;
  size_t signs = 0, last = (size_t)below - 1;
  for (ptrdiff_t i = 0; i < count; i++) signs |= (size_t)numbers[i] | (last - (size_t)numbers[i]);
  *checked = (rb_rows){numbers, count, below};
  return signs <= (size_t)PTRDIFF_MAX;
}

bool rb_gather_rows(void *out, const void *base, size_t size, ptrdiff_t held, rb_rows checked) {
  if (checked.count > 0 && size > 0 && checked.below > held) return false;
  const ptrdiff_t *rows = checked.numbers;
  ptrdiff_t count = checked.count;
  char *restrict to = out;
  const char *restrict source = base;
  switch (size) {
  case 0: return true;
  case 1: ONE_PIECE(1); return true;
  case 2: ONE_PIECE(2); return true;
  case 4: ONE_PIECE(4); return true;
  case 8: ONE_PIECE(8); return true;
  case 16: ONE_PIECE(16); return true;
  default: break;
  }
  if (size < 4) {
    TWO_PIECES(2)
  } else if (size < 8) {
    TWO_PIECES(4)
  } else if (size < 16) {
    TWO_PIECES(8)
  } else if (size <= 32) {
    TWO_PIECES(16)
  } else if (size <= 64) {
    TWO_PIECES(32)
  } else {
    for (ptrdiff_t i = 0; i < count; i++, to += size) memcpy(to, source + (size_t)rows[i] * size, size);
  }
  return true;
}

void rb_prefetch_rows(const rb_column *columns, ptrdiff_t count, ptrdiff_t row, ptrdiff_t rows) {
  for (ptrdiff_t i = 0; i < count; i++) {
    size_t size = columns[i].row_bytes, bytes = size * (size_t)rows;
    if (bytes == 0) continue;
    if (bytes > 256) bytes = 256;
    uintptr_t from = (uintptr_t)columns[i].base + (size_t)row * size;
    // To the second level only: the rows of a batch are more than the first one holds. How many lines there are hangs on
    // the address, which a branch would guess wrong; so the last byte's line is asked for always.
    for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch((const void *)(from + at), 0, 2);
    __builtin_prefetch((const void *)(from + bytes - 1), 0, 2);
  }
}
