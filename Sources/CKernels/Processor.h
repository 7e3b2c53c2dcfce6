// What the processor can do, asked at run time so that one binary serves all.

#ifndef PROCESSOR_H
#define PROCESSOR_H

#include <stdbool.h>

#if defined(__x86_64__)
/// Both are there together on every processor since 2013. The runtime has looked once, before `main`.
static inline bool rb_has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

#endif
