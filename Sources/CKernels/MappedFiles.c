// Unsafe: a handler for SIGBUS, which the system sends where a page of a mapped file has nothing behind it: the file was
// cut short, or the disk is full. Invariants:
// - The handler touches this table, which is never freed, and `mmap`; nothing in it takes a lock or memory.
// - An entry is complete before its `base` is stored, and its `base` is cleared before the memory is unmapped.
// - `held` is taken by who forgets a mapping and by who looks at those that broke, never by the handler: what is looked at
//   stays mapped meanwhile.

#define _GNU_SOURCE
#include "CKernels.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { most = 16384 };

typedef struct {
  /// 0: free; 1: being filled in.
  _Atomic(uintptr_t) base;
  size_t length;
  char *path;
  bool is_shared;
  atomic_bool is_broken;
} mapping;

static mapping mappings[most];
/// Entries from here on were never used.
static atomic_int end;
static atomic_int broken;
static struct sigaction previous;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static uintptr_t page;
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;

void rb_mapping_hold(void) { pthread_mutex_lock(&held); }
void rb_mapping_release(void) { pthread_mutex_unlock(&held); }

static void missing_page(int number, siginfo_t *info, void *context) {
  uintptr_t place = (uintptr_t)info->si_addr;
  for (int i = 0; i < atomic_load(&end); i++) {
    uintptr_t base = atomic_load(&mappings[i].base);
    if (base <= 1 || place < base || place - base >= mappings[i].length) continue;
    // A page of zeros stands in, so that the program goes on to where it can fail in order.
    void *filled = mmap((void *)(place & ~(page - 1)), page, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (filled == MAP_FAILED) break;
    if (!atomic_exchange(&mappings[i].is_broken, true)) atomic_fetch_add(&broken, 1);
    return;
  }
  // Somebody else's: the access is repeated, and ends as it would have.
  (void)number;
  (void)context;
  sigaction(SIGBUS, &previous, NULL);
}

static void install(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = missing_page, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &previous);
}

ptrdiff_t rb_mapping_watch(void *base, size_t length, const char *path, bool is_shared) {
  pthread_once(&once, install);
  for (int i = 0; i < most; i++) {
    uintptr_t none = 0;
    if (!atomic_compare_exchange_strong(&mappings[i].base, &none, 1)) continue;
    mappings[i].length = length;
    mappings[i].path = path ? strdup(path) : NULL;
    mappings[i].is_shared = is_shared;
    atomic_store(&mappings[i].is_broken, false);
    atomic_store(&mappings[i].base, (uintptr_t)base);
    int seen = atomic_load(&end);
    while (seen <= i && !atomic_compare_exchange_weak(&end, &seen, i + 1)) {}
    return i;
  }
  return -1;
}

void rb_mapping_forget(ptrdiff_t number) {
  if (number < 0 || number >= most) return;
  mapping *it = &mappings[number];
  rb_mapping_hold();
  if (atomic_exchange(&it->is_broken, false)) atomic_fetch_sub(&broken, 1);
  free(it->path);
  it->path = NULL;
  atomic_store(&it->base, 0);
  rb_mapping_release();
}

bool rb_mapping_is_any_broken(void) { return atomic_load_explicit(&broken, memory_order_relaxed) > 0; }

bool rb_mapping_take_broken(rb_mapping *found) {
  for (int i = 0; i < atomic_load(&end); i++) {
    if (!atomic_exchange(&mappings[i].is_broken, false)) continue;
    atomic_fetch_sub(&broken, 1);
    found->base = (void *)atomic_load(&mappings[i].base);
    found->length = mappings[i].length;
    found->path = mappings[i].path;
    found->is_shared = mappings[i].is_shared;
    return true;
  }
  return false;
}
