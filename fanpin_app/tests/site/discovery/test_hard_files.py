"""Files as offices really send them: each is understood, or refused with a reason, and never silently misread."""

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.hard_files.case import Case, Sample, make_sample
from fanpin_app.tests.support.hard_files.contents import (
	covered_cells,
	disability_cards,
	doubtful_rows,
	file_names,
	income_sizes,
	income_titles,
	income_years,
	incomes,
	registers,
	sums,
	swapped_days,
	text_marks,
	unread_columns,
	values,
	whose_numbers,
)
from fanpin_app.tests.support.hard_files.figures import earlier_files, other_writing, own_figures
from fanpin_app.tests.support.hard_files.tables import (
	ambiguous_text,
	header_words,
	headers,
	lost_rows,
	notes_on_days,
	revoking_lines,
	rows_between,
	side_tables,
	split_rows,
	stated_units,
	text_files,
	two_level_headers,
	units,
	whose_figures,
	worksheets,
)
from fanpin_app.tests.support.hard_files.wording import (
	notes_below_tables,
	periods_of_rows,
	titles_of_ended,
	titles_of_states,
	unread_register_columns,
	words_everywhere,
)

CASES = (
	*values.CASES,
	*worksheets.CASES,
	*side_tables.CASES,
	*headers.CASES,
	*lost_rows.CASES,
	*text_files.CASES,
	*two_level_headers.CASES,
	*registers.CASES,
	*incomes.CASES,
	*ambiguous_text.CASES,
	*split_rows.CASES,
	*units.CASES,
	*header_words.CASES,
	*rows_between.CASES,
	*stated_units.CASES,
	*whose_figures.CASES,
	*text_marks.CASES,
	*income_titles.CASES,
	*income_years.CASES,
	*swapped_days.CASES,
	*doubtful_rows.CASES,
	*unread_columns.CASES,
	*whose_numbers.CASES,
	*notes_on_days.CASES,
	*revoking_lines.CASES,
	*titles_of_ended.CASES,
	*notes_below_tables.CASES,
	*file_names.CASES,
	*sums.CASES,
	*disability_cards.CASES,
	*income_sizes.CASES,
	*covered_cells.CASES,
	*own_figures.CASES,
	*other_writing.CASES,
	*unread_register_columns.CASES,
	*periods_of_rows.CASES,
	*words_everywhere.CASES,
	*titles_of_states.CASES,
	*earlier_files.CASES,
)


def faults(case: Case, sample: Sample, batch: dict) -> list[str]:
	"""What went wrong with the case's file, in sentences."""
	refused = {each["reason"]: each["rows"] for each in batch.get("refusals", ())}
	found = []
	if case.refusal:
		if batch["status"] != "Refused" or batch.get("refusal") not in case.refusal:
			found.append(
				f"{batch['status']}, {batch.get('refusal')}, accepted {batch['rows_accepted']}, {refused}"
			)
	elif (batch["rows_accepted"], refused) != (case.accepted, dict(case.refused)):
		found.append(
			f"{batch['status']} {batch.get('refusal')}, accepted {batch['rows_accepted']}, {refused}"
		)
	if case.is_for_agencies() and not case.refusal and (batch["status"] == "Held") != case.is_held:
		found.append(f"is {batch['status']}")
	if batch["rows_read"] != batch["rows_accepted"] + batch["rows_refused"]:
		found.append(f"read {batch['rows_read']}, accepted and refused make another number")
	message = f"{batch.get('message') or ''} {batch.get('remarks') or ''}"
	found += [f"does not say {words!r}: {message}" for words in case.says if words not in message]
	if case.period and batch["period"] != case.period:
		found.append(f"is of {batch['period']}")
	return found


def facts_of(batch: str) -> tuple:
	records = frappe.get_all(
		"Indicator Record", filters={"batch": batch}, fields=["value", "text_value"], order_by="row_no, name"
	)
	return tuple(record.text_value or record.value for record in records)


class TestHardFiles(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.sample = make_sample(make_folder(self))

	def test_each_file_is_loaded_or_refused_as_expected(self):
		for case in CASES:
			with self.subTest(f"{case.kind}: {case.title}"):
				frappe.db.savepoint("before_case")
				path = self.sample.folder / case.file_name
				case.write(self.sample, path)
				batch = load_file(path)
				found = faults(case, self.sample, batch.as_dict())
				if case.facts is not None and facts_of(batch.name) != case.facts:
					found.append(f"stored {facts_of(batch.name)} ({batch.status})")
				if case.check:
					found += case.check(self.sample)
				path.unlink()
				frappe.db.rollback(save_point="before_case")
				self.assertEqual(found, [])

	def test_there_are_at_least_three_of_each_kind(self):
		kinds = [case.kind for case in CASES]
		self.assertEqual({kind for kind in kinds if kinds.count(kind) < 3} - {"register sheets"}, set())
