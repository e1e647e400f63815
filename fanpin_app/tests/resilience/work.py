"""The works whose workers are killed: what begins each, when it is done, and how far it has come."""

from __future__ import annotations

import frappe
from benchmark.people import AS_OF

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading import pipeline, progress
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.resilience.town import Town

PERIOD = "202610"


class Work:
	name = ""
	points = 10

	def __init__(self, town: Town) -> None:
		self.town = town

	def prepare(self) -> None:
		"""What is there before the work begins."""

	def begin(self) -> None:
		"""Give the work to the workers."""
		raise NotImplementedError

	def jobs(self) -> list[str]:
		raise NotImplementedError

	def is_unfinished(self) -> bool:
		raise NotImplementedError

	def is_settled(self) -> bool:
		"""Whether all that follows from it is done too."""
		return not self.is_unfinished()

	def told(self) -> str:
		"""How far it has come, with what is written and not yet committed."""
		raise NotImplementedError

	def is_worked_on(self) -> bool:
		return self.is_unfinished() and any(_is_locked(job) for job in self.jobs())


class Loading(Work):
	"""A file is loaded."""

	begins_with, ends_with = "Queued", "Loaded"
	written = "select count(*) from `tabIndicator Record` where batch = %s"

	def file(self) -> str:
		raise NotImplementedError

	def begin(self) -> None:
		self.batch = frappe.get_doc(doctype="Data Batch", file=self.file(), period=PERIOD).insert().name
		frappe.db.commit()

	def jobs(self) -> list[str]:
		return [pipeline.job_of(self.batch)]

	def status(self) -> str:
		return _look("select status from `tabData Batch` where name = %s", self.batch)

	def is_unfinished(self) -> bool:
		return self.status() in progress.UNFINISHED

	def is_settled(self) -> bool:
		return self.status() == self.ends_with

	def told(self) -> str:
		return f"{self.status()}, {_look(self.written, self.batch, committed=False):,} records written"


class LoadingOfAMonth(Loading):
	"""An agency's file, and the screening that follows it."""

	name = "month's file"

	def file(self) -> str:
		return self.town.month

	def is_settled(self) -> bool:
		screened = "select count(*) from `tabScreening Run` where batch = %s and status = 'Finished'"
		return super().is_settled() and _look(screened, self.batch) == 1


class Comparison(Loading):
	"""A register file, compared with the register that holds most of its households, some of them otherwise."""

	name = "register compared"
	points = 3
	ends_with = "Compared"

	def file(self) -> str:
		return self.town.register

	def told(self) -> str:
		return self.status()


class Application(Comparison):
	"""The same file, applied after it was compared."""

	name = "register applied"
	points = 10
	ends_with = "Loaded"
	written = "select count(*) from `tabHousehold` where modified > %s"

	def prepare(self) -> None:
		batch = frappe.get_doc(doctype="Data Batch", file=self.file(), period=PERIOD)
		batch.flags.loads_at_once = True
		batch.insert()
		pipeline.load(batch, write=False)
		self.batch, self.compared = batch.name, frappe.utils.now()

	def begin(self) -> None:
		frappe.get_doc("Data Batch", self.batch).apply()
		frappe.db.commit()

	def told(self) -> str:
		written = _look(self.written, self.compared, committed=False)
		return f"{self.status()}, {written:,} households written"


class Screening(Work):
	name = "screening"

	def begin(self) -> None:
		run = engine.create_run(AS_OF)
		engine.enqueue(run)
		self.run, self.parts = run.name, [part.name for part in run.parts]
		frappe.db.commit()

	def jobs(self) -> list[str]:
		return [engine.job_id(part) for part in self.parts]

	def status(self) -> str:
		return _look("select status from `tabScreening Run` where name = %s", self.run)

	def is_unfinished(self) -> bool:
		return self.status() == engine.RUNNING

	def is_settled(self) -> bool:
		return self.status() == engine.FINISHED

	def told(self) -> str:
		done = _look("select sum(status = 'Finished') from `tabScreening Part` where parent = %s", self.run)
		written = _look("select count(*) from `tabRisk Finding` where first_run = %s", self.run, False)
		return f"{self.status()}, {int(done)} of {len(self.parts)} parts, {written:,} findings written"


WORKS = (LoadingOfAMonth, Comparison, Application, Screening)


def _look(query: str, value: str, committed: bool = True):
	"""One figure as it is this moment, or as it would be if all were committed."""
	level = "repeatable read" if committed else "read uncommitted"
	frappe.db.sql(f"set session transaction isolation level {level}")
	frappe.db.commit()  # the next transaction sees what others have left, and is of that level
	found = frappe.db.sql(query, value)[0][0]
	frappe.db.sql("set session transaction isolation level repeatable read")
	frappe.db.commit()
	return found


def _is_locked(job: str) -> bool:
	return _look("select is_used_lock(%s)", job_lock.lock_name(job)) is not None
