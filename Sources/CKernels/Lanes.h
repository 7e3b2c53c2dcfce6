// Eight float32 lanes and the vector functions on them. Included once per instruction set by VectorMath.c, with `NAME`
// defined, inside a `#pragma clang attribute` that selects the set; every rounding is written out, so that the sets
// differ in speed only. The steps are those of torch's build (SLEEF's powf with 1.0 ulp; Cephes' logf and sincosf).

static KERNEL floats NAME(fma)(floats a, floats b, floats c) { return __builtin_elementwise_fma(a, b, c); }
static KERNEL floats NAME(pick)(ints mask, floats yes, floats no) {
  return (floats)((mask & (ints)yes) | (~mask & (ints)no));
}
static KERNEL floats NAME(all)(float value) { return (floats)(value); }

/// The value `high + low`.
typedef struct {
  floats high, low;
} NAME(pair);

#define pair NAME(pair)
#define fma NAME(fma)
#define pick NAME(pick)
#define all NAME(all)
#define sum_floats NAME(sum_floats)
#define sum_low NAME(sum_low)
#define sum_pairs NAME(sum_pairs)
#define add_smaller NAME(add_smaller)
#define add_to_one NAME(add_to_one)
#define multiply NAME(multiply)
#define scale NAME(scale)
#define square NAME(square)
#define divide NAME(divide)
#define logarithm NAME(logarithm)
#define exponential NAME(exponential)
#define power_of_two NAME(power_of_two)
#define power NAME(power)
#define cephes_log NAME(cephes_log)

static KERNEL pair sum_floats(floats a, floats b) {
  floats s = a + b, v = s - a;
  return (pair){s, (a - (s - v)) + (b - v)};
}
static KERNEL pair sum_low(pair x, floats b) {
  pair s = sum_floats(x.high, b);
  return (pair){s.high, s.low + x.low};
}
static KERNEL pair sum_pairs(pair x, pair y) {
  pair s = sum_floats(x.high, y.high);
  return (pair){s.high, s.low + (x.low + y.low)};
}
/// For |x| >= |y|.
static KERNEL pair add_smaller(pair x, pair y) {
  floats s = x.high + y.high;
  return (pair){s, ((x.high - s) + y.high) + x.low + y.low};
}
static KERNEL pair add_to_one(pair y) {
  floats s = all(1) + y.high;
  return (pair){s, ((all(1) - s) + y.high) + y.low};
}
static KERNEL pair multiply(pair x, pair y) {
  floats s = x.high * y.high;
  return (pair){s, fma(x.high, y.low, fma(x.low, y.high, fma(x.high, y.high, -s)))};
}
static KERNEL pair scale(pair x, floats b) {
  floats s = x.high * b;
  return (pair){s, fma(x.low, b, fma(x.high, b, -s))};
}
static KERNEL pair square(pair x) {
  floats s = x.high * x.high;
  return (pair){s, fma(x.high + x.high, x.low, fma(x.high, x.high, -s))};
}
static KERNEL pair divide(pair n, pair d) {
  floats t = all(1) / d.high;
  floats s = n.high * t;
  floats u = fma(t, n.high, -s);
  floats v = fma(-d.low, t, fma(-d.high, t, all(1)));
  return (pair){s, fma(s, v, fma(n.low, t, u))};
}

/// For finite x > 0; other lanes are meaningless.
static KERNEL pair logarithm(floats x) {
  // Subnormal numbers are brought into the range of normal ones first.
  ints subnormal = x < all(0x1p-126f);
  floats scaled = pick(subnormal, x * all(0x1p64f), x);
  words shift = ((words)(scaled * all(1 / 0.75f)) >> 23) - 127;
  floats m = (floats)((words)scaled - (shift << 23));
  floats exponent = __builtin_convertvector((ints)shift - (subnormal & 64), floats);
  pair ratio = divide(sum_floats(all(-1), m), sum_floats(all(1), m));
  pair ratio2 = square(ratio);
  floats t = all(0.240320354700088500976562f);
  t = fma(t, ratio2.high, all(0.285112679004669189453125f));
  t = fma(t, ratio2.high, all(0.400007992982864379882812f));
  pair c = {all(0.66666662693023681640625f), all(3.69183861259614332084311e-09f)};
  pair s = scale((pair){all(0.69314718246459960938f), all(-1.904654323148236017e-09f)}, exponent);
  s = add_smaller(s, (pair){ratio.high * 2, ratio.low * 2});
  return add_smaller(s, multiply(multiply(ratio2, ratio), sum_pairs(scale(ratio2, t), c)));
}

static KERNEL floats power_of_two(ints exponent) { return (floats)((words)(exponent + 127) << 23); }

static KERNEL floats exponential(pair d) {
  floats q = __builtin_elementwise_rint((d.high + d.low) * 1.442695040888963407359924681f);
  pair s = sum_low(d, q * -0.693145751953125f);
  s = sum_low(s, q * -1.428606765330187045e-06f);
  floats h = s.high + s.low;
  s = (pair){h, (s.high - h) + s.low};
  floats u = all(0.00136324646882712841033936f);
  u = fma(u, s.high, all(0.00836596917361021041870117f));
  u = fma(u, s.high, all(0.0416710823774337768554688f));
  u = fma(u, s.high, all(0.166665524244308471679688f));
  u = fma(u, s.high, all(0.499999850988388061523438f));
  pair t = add_to_one(add_smaller(s, scale(square(s), u)));
  // NaN and overflowing powers have no integer exponent; both mean infinity to the caller.
  ints fits = __builtin_elementwise_abs(q) < all(250);
  ints whole = __builtin_convertvector(pick(fits, q, all(0)), ints);
  // In two steps, because 2 ** q alone may not be a number.
  ints half = whole >> 1;
  floats result = (t.high + t.low) * power_of_two(half) * power_of_two(whole - half);
  result = pick(fits, result, pick(q < all(0), all(0), all(__builtin_inff())));
  return pick(d.high < all(-104), all(0), result);
}

static KERNEL floats power(floats x, floats y) {
  floats infinity = all(__builtin_inff());
  floats result = exponential(scale(logarithm(__builtin_elementwise_abs(x)), y));
  result = pick(result == result, result, infinity);
  result = pick((y == all(0)) | (x == all(1)), all(1), result);
  ints plain = (x > all(0)) & (x < infinity) & (__builtin_elementwise_abs(y) < infinity);
  if (!__builtin_reduce_and(plain)) {
    for (int i = 0; i < 8; i++) {
      if (!plain[i]) result[i] = unusual_power(x[i], y[i], result[i]);
    }
  }
  return result;
}

static void NAME(power_run)(float *out, const float *base, float exponent, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 8) {
    floats x;
    memcpy(&x, base + i, sizeof x);
    floats result = power(x, all(exponent));
    memcpy(out + i, &result, sizeof result);
  }
}

static void NAME(power_each_run)(float *out, const float *base, const float *exponents, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 8) {
    floats x, y;
    memcpy(&x, base + i, sizeof x);
    memcpy(&y, exponents + i, sizeof y);
    floats result = power(x, y);
    memcpy(out + i, &result, sizeof result);
  }
}

/// For x in (0, 1].
static KERNEL floats cephes_log(floats x) {
  words bits = (words)pick(x < all(0x1p-126f), all(0x1p-126f), x);
  floats exponent = __builtin_convertvector((ints)(bits >> 23) - 126, floats);
  floats m = (floats)((bits & 0x007fffff) | 0x3f000000);
  ints small = m < all(0.707106781186547524f);
  exponent = pick(small, exponent - 1, exponent);
  m = pick(small, (m - 1) + m, m - 1);
  floats z = m * m;
  floats y = all(7.0376836292e-2f);
  y = fma(y, m, all(-1.1514610310e-1f));
  y = fma(y, m, all(1.1676998740e-1f));
  y = fma(y, m, all(-1.2420140846e-1f));
  y = fma(y, m, all(1.4249322787e-1f));
  y = fma(y, m, all(-1.6668057665e-1f));
  y = fma(y, m, all(2.0000714765e-1f));
  y = fma(y, m, all(-2.4999993993e-1f));
  y = fma(y, m, all(3.3333331174e-1f));
  y = y * m;
  y = fma(y, z, exponent * -2.12194440e-4f);
  y = y - z * 0.5f;
  return (m + y) + exponent * 0.693359375f;
}

static void NAME(normal_run)(float *values, ptrdiff_t blocks, float mean, float deviation) {
  for (float *block = values; blocks > 0; blocks--, block += 16) {
    floats first, second;
    memcpy(&first, block, sizeof first);
    memcpy(&second, block + 8, sizeof second);
    floats radius = __builtin_elementwise_sqrt(cephes_log(all(1) - first) * -2);
    floats angle = second * 6.283185307179586476925f;
    ints octant = (__builtin_convertvector(angle * 1.27323954473516f, ints) + 1) & ~1;
    floats y = __builtin_convertvector(octant, floats);
    floats x = fma(y, all(-0.78515625f), angle);
    x = fma(y, all(-2.4187564849853515625e-4f), x);
    x = fma(y, all(-3.77489497744594108e-8f), x);
    floats z = x * x;
    floats a = all(2.443315711809948e-5f);
    a = fma(a, z, all(-1.388731625493765e-3f));
    a = fma(a, z, all(4.166664568298827e-2f));
    a = a * z;
    a = fma(a, z, -(z * 0.5f));
    a = a + 1;
    floats b = all(-1.9515295891e-4f);
    b = fma(b, z, all(8.3321608736e-3f));
    b = fma(b, z, all(-1.6666654611e-1f));
    b = b * z;
    b = fma(b, x, x);
    ints swapped = (octant & 2) != 0;
    floats sine = pick(swapped, a, b), cosine = pick(swapped, b, a);
    // Bit 2 of the octant, moved up to the sign.
    sine = (floats)((words)sine ^ ((words)(octant & 4) << 29));
    cosine = (floats)((words)cosine ^ ((words)(~(octant - 2) & 4) << 29));
    first = fma(radius * cosine, all(deviation), all(mean));
    second = fma(radius * sine, all(deviation), all(mean));
    memcpy(block, &first, sizeof first);
    memcpy(block + 8, &second, sizeof second);
  }
}

#undef pair
#undef fma
#undef pick
#undef all
#undef sum_floats
#undef sum_low
#undef sum_pairs
#undef add_smaller
#undef add_to_one
#undef multiply
#undef scale
#undef square
#undef divide
#undef logarithm
#undef exponential
#undef power_of_two
#undef power
#undef cephes_log
