"""Which files make a set. Names are those of generated markets; see `market` in ../src/instance.rs."""
import os
import sys

PUBLIC = ["c05100", "c05200", "c10100", "c10200", "c20100", "c20200", "d05100", "d05200", "d10100", "d10200", "d20100", "d20200",
          "e05100", "e05200", "e10100", "e10200", "e20100", "e20200"]


class Set:
    def __init__(self, *names):
        self.names = list(names)


class Gap(Set):
    def public(self, folder):
        """Those public files that are there; says which are not."""
        there = [name for name in PUBLIC if os.path.exists(os.path.join(folder, name))]
        missing = [name for name in PUBLIC if name not in there]
        if missing:
            print(f"SKIPPED: not in {os.path.basename(os.path.normpath(folder))}: {', '.join(missing)}", file=sys.stdout)
        return [os.path.join(folder, name) for name in there]


KINDS = ("loose", "base", "tight", "corr")
SETS = {
    "gap": Gap(*(f"gap-{kind}:{size}" for kind in "cde" for size in ("5x100", "5x200", "10x100", "10x200", "20x100", "20x200"))),
    "gap-larger": Set(*(f"gap-{kind}:{size}" for kind in "cde" for size in ("10x200", "20x100", "20x200"))),
    "mrgap": Set(*(f"mrgap-{kind}:{size}" for kind in "cde" for size in ("5x100x2", "5x100x4", "10x100x2", "10x100x4", "20x100x2"))),
    "markets-small": Set(*(f"{kind}:{size}" for kind in KINDS for size in ("50x5", "100x10"))),
    "markets": Set(*(f"{kind}:{size}" for size in ("50x5", "100x10", "200x20") for kind in KINDS)),
    "markets-large": Set("loose:1000x50", "base:1000x50", "loose:5000x200", "base:5000x200"),
    "slots": Set("loose:500x20x24", "base:500x20x24", "loose:500x20x168", "base:500x20x168"),
}
