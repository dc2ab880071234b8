"""A long program of firms, formulas and questions, in ais and as the nearest that Lua and Python say line by line."""

import random
import sys

HEAD = {
    "ais": """\
kind firm {
  revenue: money/year
  cost: money/year
  cash: money
  staff: people
  profit = revenue - cost
  margin = profit / revenue
  runway: time = if profit < $0/year then cash / -profit else never "not burning cash"
}
firm Firm0 { revenue = $1M per year; cost = $2M per year; cash = $3M; staff = 9 people }
""",
    "lua": """\
function firm(f)
  local runway
  f.profit = f.revenue - f.cost
  f.margin = f.profit / f.revenue
  if f.profit < 0 then runway = f.cash / -f.profit end
  f.runway = runway
  return f
end
Firm0 = firm { revenue = 1e6, cost = 2e6, cash = 3e6, staff = 9 }
""",
    "py": """\
class Firm:
  revenue = cost = cash = staff = None
  def profit(f): return f.revenue - f.cost
  def margin(f): return f.profit() / f.revenue
  def runway(f):
    if f.profit() < 0:
      return f.cash / -f.profit()
    return None  # not burning cash
class Firm0(Firm): revenue = 1e6; cost = 2e6; cash = 3e6; staff = 9
""",
}

# The ten lines of a firm: `{i}` is its number, `{j}` that of an earlier one, the others are digits.
FIRM = {
    "ais": """\
# Firm {i} sells to firm {j}.
firm Firm{i} {{
  revenue = ${a}.{b}M to ${c}.{b}M per year assume "a guess"
  cost    = Firm{j}.revenue * {b}% + ${a}.{d}M per year
  cash    = ${d}M
  staff   = {c} people
}}
share_{i} = Firm{i}.revenue / (Firm{i}.revenue + max(Firm{j}.revenue, $1M per year)) * (1 - {b}%)
{question}
{what_if}
""",
    "lua": """\
-- Firm {i} sells to firm {j}.
Firm{i} = firm {{
  revenue = uniform({a}.{b}e6, {c}.{b}e6, "a guess"),
  cost    = Firm{j}.revenue * 0.{b} + {a}.{d}e6,
  cash    = {d}e6,
  staff   = {c},
}}
share_{i} = Firm{i}.revenue / (Firm{i}.revenue + math.max(Firm{j}.revenue, 1e6)) * (1 - 0.{b})
{question}
{what_if}
""",
    "py": """\
# Firm {i} sells to firm {j}.
class Firm{i}(Firm):
  revenue = uniform({a}.{b}e6, {c}.{b}e6, "a guess")
  cost    = Firm{j}.revenue * 0.{b} + {a}.{d}e6
  cash    = {d}e6
  staff   = {c}

share_{i} = Firm{i}.revenue / (Firm{i}.revenue + max(Firm{j}.revenue, 1e6)) * (1 - 0.{b})
{question}
{what_if}
""",
}

QUESTIONS = {
    "ais": ["Firm{i}.runway", "show profit, margin for [Firm{i}, Firm{j}]", "P(Firm{i}.profit > $0 per year)"],
    "lua": ["print(Firm{i}.runway)", "show({{'profit', 'margin'}}, {{Firm{i}, Firm{j}}})", "P(Firm{i}.profit > 0)"],
    "py": ["print(Firm{i}.runway())", "show(['profit', 'margin'], [Firm{i}, Firm{j}])", "P(Firm{i}.profit > 0)"],
}
WHAT_IF = {
    "ais": "what if Firm{j}.revenue *= {b}% show Firm{i}.profit",
    "lua": "what_if(function() Firm{j}.revenue = Firm{j}.revenue * 0.{b} end, 'Firm{i}.profit')",
    "py": "what_if(lambda: times(Firm{j}.revenue, 0.{b}), show='Firm{i}.profit')",
}


def firms(lines, language="ais", seed=1):
    """Returns about `lines` lines: a kind of firm, then ten lines for each firm."""
    draw = random.Random(seed)
    parts = [HEAD[language]]
    for i in range(1, lines // 10):
        names = {"i": i, "j": max(0, i - draw.randrange(1, 9)), "a": draw.randrange(1, 9), "b": draw.randrange(10, 99)}
        names |= {"c": draw.randrange(10, 90), "d": draw.randrange(1, 60)}
        texts = {"question": QUESTIONS[language][draw.randrange(3)], "what_if": WHAT_IF[language]}
        texts = {name: text.format(**names) for name, text in texts.items()}
        parts.append(FIRM[language].format(**names, **texts))
    return "".join(parts)


if __name__ == "__main__":
    print(firms(int(sys.argv[1]), *sys.argv[2:]), end="")
