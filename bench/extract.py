"""How fast articles are read: megabytes a second on one core, beside a bare regular expression over the same text.

The machine's speed moves both alike, so the ratio is what to compare from day to day. News is as dense in claims as the
article this project began with, and the hand-read articles of the tests alone are three times denser. Files that are
named are measured in their place. Where the rules are compiled, plain Python is measured beside them.

``--public`` measures public extractors too, in an environment of their own under ``build/``; ``--memory`` reads ten
thousand articles and tells what that has cost in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tracker import extract, resources

ROOT = Path(__file__).parents[1]
COPIES = 20
ROUNDS = 20
LANGUAGES = ("chinese", "english")
DENSITY = 170
"""Bytes of UTF-8 for each claim in news: as many as in the real article."""
MANY = 10_000
NUMERAL = re.compile(r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*|[〇零一二两三四五六七八九十百千万亿]+")
COUNTED = re.compile(r"(?<![\d.,，．:：/-])(\d+)(?=[.\d]*(?:[万亿元家个条秒%]| percent| per cent| million| billion))")

# No later release of emoji has what the recognizers call.
PUBLIC = ("quantulum3==0.10.0", "recognizers-text-suite==1.0.2a2", "emoji<2", "setuptools<81")
SCRIPT = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
name, texts = json.load(sys.stdin)
if name == "quantulum3":
    from quantulum3 import parser
    read = lambda text: len(parser.parse(text))
else:
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    culture = name.split()[1]
    numbers, units = NumberRecognizer(culture), NumberWithUnitRecognizer(culture)
    models = [numbers.get_number_model(), numbers.get_percentage_model(), units.get_currency_model()]
    read = lambda text: sum(len(model.parse(text)) for model in models)
read(texts[0][:200])
began = time.perf_counter()
found = sum(read(text) for text in texts)
print(json.dumps([time.perf_counter() - began, found]))
"""


def varied(text: str, copies: int) -> Iterator[str]:
    """Yield copies of an article in which no two hold the same numbers: nothing to remember from before."""
    head, _, body = text.partition("\n")
    parts = COUNTED.split(body)
    for copy in range(copies):
        yield head + "\n" + "".join(str(int(part) + copy) if place % 2 else part for place, part in enumerate(parts))


def originals(language: str) -> list[str]:
    """Return the hand-read articles of a language, and for Chinese the sample."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "gold" / language).glob("*.txt"))]
    if language == "chinese":
        texts.append((resources.sample() / "shops.txt").read_text(encoding="utf-8"))
    return texts


def news(language: str) -> Iterator[str]:
    """Yield the articles with paragraphs that state no figure between their own, as many as ``DENSITY`` wants."""
    prose = (ROOT / "bench" / "prose" / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    paragraphs = cycle(prose)
    for text in originals(language):
        wanted = len(extract.claims(text)) * DENSITY
        written, total = 0, len(text.encode())
        lines = []
        for line in text.splitlines():
            lines.append(line)
            written += len(line.encode())
            while sum(len(part.encode()) for part in lines) < wanted * written / total:
                lines.append(next(paragraphs))
        yield "\n".join(lines) + "\n"


def copies(texts: Iterable[str], count: int = COPIES) -> list[str]:
    """Return texts in varied copies."""
    return [copy for text in texts for copy in varied(text, count)]


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    """Return the time over all ``texts``, of each the best of a few rounds: the least disturbed."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for place, text in enumerate(texts):
            began = time.perf_counter()
            read(text)
            best[place] = min(best[place], time.perf_counter() - began)
    return sum(best)


def size(texts: list[str]) -> float:
    """Return the size of texts in megabytes of UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def speed(name: str, texts: list[str]) -> None:
    """Measure some texts and print."""
    megabytes = size(texts)
    found = sum(len(extract.claims(text)) for text in texts)
    scan = seconds(lambda text: sum(1 for _ in NUMERAL.finditer(text)), texts)
    density = f"a claim in {megabytes * 1e6 / found:.0f} bytes" if found else "no claim"
    print(f"{name}: {len(texts)} texts, {megabytes:.2f} MB, {density}")
    print(f"  bare regular expression  {megabytes / scan:8.2f} MB/s")
    readers: dict[str, Callable[[str], object]] = {
        "extract.figures": lambda text: list(extract.figures(text)),
        "extract.claims": extract.claims,
    }
    for reader, read in readers.items():
        took = seconds(read, texts)
        print(f"  {reader:24} {megabytes / took:8.2f} MB/s   1/{took / scan:.0f} of that", flush=True)


def plain() -> None:
    """Measure the same by plain Python: a copy of the tracker without what is compiled."""
    with TemporaryDirectory() as folder:
        for name in ("tracker", "bench", "tests/gold"):
            shutil.copytree(ROOT / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
        subprocess.run([sys.executable, "-m", "bench.extract", *arguments], cwd=folder, check=True)


def public() -> None:
    """Measure public extractors on the same texts, once each: they are slow."""
    home = ROOT / "build" / "public-extractors"
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        # The tracker's own pins are not theirs.
        unpinned = {name: value for name, value in os.environ.items() if not name.endswith("_CONSTRAINT")}
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--quiet", *PUBLIC], check=True, env=unpinned)
    for name, language in (
        ("quantulum3", "english"),
        ("recognizers-text en-us", "english"),
        ("recognizers-text zh-cn", "chinese"),
    ):
        texts = originals(language)
        done = subprocess.run(
            [python, "-c", SCRIPT], input=json.dumps([name, texts]), capture_output=True, text=True, check=True
        )
        took, found = json.loads(done.stdout.splitlines()[-1])
        times = took / seconds(extract.claims, texts)
        print(
            f"  {name:24} {size(texts) / took:8.3f} MB/s   {found:,} found; extract.claims is {times:.0f} times as fast"
        )


def memory() -> None:
    """Read many articles and print what the process holds after a tenth of them and after all."""
    process = psutil.Process()
    text = (resources.sample() / "shops.txt").read_text(encoding="utf-8")
    for number, article in enumerate(varied(text, MANY), 1):
        extract.claims(article)
        if number in (MANY // 10, MANY):
            print(f"  after {number:6,} articles    {process.memory_info().rss / 1e6:8.1f} MB held")


def main() -> None:
    """Measure what was asked for and print."""
    parser = argparse.ArgumentParser(prog="bench.extract", description="How fast articles are read.")
    parser.add_argument("files", nargs="*", type=Path, help="texts to measure, in place of those that come along")
    parser.add_argument("--public", action="store_true", help="public extractors, too")
    parser.add_argument("--memory", action="store_true", help="memory over ten thousand articles, too")
    options = parser.parse_args()
    print("rules that are compiled" if extract.COMPILED else "rules in plain Python")
    if options.files:
        for path in options.files:
            speed(path.name, copies([path.read_text(encoding="utf-8")]))
    else:
        for language in LANGUAGES:
            speed(f"{language} news", copies(news(language)))
        for language in LANGUAGES:
            speed(f"{language} articles full of figures", copies(originals(language)))
    if extract.COMPILED:
        plain()
    if options.public:
        public()
    if options.memory:
        memory()


if __name__ == "__main__":
    main()
