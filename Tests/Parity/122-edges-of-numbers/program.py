from head import *

def sign(x, y): return ("<" if x < y else "-") + ("l" if x <= y else "-") + ("=" if x == y else "!" if x != y else "-") + (">" if x > y else "-") + ("g" if x >= y else "-")
ints = [-9223372036854775807, -9007199254740993, -4, -3, -1, 0, 1, 2, 3, 9007199254740992, 9007199254740993, 9223372036854775807]
floats = [-inf, -2.0 ** 63, -2.0 ** 53, -3.5, -3.0, -0.5, -0.0, 0.5, 1.0, 1.5, 2.0 ** 53, 2.0 ** 63, inf, nan]
for x in ints:
    print(x, [sign(x, y) for y in floats])
    print(x, [sign(y, x) for y in floats])
print([sign(True, y) for y in floats], [sign(y, False) for y in floats])
print(1 < 1.5, 1.5 > 1, 2 <= 1.5, -1 > -1.5, 3 == 3.0, 2 ** 53 + 1 == 2.0 ** 53)
print(sorted([3, 1.5, 2, -0.5, 1, 2.5]), builtins.min(1, 0.5, 1.25), builtins.max(2, 1.5, 2.5))

def places(n): return [n < 3, n <= 3, n > 3, n >= 3, n == 3, n != 3]
def branches(n):
    out = []
    if n < 3: out.append("<")
    if n <= 3: out.append("<=")
    if n > 3: out.append(">")
    if n >= 3: out.append(">=")
    if n == 3: out.append("==")
    if n != 3: out.append("!=")
    return out
for n in [2, 3, 4, 2.5, 3.0, 3.5]: print(n, places(n), branches(n))

print(1 > 2 < 3, 1 < 2 > 3, 1 < 2 < 3, 3 > 2 > 1, 1 == 1.0 != 2, 5 > 3 < 2)
print(0 or "", "" or 0 or [], 1 or 2, 0 or 3.5, None or {})
print(0 and 1, [] and 3, 5 and 6, 1 and 0.0 and 2, "a" and "")

numbers = [-7.5, -6.0, -0.0, 0.0, 0.5, 6.0]
for x in numbers: print(x, [(x // y, x % y) for y in [3.0, -3.0, 0.25, -0.25, inf, -inf]])
for x in [-7, -6, 0, 6, 7]: print(x, [(x // y, x % y, divmod(x, y)) for y in [3, -3, 1, -1]])
print(6 // -4.0, 6 % -4.0, -6 % 4.0, 0 // -2.0, 0 % -2.0, True // 2.0)

print(1 << 62, -1 << 63, 0 << 100, 3 << 61)
print(-1 >> 63, 4611686018427387904 >> 62, 4611686018427387904 >> 63, 9223372036854775807 >> 200, -5 >> 1)

print(inf ** 2, (-inf) ** 3, (-inf) ** 2, 2.0 ** -inf, 2.0 ** inf, 0.5 ** inf, inf ** -1)
print(1.0 ** nan, nan ** 0, (-1.0) ** inf, 0.0 ** inf, (-0.0) ** 3, 1 ** -1, 2 ** -2, (-3) ** 3)

for t in [float32, float64, float16, bfloat16]:
    a = tensor([1.0, nan, nan, -1.0, inf], dtype=t)
    b = tensor([nan, 1.0, nan, 0.0, 2.0], dtype=t)
    print(minimum(a, b), maximum(a, b), fmin(a, b), fmax(a, b))
print(minimum(tensor([1, 5]), tensor([3, 3])), maximum(tensor([1, 5]), tensor([3.5, 3.5])))
print(tensor([1.0, nan]).clamp(0.0, 0.5), tensor([1.0, 2.0]).clamp(tensor([nan, 0.0])))
