"""Compares what the app accepted from a file with what the file means."""

from collections import Counter

from fanpin_app.tests.support.dressed_files.layout import Book
from fanpin_app.tests.support.dressed_files.reading import Taken


def faults(book: Book, taken: Taken) -> list[str]:
	"""What is wrong, in sentences; empty where all is right."""
	if taken.file_refusal:
		return _faults_of_refusal(book, taken)
	if book.refused:
		return [f"the file was read and should have been refused for {sorted(book.refused)}"]
	sheets = [sheet for sheet in book.sheets if sheet.holds_table]
	found, expected, rows = [], Counter(), 0
	for sheet in sheets:
		for number, line in enumerate(sheet.lines, start=1):
			place = (sheet.name, number)
			reason = taken.refused.get(place)
			if line.row is None:
				if reason:
					found.append(f"{place} is no data and was refused for {reason}: {line.cells}")
				continue
			rows += 1
			if reason is None:
				expected.update(_as_stored(fact) for fact in book.table.facts(line.row))
				if line.reasons:
					found.append(f"{place} should have been refused for {sorted(line.reasons)}: {line.cells}")
			elif reason not in line.reasons:
				found.append(
					f"{place} was refused for {reason}, not for {sorted(line.reasons)}: {line.cells}"
				)
	if taken.facts != expected:
		found.append(f"not meant and stored: {list((taken.facts - expected).elements())}")
		found.append(f"meant and not stored: {list((expected - taken.facts).elements())}")
	if taken.rows_read != rows:
		found.append(f"{taken.rows_read} rows read, {rows} are there")
	return found + _faults_of_counts(book, taken)


def _faults_of_refusal(book: Book, taken: Taken) -> list[str]:
	if taken.file_refusal in book.refused:
		return []
	return [f"the file was refused for {taken.file_refusal}, not for {sorted(book.refused)}: {taken.message}"]


def _faults_of_counts(book: Book, taken: Taken) -> list[str]:
	"""Every line below a header is data, no data or blank; hidden content is mentioned."""
	found = []
	for sheet in book.sheets:
		if not sheet.holds_table:
			if sheet.is_hidden and sheet.name not in taken.remarks:
				found.append(f"the hidden sheet {sheet.name} is not mentioned")
			continue
		header = next(number for number, line in enumerate(sheet.lines) if line.is_header)
		other = sum(
			not line.is_blank and not line.is_header and line.row is None
			for line in sheet.lines[header + 1 :]
		)
		if taken.not_data[sheet.name] != other:
			found.append(f"{taken.not_data[sheet.name]} lines of {sheet.name} are no data, {other} are there")
		hidden = sum(line.is_hidden for line in sheet.lines)
		if hidden and not book.paper.is_text and f"{hidden} hidden rows" not in taken.remarks:
			found.append(f"the {hidden} hidden rows of {sheet.name} are not mentioned: {taken.remarks}")
	return found


def _as_stored(fact: tuple) -> tuple:
	"""The fact with its state key as the database stores it."""
	if fact[0] == "loan_overdue_days":
		product, contract, due = fact[-1]
		plain = f"{contract:f}".rstrip("0").rstrip(".") if contract % 1 else f"{contract:.0f}"
		return (*fact[:-1], f"{product}|{plain}|{due}")
	return fact
