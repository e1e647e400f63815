"""The machine on which the figures were measured."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import frappe


def describe() -> dict[str, object]:
	variables = dict(
		frappe.db.sql("show variables where variable_name in ('version', 'innodb_buffer_pool_size')")
	)
	return {
		"cores": os.cpu_count(),
		"processor": _first_value("/proc/cpuinfo", "model name"),
		"memory_mb": int(_first_value("/proc/meminfo", "MemTotal").split()[0]) // 1024,
		"load_before": os.getloadavg()[0],
		"mariadb": variables["version"],
		"buffer_pool_mb": int(variables["innodb_buffer_pool_size"]) // 1024**2,
		"python": platform.python_version(),
		"frappe": frappe.__version__,
	}


def _first_value(file: str, name: str) -> str:
	for line in Path(file).read_text().splitlines():
		if line.startswith(name):
			return line.split(":", 1)[1].strip()
	return ""
