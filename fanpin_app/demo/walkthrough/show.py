"""The demo from an empty site to a closed case: files, alerts, three officers, elimination."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, getdate, today

from fanpin_app.demo.files.months import end_of_last_month
from fanpin_app.demo.files.town import ASSETS_NAME, Town, TownFile, write_town
from fanpin_app.demo.walkthrough import accounts, meetings, report_mail
from fanpin_app.demo.walkthrough.story import Story, print_events
from fanpin_app.discovery.feeds.due_dates import due_on
from fanpin_app.discovery.loading.pipeline import load_file_in_turn
from fanpin_app.early_warning.screening import engine

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

Output = Callable[[str], None]
# By feed, so that the monthly ledger shows late files.
DAYS_LATE = {"housing_grade": 4, "small_loan": 2}


def play(url: str, output: Output) -> dict:
	"""Fill the site with the fictional town and walk one household through the loop on the server at `url`.

	`output` is called with a line for each event; returns the story as data.
	"""
	with TemporaryDirectory() as folder:
		town = write_town(Path(folder), as_of=end_of_last_month(getdate(today())))
		output(
			f"{town.villages[0].town.name}：{len(town.villages)}村，{town.households}户{town.people}人，"
			f"脱贫户{town.formerly_poor}户，监测户{len(town.monitored)}户"
		)
		before, after = _files_before_and_after_story(town)
		_load(town, before, output)
		_screen(town.months.story.last, output)
		story = Story(town, url, _create_accounts(town))
		story.include_and_help()
		_load(town, after, output)
		_screen(town.as_of, output)
	story.eliminate(town.as_of)
	meetings.hold_meetings(town, story.accounts)
	frappe.db.commit()
	print_events(story, output)
	report = story.report()
	report["accounts"] = [{"user": account.user, "tier": account.tier} for account in story.accounts]
	return report


def _files_before_and_after_story(town: Town) -> tuple[list[TownFile], list[TownFile]]:
	later_income = f"_{town.income_years[1]}."
	files = [file for file in town.files if file.name != ASSETS_NAME]
	before = [
		file
		for file in files
		if file.month == town.months.story or (file.month is None and later_income not in file.name)
	]
	return before, [file for file in files if file not in before]


def _load(town: Town, files: Iterable[TownFile], output: Output) -> None:
	for file in files:
		batch = load_file_in_turn(town.folder / file.name)
		if file.month:
			_backdate_arrival(batch)
		frappe.db.commit()
		output(f"  {file.name}：{_batch_summary(batch)}")


def _batch_summary(batch: DataBatch) -> str:
	rows = f"读取{batch.rows_read}行，接收{batch.rows_accepted}行，退回{batch.rows_refused}行"
	if batch.status == "Loaded":
		return rows
	reasons = batch.held_because or batch.message or ""
	return (
		f"{_(batch.status, 'zh')}，未写入任何数据（读取{batch.rows_read}行）{' '.join(reasons.splitlines())}"
	)


def _backdate_arrival(batch: DataBatch) -> None:
	"""Set the arrival as if each agency had sent its file around the due day, most of them before it."""
	feed, period = batch.feed or "", batch.period or ""
	due_day = frappe.db.get_value("Data Feed", feed, "due_day")
	if not due_day:
		return
	days = DAYS_LATE.get(feed, -(len(feed) % 4))
	arrived = min(add_days(due_on(period, due_day), days), getdate(today()))
	frappe.db.set_value("Data Batch", batch.name, "creation", arrived, update_modified=False)


def _screen(as_of, output: Output) -> None:
	run = engine.run_synchronously(engine.create_run(as_of))
	frappe.db.commit()
	output(f"  {as_of}筛查：新增预警{run.alerts_raised}条")


def _create_accounts(town: Town) -> list[accounts.Account]:
	created = accounts.create_accounts(town)
	report_mail.create_report_mail(created)
	frappe.db.commit()
	return created
