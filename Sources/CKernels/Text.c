// Unsafe: reads and writes raw bytes. Invariants, which callers keep: pointers are valid for the counts beside them, a
// part has at least one byte, and outputs have room for what comes in.

#define _GNU_SOURCE
#include "CKernels.h"

#include <string.h>

static inline bool begins_point(uint8_t byte) { return (byte & 0xC0) != 0x80; }

ptrdiff_t rb_text_points(const uint8_t *text, ptrdiff_t count) {
  ptrdiff_t points = 0;
  // Blocks whose count fits in a byte, so that the compiler adds up sixteen or more at once.
  while (count > 0) {
    ptrdiff_t block = count < 192 ? count : 192;
    uint8_t found = 0;
    for (ptrdiff_t i = 0; i < block; i++) found += begins_point(text[i]);
    points += found;
    text += block;
    count -= block;
  }
  return points;
}

ptrdiff_t rb_text_offset(const uint8_t *text, ptrdiff_t count, ptrdiff_t point) {
  for (ptrdiff_t i = 0; i < count; i++) {
    if (begins_point(text[i]) && point-- == 0) return i;
  }
  return count;
}

void rb_text_marks(const uint8_t *text, ptrdiff_t count, ptrdiff_t every, ptrdiff_t *marks) {
  ptrdiff_t left = 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (!begins_point(text[i])) continue;
    if (--left == 0) {
      *marks++ = i;
      left = every;
    }
  }
}

ptrdiff_t rb_text_find(const uint8_t *text, ptrdiff_t count, const uint8_t *part, ptrdiff_t size) {
  if (count < size) return -1;
  const uint8_t *at = text, *last = text + (count - size);
  ptrdiff_t misses = 0;
  // Most texts have few places that look like the beginning of the part; where there are many, the C library's search
  // takes over, whose time is linear whatever the text is.
  // The next place is often the very first: where a part is repeated.
  if (at[0] == part[0] && at[size - 1] == part[size - 1]) {
    ptrdiff_t same = 1;
    while (same < size && at[same] == part[same]) same++;
    if (same >= size) return 0;
  }
  while (at <= last && (at = memchr(at, part[0], (size_t)(last - at) + 1)) != NULL) {
    if (at[size - 1] == part[size - 1] && memcmp(at, part, (size_t)size) == 0) return at - text;
    at++;
    if (++misses > 16 + (at - text) / 16) {
      if (at > last) return -1;
      const uint8_t *found = memmem(at, (size_t)(text + count - at), part, (size_t)size);
      return found == NULL ? -1 : found - text;
    }
  }
  return -1;
}

ptrdiff_t rb_text_find_byte_last(const uint8_t *text, ptrdiff_t count, uint8_t byte) {
  const uint8_t *found = count > 0 ? memrchr(text, byte, (size_t)count) : NULL;
  return found == NULL ? -1 : found - text;
}

ptrdiff_t rb_text_count_byte(const uint8_t *text, ptrdiff_t count, uint8_t byte) {
  ptrdiff_t total = 0;
  while (count > 0) {
    ptrdiff_t block = count < 192 ? count : 192;
    uint8_t found = 0;
    for (ptrdiff_t i = 0; i < block; i++) found += text[i] == byte;
    total += found;
    text += block;
    count -= block;
  }
  return total;
}

void rb_text_replace_byte(uint8_t *out, const uint8_t *text, ptrdiff_t count, uint8_t byte, uint8_t by) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = text[i] == byte ? by : text[i];
}

void rb_text_upper(uint8_t *out, const uint8_t *text, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = text[i] ^ (uint8_t)((uint8_t)(text[i] - 'a') < 26 ? 0x20 : 0);
}

void rb_text_lower(uint8_t *out, const uint8_t *text, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = text[i] ^ (uint8_t)((uint8_t)(text[i] - 'A') < 26 ? 0x20 : 0);
}

void rb_text_swap_case(uint8_t *out, const uint8_t *text, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++)
    out[i] = text[i] ^ (uint8_t)((uint8_t)((text[i] | 0x20) - 'a') < 26 ? 0x20 : 0);
}
