"""Writes references.txt: values of the elementary functions to 60 digits, as far as a test needs them.

Each line: function, arguments, the double nearest to the true value (all three as the hexadecimal bits of
doubles), and how far the true value lies from that double, in thousandths of the double's ulp.

Run with Python 3 and mpmath: python3 references.py > references.txt
"""

import math
import random
import struct

from mpmath import cos, erfc, exp, log, mp, mpf, power, sin, sqrt, tan

mp.dps = 60
draw = random.Random(20261122)


def bits(x):
    return struct.pack(">d", x).hex()


def nearest(value):
    """The double nearest to a value of any size, ties aside; mpmath does not round into subnormals."""
    if abs(value) >= mpf(2) ** -1022:
        return float(value)
    return float(mp.nint(value * mpf(2) ** 1074)) * 2.0**-1074


def line(name, arguments, value):
    near = nearest(value)
    rest = int(mp.nint((value - mpf(near)) / mpf(math.ulp(near)) * 1000))
    print(name, *[bits(x) for x in arguments], bits(near), rest)


def any_positive():
    """A positive, finite double with all exponents equally likely, subnormal ones included."""
    return struct.unpack(">d", struct.pack(">Q", draw.getrandbits(63) % 0x7FF0000000000000))[0]


def exponentials():
    for bound in (1e-3, 0.5, 1.5, 30, 708):
        for _ in range(120):
            yield draw.uniform(-bound, bound)
    for _ in range(60):
        yield draw.uniform(-745, -708)
        yield draw.uniform(708, 709.78)


def logarithms():
    for bound in (1e-6, 1e-2, 0.4):
        for _ in range(130):
            yield 1 + draw.uniform(-bound, bound)
    for _ in range(170):
        yield draw.uniform(0.5, 2)
        yield any_positive()


def powers():
    for _ in range(150):
        yield draw.uniform(0.5, 3), draw.uniform(-10, 10)
        yield draw.uniform(1, 1.3), float(draw.randint(1, 40))
    for _ in range(150):
        x = any_positive()
        yield x, draw.uniform(-744, 709) / float(log(mpf(x)))
    for centre in (0.7072, 1.0, 1.4141):
        for _ in range(100):
            x = centre + draw.uniform(-1, 1) * 10 ** draw.uniform(-9, -2)
            if x != 1:
                yield x, draw.uniform(-708, 709) / float(log(mpf(x)))


def normal_quantile(u):
    """Newton's method on the logarithm of the smaller tail."""
    tail = min(mpf(u), 1 - mpf(u))
    z = sqrt(-2 * log(tail)) if tail < 0.1 else mpf(0)
    for _ in range(60):
        area, density = erfc(z / sqrt(mpf(2))) / 2, exp(-z * z / 2) / sqrt(2 * mp.pi)
        step = (log(area) - log(tail)) * area / density
        z += step
        if abs(step) < mpf(10) ** -45:
            break
    return -z if u < 0.5 else z


def probabilities():
    for _ in range(100):
        yield draw.uniform(0, 1)
        yield draw.uniform(0, 0.1)
        yield 1 - 2.0 ** draw.uniform(-52, -4)
        yield 10 ** draw.uniform(-300, -1)


def angles():
    """Small and usual ones, ones near multiples of π/2, and ones of any size."""
    for _ in range(120):
        yield draw.uniform(-0.8, 0.8)
        yield draw.uniform(-30, 30)
        yield draw.uniform(-1e6, 1e6)
        yield draw.choice((-1, 1)) * any_positive()
        yield float(draw.randint(-600_000, 600_000) * mp.pi / 2)
        yield float(draw.randint(1, 10**9) * mp.pi / 2 * mpf(10) ** draw.randint(0, 290))
        yield draw.uniform(-1, 1) * 2.0 ** draw.randint(-1000, -20)


for x in exponentials():
    line("exp", [x], exp(mpf(x)))
for x in logarithms():
    line("log", [x], log(mpf(x)))
for x, y in powers():
    line("power", [x, y], power(mpf(x), mpf(y)))
for u in probabilities():
    line("normalQuantile", [u], normal_quantile(u))
for _ in range(150):
    for x in (draw.uniform(-1, 1), draw.uniform(-37, 8)):
        line("normalCDF", [x], erfc(-mpf(x) / sqrt(mpf(2))) / 2)
mp.dps = 400  # an angle of 1e308 loses 308 digits
for name, function in (("sine", sin), ("cosine", cos), ("tangent", tan)):
    for x in angles():
        line(name, [x], function(mpf(x)))
