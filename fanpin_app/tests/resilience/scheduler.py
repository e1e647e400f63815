"""The site's own scheduler, which finds what dead workers have left: nothing else does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import frappe
from frappe.utils.scheduler import enable_scheduler

COMMAND = ("-m", "frappe.utils.bench_helper", "frappe", "schedule")
# What other jobs do is not compared.
OURS = ("%.recover_stalled_batches", "%.recover_stalled_screenings")


class Scheduler:
	def __init__(self, log: Path) -> None:
		enable_scheduler()
		jobs = frappe.qb.DocType("Scheduled Job Type")
		frappe.qb.update(jobs).set(jobs.stopped, 1).run()
		for method in OURS:
			frappe.qb.update(jobs).set(jobs.stopped, 0).where(jobs.method.like(method)).run()
		# To a site in which nobody has logged in for days, Frappe gives no jobs.
		frappe.get_doc(doctype="Activity Log", subject="Login", operation="Login", status="Success").insert()
		frappe.db.commit()
		with log.open("a") as output:
			self._process = subprocess.Popen(
				[sys.executable, *COMMAND], stdin=subprocess.DEVNULL, stdout=output, stderr=output
			)

	def end(self) -> None:
		self._process.kill()
		self._process.wait()
