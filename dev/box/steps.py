"""Runs a step only when its inputs changed since it last succeeded, and says what it does and how long it took."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from box.folder import Bench

SECONDS_BETWEEN_SIGNS = 15
LAST_LINES = 12

_printing = threading.Lock()
_running: set[subprocess.Popen] = set()


class StepFailed(Exception):
	"""A step that could not be done: a sentence for the reader, and the log that says why."""

	def __init__(self, sentence: str, log: Path | None = None):
		super().__init__(sentence)
		self.log = log


def say(line: str) -> None:
	with _printing:
		print(line, flush=True)


def step(
	bench: Bench,
	name: str,
	does: str,
	inputs: Iterable[Any],
	action: Callable[[Path], Any],
	makes: Path | None = None,
) -> bool:
	"""Does `action(log)` unless it succeeded before with the same inputs; True when it was done.

	`inputs` are paths (a file, or a folder with all files below) and plain values.
	Where `makes` is gone, the step is done again.
	"""
	stamp = bench.stamps / name
	digest = digest_of(inputs)
	if stamp.exists() and stamp.read_text() == digest and (makes is None or makes.exists()):
		return False
	stamp.unlink(missing_ok=True)
	log = bench.logs / f"{name}.log"
	log.write_text("")
	timed(does, log, lambda: action(log))
	stamp.write_text(digest)
	return True


def mark_done(bench: Bench, name: str, digest: str) -> None:
	"""Spares a step that another one has done on its way; `digest` is that of the inputs before it."""
	(bench.stamps / name).write_text(digest)


def timed(does: str, log: Path, action: Callable[[], None]) -> None:
	say(f"→ {does}")
	start = time.monotonic()
	finished = threading.Event()

	def sign_of_life():
		while not finished.wait(SECONDS_BETWEEN_SIGNS):
			say(f"  … {time.monotonic() - start:.0f} s  {does}: {last_line(log)}")

	threading.Thread(target=sign_of_life, daemon=True).start()
	try:
		action()
	except subprocess.CalledProcessError as error:
		raise StepFailed(f"{does} failed.", log) from error
	finally:
		finished.set()
	say(f"  {time.monotonic() - start:.0f} s  {does}")


def together(*actions: Callable[[], Any]) -> None:
	"""Does all at the same time; the first failure ends the others."""
	with ThreadPoolExecutor(len(actions)) as pool:
		futures = [pool.submit(action) for action in actions]
		try:
			for future in as_completed(futures):
				future.result()
		except BaseException:
			end_running_commands()
			raise


def one_after_another(*actions: Callable[[], Any]) -> Callable[[], None]:
	def all_of_them():
		for action in actions:
			action()

	return all_of_them


def run(command: Iterable[Any], log: Path, **options) -> None:
	"""Runs a command with its output in the log; CalledProcessError when it fails."""
	command = [str(part) for part in command]
	with log.open("a") as output:
		process = subprocess.Popen(
			command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options
		)
	_running.add(process)
	try:
		if process.wait():
			raise subprocess.CalledProcessError(process.returncode, command)
	finally:
		_running.discard(process)


def end_running_commands() -> None:
	for process in list(_running):
		process.terminate()


def report_failure(failure: StepFailed) -> None:
	"""The log's end, then the sentence as the last line."""
	place = ""
	if failure.log:
		for line in failure.log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
			print(f"  | {line}", file=sys.stderr)
		place = f" The log is {os.path.relpath(failure.log)}"
	print(f"✗ {failure}{place}", file=sys.stderr, flush=True)


def last_line(log: Path) -> str:
	lines = log.read_text(errors="replace").split("\n") if log.exists() else []
	lines = [line.strip() for line in lines if line.strip()]
	return lines[-1][:90] if lines else ""


def digest_of(inputs: Iterable[Any]) -> str:
	digest = hashlib.sha256()
	for value in inputs:
		if not isinstance(value, Path):
			digest.update(f"{value}\0".encode())
			continue
		for file in files_below(value):
			digest.update(f"{file.relative_to(value)}\0".encode() + file.read_bytes())
	return digest.hexdigest()


def files_below(path: Path) -> list[Path]:
	"""The path itself if it is a file, else all files of the folder but Python's caches."""
	if path.is_file():
		return [path]
	return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
