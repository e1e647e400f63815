"""Runs a function in a separate process and measures its time and memory.

python -m benchmark.child_process SITE DOTTED.PATH '{"argument": …}', in the bench's folder of sites.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe

MARK = "measured: "


@dataclass(frozen=True)
class Measured:
	"""The function's result, its begin and end (Unix time), and the peak memory of the process in MB."""

	result: Any
	began: float
	ended: float
	peak_rss_mb: float

	@property
	def seconds(self) -> float:
		return self.ended - self.began


def run(function: str, **arguments) -> Measured:
	"""Run `benchmark.<function>`. If it fails, print the output of the process and raise RuntimeError."""
	return run_parallel([(function, arguments)])[0]


def run_parallel(calls: list[tuple[str, dict]]) -> list[Measured]:
	"""The same for several functions at the same time."""
	return [
		_read_result(process) for process in [_start(function, arguments) for function, arguments in calls]
	]


def seconds_of(work: list[Measured]) -> float:
	"""Seconds from the first begin to the last end."""
	return max(each.ended for each in work) - min(each.began for each in work)


def _start(function: str, arguments: dict) -> subprocess.Popen:
	command = [sys.executable, "-m", __name__, frappe.local.site, function, json.dumps(arguments)]
	return subprocess.Popen(
		command,
		cwd=Path(frappe.local.sites_path).resolve(),
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
		text=True,
	)


def _read_result(process: subprocess.Popen) -> Measured:
	output = process.communicate()[0]
	marked = [line for line in output.splitlines() if line.startswith(MARK)]
	if process.returncode or not marked:
		print(output, file=sys.stderr)
		raise RuntimeError(output.strip().rpartition("\n")[2])
	return Measured(**json.loads(marked[-1].removeprefix(MARK)))


def _peak_rss_mb() -> float:
	"""Peak memory of this program; getrusage would include the process before exec."""
	for line in Path("/proc/self/status").read_text().splitlines():
		if line.startswith("VmHWM"):
			return round(int(line.split()[1]) / 1024, 1)
	raise RuntimeError("The system does not report the memory of a process.")


def main(site: str, function: str, arguments: str) -> None:
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	module, name = function.split(".")
	work = getattr(importlib.import_module(f"benchmark.{module}"), name)
	began = time.time()
	result = work(**json.loads(arguments))
	frappe.db.commit()
	outcome = {"result": result, "began": began, "ended": time.time(), "peak_rss_mb": _peak_rss_mb()}
	print(MARK + json.dumps(outcome, default=str), flush=True)
	frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:])
