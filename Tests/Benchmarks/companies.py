"""Writes the companies of W2, W3 and W4 as tables: parameters from a hash of (company, field), the same in every language."""
import sys

FIELDS = {
    "w2": ["treasury_tokens:1e6:8e6", "cash:1e6:6e6", "users_mid:2e4:9e4", "arpu_mid:5:11", "churn:0.02:0.08", "headcount:40:80", "cost_per_head:12e3:16e3",
           "infra_base:80e3:160e3", "infra_per_user:0.4:0.8", "marketing_ratio:0.05:0.25", "fee_rate:0.001:0.005", "volume_mid:6e7:2e8", "staking_share:0.1:0.4",
           "staking_yield:0.03:0.07", "liquidity_mid:2e6:9e6", "elasticity:0.3:1.1", "vesting:2e5:8e5", "tax_rate:0.1:0.25"],
    "w3": ["tokens:1e6:8e6", "cash:1e6:6e6", "users:2e4:9e4", "arpu:5:11", "headcount:40:80", "cost_per_head:12e3:16e3", "volume:6e7:2e8", "fee_rate:0.001:0.005",
           "elasticity:0.3:1.1", "beta:0.5:1.5"],
}
FIELDS["w4"] = [field.replace("_mid", "") for field in FIELDS["w2"]]


def unit(company, field):
    """A number in (0, 1)."""
    mask = 0xFFFFFFFF
    x = (company * 2654435761 + field * 2246822519 + 374761393) & mask
    x ^= x >> 15
    x = x * 2246822519 & mask
    x ^= x >> 13
    x = x * 3266489917 & mask
    x ^= x >> 16
    return (x + 0.5) / 4294967296.0


def write(workload, count, path):
    fields = [(name, float(low), float(high)) for name, low, high in (field.split(":") for field in FIELDS[workload])]
    with open(path, "w") as file:
        file.write("name," + ",".join(name for name, _, _ in fields) + "\n")
        for company in range(count):
            values = (repr(low + (high - low) * unit(company, i)) for i, (_, low, high) in enumerate(fields))
            file.write(f"C{company}," + ",".join(values) + "\n")


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3])
