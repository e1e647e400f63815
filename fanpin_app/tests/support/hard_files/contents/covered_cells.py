"""Cells that are covered by merged ones and still hold what nobody sees, as LibreOffice keeps it on request."""

from pathlib import Path
from zipfile import ZipFile

from fanpin_app.tests.support.hard_files.case import PLAIN_HEADERS, Case, Sample, medical, write

MEDICAL = "医保自付_202610.ods"
COVERED = "<table:covered-table-cell/>"


def _covering(inpatient: float, hidden: str, figure: str = ""):
	"""The first bill's two amounts are one merged cell; `hidden`: what the second of them still holds."""

	def fill(sample: Sample, path: Path) -> None:
		rows = medical(sample.bill(0, inpatient, None), sample.bill(1), headers=PLAIN_HEADERS)
		write(path, rows, merged=[(1, 2, 1, 3)])
		with ZipFile(path) as archive:
			parts = {name: archive.read(name).decode() for name in archive.namelist()}
		value = f'office:value-type="float" office:value="{figure}"' if figure else ""
		shown = f"<text:p>{hidden}</text:p>" if hidden else ""
		parts["content.xml"] = parts["content.xml"].replace(
			COVERED, f"<table:covered-table-cell {value}>{shown}</table:covered-table-cell>"
		)
		with ZipFile(path, "w") as archive:
			for name, content in parts.items():
				archive.writestr(name, content)

	return fill


CASES = (
	*(
		Case(
			"covered cells",
			f"with {hidden}",
			MEDICAL,
			_covering(500, hidden, figure),
			accepted=1,
			refused={"bad_amount": 1},
			facts=(3020,),
		)
		for hidden, figure in (("77", "77"), ("77元", "77"), ("-77", "-77"))
	),
	Case("covered cells", "without content", MEDICAL, _covering(500, ""), accepted=2, facts=(500, 3020)),
)
