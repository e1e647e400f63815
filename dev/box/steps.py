"""Runs a step only if its inputs changed since it last succeeded, and prints its description and duration."""

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

SECONDS_BETWEEN_UPDATES = 15
LAST_LINES = 12

_printing = threading.Lock()
_processes: set[subprocess.Popen] = set()


class StepError(Exception):
	"""A failed step: a sentence for the user, and the log with the reason."""

	def __init__(self, sentence: str, log: Path | None = None):
		super().__init__(sentence)
		self.log = log


def say(line: str) -> None:
	with _printing:
		print(line, flush=True)


def step(
	bench: Bench,
	name: str,
	description: str,
	inputs: Iterable[Any],
	action: Callable[[Path], Any],
	makes: Path | None = None,
) -> bool:
	"""Run `action(log)` unless it succeeded before with the same inputs; returns whether it ran.

	`inputs` are paths (a file, or a folder with all files below) and plain values.
	If the path `makes` is missing, the step runs again.
	"""
	stamp = bench.stamps / name
	digest = digest_of(inputs)
	if stamp.exists() and stamp.read_text() == digest and (makes is None or makes.exists()):
		return False
	stamp.unlink(missing_ok=True)
	log = bench.logs / f"{name}.log"
	log.write_text("")
	timed(description, log, lambda: action(log))
	stamp.write_text(digest)
	return True


def mark_done(bench: Bench, name: str, digest: str) -> None:
	"""Mark a step as done that another one included; `digest` is that of its inputs before."""
	(bench.stamps / name).write_text(digest)


def timed(description: str, log: Path, action: Callable[[], None]) -> None:
	say(f"→ {description}")
	start = time.monotonic()
	finished = threading.Event()

	def report_progress():
		while not finished.wait(SECONDS_BETWEEN_UPDATES):
			say(f"  … {time.monotonic() - start:.0f} s  {description}: {last_line(log)}")

	threading.Thread(target=report_progress, daemon=True).start()
	try:
		action()
	except subprocess.CalledProcessError as error:
		raise StepError(f"{description} failed.", log) from error
	finally:
		finished.set()
	say(f"  {time.monotonic() - start:.0f} s  {description}")


def in_parallel(*actions: Callable[[], Any]) -> None:
	"""Run all actions at the same time; the first failure ends the others."""
	with ThreadPoolExecutor(len(actions)) as pool:
		futures = [pool.submit(action) for action in actions]
		try:
			for future in as_completed(futures):
				future.result()
		except BaseException:
			end_running_commands()
			raise


def in_sequence(*actions: Callable[[], Any]) -> Callable[[], None]:
	def run_all():
		for action in actions:
			action()

	return run_all


def run(command: Iterable[Any], log: Path, **options) -> None:
	"""Run a command with its output in the log. Raises CalledProcessError if it fails."""
	command = [str(part) for part in command]
	with log.open("a") as output:
		process = subprocess.Popen(
			command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options
		)
	_processes.add(process)
	try:
		if process.wait():
			raise subprocess.CalledProcessError(process.returncode, command)
	finally:
		_processes.discard(process)


def end_running_commands() -> None:
	for process in list(_processes):
		process.terminate()


def report_failure(failure: StepError) -> None:
	"""Print the end of the log, then the message as the last line."""
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
	"""The path itself if it is a file, else all files in the folder except Python's caches."""
	if path.is_file():
		return [path]
	return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
