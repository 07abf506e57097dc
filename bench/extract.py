"""How fast articles are read: megabytes a second, beside a bare regular expression over the same text.

The machine's speed moves both alike, so the ratio is what to compare from day to day.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

from tracker import extract, resources

COPIES = 200
ROUNDS = 3
NUMERAL = re.compile(r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*|[〇零一二两三四五六七八九十百千万亿]+")


def articles() -> Iterator[str]:
    """Yield copies of the sample article in which no two hold the same numbers: nothing to remember from before."""
    text = (resources.sample() / "shops.txt").read_text(encoding="utf-8")
    head, _, body = text.partition("\n")
    parts = re.split(r"(\d+)(?=[万元家秒%])", body)
    for copy in range(COPIES):
        yield head + "\n" + "".join(str(int(part) + copy) if place % 2 else part for place, part in enumerate(parts))


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    """Return the best of a few rounds over all ``texts``: the least disturbed one."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text in texts:
            read(text)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Measure and print."""
    texts = list(articles())
    size = sum(len(text.encode()) for text in texts) / 1e6
    found = sum(len(extract.claims(text)) for text in texts)
    figures = seconds(lambda text: list(extract.figures(text)), texts)
    claims = seconds(extract.claims, texts)
    scan = seconds(lambda text: sum(1 for _ in NUMERAL.finditer(text)), texts)
    print(f"reading {len(texts)} articles, {size:.2f} MB, {found:,} claims")
    print(f"  bare regular expression  {size / scan:8.2f} MB/s")
    print(f"  extract.figures          {size / figures:8.2f} MB/s   1/{figures / scan:.0f} of that")
    print(f"  extract.claims           {size / claims:8.2f} MB/s   1/{claims / scan:.0f} of that")


if __name__ == "__main__":
    main()
