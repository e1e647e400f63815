"""Many random files, each with its own seed, so that a failing one can be made again by itself."""

import os
import shutil
from collections import Counter
from pathlib import Path
from random import Random

from fanpin_app.tests.support.random_files.comparison import faults
from fanpin_app.tests.support.random_files.contents import Population
from fanpin_app.tests.support.random_files.formats import FORMATS
from fanpin_app.tests.support.random_files.layout import Book, Layout
from fanpin_app.tests.support.random_files.reading import Reader
from fanpin_app.tests.support.random_files.unreadable import make_unreadable

SEED = os.environ.get("SEED") or "2035"
# The number of the only file to try, when a failure is investigated.
ONLY_NUMBER = os.environ.get("RANDOM_FILE")
# The share of files that are made unreadable as a whole.
UNREADABLE_SHARE = 0.08
# Stop after this many failures.
MAX_FAILURES = 5


def try_files(count: int, population: Population, folder: Path) -> tuple[list[str], Counter[str]]:
	"""Make, read and check files; returns the failures, in sentences, and the number of files of each format."""
	reader = Reader(population)
	failures: list[str] = []
	formats: Counter[str] = Counter()
	for number in [int(ONLY_NUMBER)] if ONLY_NUMBER else range(count):
		rng = Random(f"{SEED}-{number}")
		path, book = make_file(rng, population, folder)
		feed = book.table.feed if rng.random() < 0.3 else None
		found = faults(book, reader.read(path, feed))
		formats[path.suffix] += 1
		if found:
			failures.append(_failure_message(number, book, path, found))
			shutil.copy(path, Path(os.environ.get("FAILED_FILES", folder)) / f"{number}{path.suffix}")
			if len(failures) >= MAX_FAILURES:
				break
		path.unlink()
	return failures, formats


def make_file(rng: Random, population: Population, folder: Path) -> tuple[Path, Book]:
	kind = rng.choice(FORMATS)
	book = Layout(population, rng, kind.traits(rng), one_sheet=kind.is_text).book()
	if rng.random() < UNREADABLE_SHARE:
		book.refused, how = make_unreadable(book.sheets, book.table, rng)
		book.variations += [how] if how else []
	path = folder / f"202610{rng.choice(kind.suffixes)}"
	book.variations.append(f"written as {kind.name}")
	if kind.is_text:
		# A text file has no sheets: its name is used instead.
		book.sheets[0].name = path.stem
	kind.save(book, path, rng)
	return path, book


def _failure_message(number: int, book: Book, path: Path, found: list[str]) -> str:
	variations = "; ".join(book.variations) or "plain"
	return "\n  ".join(
		[f"SEED={SEED} RANDOM_FILE={number}: {book.table.feed} as {path.suffix} ({variations})", *found]
	)
