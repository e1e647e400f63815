"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import frappe


def describe() -> dict[str, object]:
	said = dict(frappe.db.sql("show variables where variable_name in ('version', 'innodb_buffer_pool_size')"))
	return {
		"cores": os.cpu_count(),
		"processor": _first_of("/proc/cpuinfo", "model name"),
		"memory_mb": int(_first_of("/proc/meminfo", "MemTotal").split()[0]) // 1024,
		"load_before": os.getloadavg()[0],
		"mariadb": said["version"],
		"buffer_pool_mb": int(said["innodb_buffer_pool_size"]) // 1024**2,
		"python": platform.python_version(),
		"frappe": frappe.__version__,
	}


def _first_of(file: str, name: str) -> str:
	for line in Path(file).read_text().splitlines():
		if line.startswith(name):
			return line.split(":", 1)[1].strip()
	return ""
