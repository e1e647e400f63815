"""Many files in a row, each drawn with its own seed, so that a failing one can be made again by itself."""

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
# The number of the only file to try, when a failure is investigated.
ONLY = os.environ.get("DRESSED_FILE")
# Stop after this many failures.
MOST_FAILURES = 5


def try_files(count: int, world: World, folder: Path) -> tuple[list[str], Counter[str]]:
	"""Make, read and check files; returns the failures, in sentences, and the number of files of each format."""
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
			failures.append(_failure_message(number, book, path, found))
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
		# A text file has no sheets: its name is used instead.
		book.sheets[0].name = path.stem
	kind.save(book, path, rng)
	return path, book


def _failure_message(number: int, book: Book, path: Path, found: list[str]) -> str:
	dress = "; ".join(book.dress) or "plain"
	return "\n  ".join(
		[f"SEED={SEED} DRESSED_FILE={number}: {book.table.feed} as {path.suffix} ({dress})", *found]
	)
