"""Compares what the app accepted from a file with the intended content."""

from collections import Counter

from fanpin_app.tests.support.random_files.layout import Book
from fanpin_app.tests.support.random_files.reading import ReadResult


def faults(book: Book, result: ReadResult) -> list[str]:
	"""What is wrong, in sentences; empty where all is right."""
	if result.file_refusal:
		return _faults_of_refusal(book, result)
	if book.refused:
		return [f"the file was read and should have been refused for {sorted(book.refused)}"]
	sheets = [sheet for sheet in book.sheets if sheet.has_table]
	found, expected, rows = [], Counter(), 0
	for sheet in sheets:
		for number, line in enumerate(sheet.lines, start=1):
			place = (sheet.name, number)
			reason = result.refused.get(place)
			if line.row is None:
				if reason and line.may_be_refused:
					rows += 1
				elif reason:
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
	if result.facts != expected:
		found.append(f"stored and not intended: {list((result.facts - expected).elements())}")
		found.append(f"intended and not stored: {list((expected - result.facts).elements())}")
	if result.rows_read != rows:
		found.append(f"{result.rows_read} rows read, {rows} are there")
	return found + _faults_of_counts(book, result)


def _faults_of_refusal(book: Book, result: ReadResult) -> list[str]:
	if result.file_refusal in book.refused:
		return []
	return [
		f"the file was refused for {result.file_refusal}, not for {sorted(book.refused)}: {result.message}"
	]


def _faults_of_counts(book: Book, result: ReadResult) -> list[str]:
	"""Every line below a header is data, no data or blank; hidden content is mentioned."""
	found = []
	for sheet in book.sheets:
		if not sheet.has_table:
			if sheet.is_hidden and sheet.name not in result.remarks:
				found.append(f"the hidden sheet {sheet.name} is not mentioned")
			continue
		header = next(number for number, line in enumerate(sheet.lines) if line.is_header)
		other = sum(
			not line.is_blank
			and not line.is_header
			and line.row is None
			and not (line.may_be_refused and (sheet.name, number) in result.refused)
			for number, line in enumerate(sheet.lines, start=1)
			if number > header + 1
		)
		if result.not_data[sheet.name] != other:
			found.append(
				f"{result.not_data[sheet.name]} lines of {sheet.name} are no data, {other} are there"
			)
		hidden = sum(line.is_hidden for line in sheet.lines)
		if hidden and not book.traits.is_text and f"{hidden} hidden rows" not in result.remarks:
			found.append(f"the {hidden} hidden rows of {sheet.name} are not mentioned: {result.remarks}")
	return found


def _as_stored(fact: tuple) -> tuple:
	"""The fact with its state key as the database stores it."""
	if fact[0] == "loan_overdue_days":
		product, contract, due = fact[-1]
		plain = f"{contract:f}".rstrip("0").rstrip(".") if contract % 1 else f"{contract:.0f}"
		return (*fact[:-1], f"{product}|{plain}|{due}")
	return fact
