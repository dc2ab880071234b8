"""A long text that is both a script for ais and a chunk for Lua."""

import random


def assignments(count, seed=1):
    """Returns `count` lines; each uses names of lines before it, and no value grows."""
    draw = random.Random(seed)
    lines = ["cost_0 = 1.5\n"]
    for index in range(1, count):
        a, b = (f"cost_{draw.randrange(index)}" for _ in range(2))
        share = f"0.{draw.randrange(1, 10)}"
        value = draw.choice(
            [
                f"{draw.randrange(100)}.{draw.randrange(10)}",
                f"({a} + {b}) / 2",
                f"{a} * {share} + {draw.randrange(10)}.5",
                f"max({a}, {draw.randrange(100)}) * {share} - min({a}, {b}) * (1 - {share})",
            ]
        )
        lines.append(f"cost_{index} = {value}\n")
    return "".join(lines)
