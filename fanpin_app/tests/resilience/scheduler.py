"""The site's own scheduler: nothing else queues the work of killed workers again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import frappe
from frappe.utils.scheduler import enable_scheduler

COMMAND = ("-m", "frappe.utils.bench_helper", "frappe", "schedule")
# All other jobs are stopped, because what they change is not compared.
RECOVERY_JOBS = ("%.recover_stalled_batches", "%.recover_stalled_screenings")


class Scheduler:
	def __init__(self, log: Path) -> None:
		enable_scheduler()
		jobs = frappe.qb.DocType("Scheduled Job Type")
		frappe.qb.update(jobs).set(jobs.stopped, 1).run()
		for method in RECOVERY_JOBS:
			frappe.qb.update(jobs).set(jobs.stopped, 0).where(jobs.method.like(method)).run()
		# Frappe runs no jobs on a site in which nobody has logged in for days.
		frappe.get_doc(doctype="Activity Log", subject="Login", operation="Login", status="Success").insert()
		frappe.db.commit()
		with log.open("a") as output:
			self._process = subprocess.Popen(
				[sys.executable, *COMMAND], stdin=subprocess.DEVNULL, stdout=output, stderr=output
			)

	def end(self) -> None:
		self._process.kill()
		self._process.wait()
