"""The tasks whose workers are killed: how each is started, when it is complete, and its progress."""

from __future__ import annotations

import frappe
from benchmark.people import AS_OF

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading import pipeline, progress
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.resilience.town import Town

PERIOD = "202610"


class Task:
	name = ""
	points = 10

	def __init__(self, town: Town) -> None:
		self.town = town

	def prepare(self) -> None:
		"""Create what the task needs, before the snapshot."""

	def start(self) -> None:
		"""Queue the jobs."""
		raise NotImplementedError

	def jobs(self) -> list[str]:
		raise NotImplementedError

	def is_unfinished(self) -> bool:
		raise NotImplementedError

	def is_complete(self) -> bool:
		"""Whether everything that follows from it is finished, too."""
		return not self.is_unfinished()

	def progress(self) -> str:
		"""The progress, including what is written and not yet committed."""
		raise NotImplementedError

	def is_running(self) -> bool:
		return self.is_unfinished() and any(_is_locked(job) for job in self.jobs())


class Load(Task):
	"""The load of a file."""

	final_status = "Loaded"
	written_rows = "select count(*) from `tabIndicator Record` where batch = %s"

	def file(self) -> str:
		raise NotImplementedError

	def start(self) -> None:
		self.batch = frappe.get_doc(doctype="Data Batch", file=self.file(), period=PERIOD).insert().name
		frappe.db.commit()

	def jobs(self) -> list[str]:
		return [pipeline.job_of(self.batch)]

	def status(self) -> str:
		return _value("select status from `tabData Batch` where name = %s", self.batch)

	def is_unfinished(self) -> bool:
		return self.status() in progress.UNFINISHED

	def is_complete(self) -> bool:
		return self.status() == self.final_status

	def progress(self) -> str:
		return f"{self.status()}, {_value(self.written_rows, self.batch, committed=False):,} records written"


class MonthlyFile(Load):
	"""An agency's file, and the screening that follows it."""

	name = "monthly file"

	def file(self) -> str:
		return self.town.monthly_file

	def is_complete(self) -> bool:
		screened = "select count(*) from `tabScreening Run` where batch = %s and status = 'Finished'"
		return super().is_complete() and _value(screened, self.batch) == 1


class Comparison(Load):
	"""A register file is compared with the register, which has most of its households, some with other data."""

	name = "register compared"
	points = 3
	final_status = "Compared"

	def file(self) -> str:
		return self.town.register

	def progress(self) -> str:
		return self.status()


class Application(Comparison):
	"""The compared file is applied."""

	name = "register applied"
	points = 10
	final_status = "Loaded"
	written_rows = "select count(*) from `tabHousehold` where modified > %s"

	def prepare(self) -> None:
		batch = frappe.get_doc(doctype="Data Batch", file=self.file(), period=PERIOD)
		batch.flags.loads_at_once = True
		batch.insert()
		pipeline.load(batch, write=False)
		self.batch, self.compared_on = batch.name, frappe.utils.now()

	def start(self) -> None:
		frappe.get_doc("Data Batch", self.batch).apply()
		frappe.db.commit()

	def progress(self) -> str:
		written = _value(self.written_rows, self.compared_on, committed=False)
		return f"{self.status()}, {written:,} households written"


class Screening(Task):
	name = "screening"

	def start(self) -> None:
		run = engine.create_run(AS_OF)
		engine.enqueue(run)
		self.run, self.parts = run.name, [part.name for part in run.parts]
		frappe.db.commit()

	def jobs(self) -> list[str]:
		return [engine.job_id(part) for part in self.parts]

	def status(self) -> str:
		return _value("select status from `tabScreening Run` where name = %s", self.run)

	def is_unfinished(self) -> bool:
		return self.status() == engine.RUNNING

	def is_complete(self) -> bool:
		return self.status() == engine.FINISHED

	def progress(self) -> str:
		done = _value("select sum(status = 'Finished') from `tabScreening Part` where parent = %s", self.run)
		written = _value("select count(*) from `tabRisk Finding` where first_run = %s", self.run, False)
		return f"{self.status()}, {int(done)} of {len(self.parts)} parts, {written:,} findings written"


TASKS = (MonthlyFile, Comparison, Application, Screening)


def _value(query: str, value: str, committed: bool = True):
	"""The query's first value; without `committed`, including what other connections have not yet committed."""
	level = "repeatable read" if committed else "read uncommitted"
	frappe.db.sql(f"set session transaction isolation level {level}")
	frappe.db.commit()  # begins a transaction with this isolation level and the latest data
	found = frappe.db.sql(query, value)[0][0]
	frappe.db.sql("set session transaction isolation level repeatable read")
	frappe.db.commit()
	return found


def _is_locked(job: str) -> bool:
	return _value("select is_used_lock(%s)", job_lock.lock_name(job)) is not None
