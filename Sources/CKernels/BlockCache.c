// Unsafe: owns freed memory. Invariants: a block in a thread's cache belongs to nobody else, has the capacity of its
// class, and is in one list once; its first word links to the next. A thread's cache is freed when the thread ends.

#include "CKernels.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

// Batches are allocated, dropped and allocated again. The general allocator hands large blocks back to the system and
// pays for fresh pages every time; it also searches long for aligned ones. The caches are per thread: no locks.

enum {
  /// Four classes per power of two, from 64 bytes on: at most a quarter is wasted.
  classes = 72,
  /// What one thread keeps.
  most_blocks_per_class = 16,
  most_bytes = 24 << 20,
  largest = 8 << 20,
};

typedef struct block {
  struct block *next;
} block;

typedef struct {
  block *first[classes];
  unsigned char length[classes];
  size_t bytes;
  bool is_registered;
  bool is_closed;
} cache;

static _Thread_local cache mine;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void close_cache(void *pointer) {
  cache *it = pointer;
  // Blocks that come later, from other destructors of the thread, are freed at once.
  it->is_closed = true;
  for (int i = 0; i < classes; i++) {
    while (it->first[i]) {
      block *next = it->first[i]->next;
      free(it->first[i]);
      it->first[i] = next;
    }
  }
}

static void make_key(void) { pthread_key_create(&key, close_cache); }

/// The class of a size, and its capacity. - Precondition: at most `largest`.
static int class_of(size_t size, size_t *capacity) {
  if (size <= 256) {
    size_t lines = size == 0 ? 1 : (size + 63) / 64;
    *capacity = lines * 64;
    return (int)lines - 1;
  }
  int top = 63 - __builtin_clzll(size - 1);
  size_t step = (size_t)1 << (top - 2);
  size_t quarter = ((size - 1) >> (top - 2)) & 3;
  *capacity = ((size_t)1 << top) + (quarter + 1) * step;
  return 4 + (top - 8) * 4 + (int)quarter;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KEEPS_NOTHING 1
#endif
#endif

void *rb_block_take(size_t size) {
  // What cannot be rounded up to lines cannot be had.
  if (size > PTRDIFF_MAX - 63) return NULL;
  if (size > largest) return aligned_alloc(64, (size + 63) & ~(size_t)63);
  size_t capacity;
  int number = class_of(size, &capacity);
  block *found = mine.first[number];
  if (found) {
    mine.first[number] = found->next;
    mine.length[number]--;
    mine.bytes -= capacity;
    return found;
  }
  return aligned_alloc(64, capacity);
}

void rb_block_release(void *pointer, size_t size) {
  size_t capacity;
#if !defined(KEEPS_NOTHING)
  if (size <= largest && !mine.is_closed) {
    int number = class_of(size, &capacity);
    if (mine.length[number] < most_blocks_per_class && mine.bytes + capacity <= most_bytes) {
      if (!mine.is_registered) {
        pthread_once(&once, make_key);
        pthread_setspecific(key, &mine);
        mine.is_registered = true;
      }
      block *it = pointer;
      it->next = mine.first[number];
      mine.first[number] = it;
      mine.length[number]++;
      mine.bytes += capacity;
      return;
    }
  }
#endif
  (void)capacity;
  free(pointer);
}

size_t rb_bytes_in_use(void) {
#ifdef __GLIBC__
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}
