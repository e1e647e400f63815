"""Many files in a row, each drawn by a seed of its own, so that one that fails can be made again alone."""

import os
import shutil
from collections import Counter
from pathlib import Path
from random import Random

from fanpin_app.tests.support.dressed_files.layout import Book, Layout
from fanpin_app.tests.support.dressed_files.meanings import World
from fanpin_app.tests.support.dressed_files.reading import Reader
from fanpin_app.tests.support.dressed_files.saving import FORMATS
from fanpin_app.tests.support.dressed_files.verdict import faults

SEED = os.environ.get("SEED") or "2035"
# The number of the only file to try, of a failure that is looked into.
ONLY = os.environ.get("DRESSED_FILE")
# So many failures say enough.
MOST_FAILURES = 5


def try_files(count: int, world: World, folder: Path) -> tuple[list[str], Counter[str]]:
	"""Make, read and judge files; returns what failed, in sentences, and how many files there were of each format."""
	reader = Reader(world)
	failures: list[str] = []
	formats: Counter[str] = Counter()
	for number in [int(ONLY)] if ONLY else range(count):
		rng = Random(f"{SEED}-{number}")
		path, book = make_file(rng, world, folder)
		feed = book.table.feed if rng.random() < 0.3 else None
		found = faults(book, reader.read(path, feed))
		formats[path.suffix] += 1
		if found:
			failures.append(_told(number, book, path, found))
			shutil.copy(path, Path(os.environ.get("DRESSED_FILES_KEPT", folder)) / f"{number}{path.suffix}")
			if len(failures) >= MOST_FAILURES:
				break
		path.unlink()
	return failures, formats


def make_file(rng: Random, world: World, folder: Path) -> tuple[Path, Book]:
	kind = rng.choice(FORMATS)
	book = Layout(world, rng, kind.paper(rng), one_sheet=kind.is_text).book()
	path = folder / f"202610{rng.choice(kind.suffixes)}"
	book.dress.append(f"written as {kind.name}")
	if kind.is_text:
		# A text file has no sheets: its name stands for one.
		book.sheets[0].name = path.stem
	kind.save(book, path, rng)
	return path, book


def _told(number: int, book: Book, path: Path, found: list[str]) -> str:
	dress = "; ".join(book.dress) or "plain"
	return "\n  ".join(
		[f"SEED={SEED} DRESSED_FILE={number}: {book.table.feed} as {path.suffix} ({dress})", *found]
	)
