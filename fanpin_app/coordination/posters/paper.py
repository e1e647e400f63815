"""Posters as PDF, for printers that take A3."""

import frappe

from fanpin_app.coordination.posters.catalogue import draw, titles
from fanpin_app.coordination.posters.drawing import SHEET_HEIGHT, SHEET_WIDTH
from fanpin_app.printing.pdf import pdf_of_html

NO_MARGINS = (0.0, 0.0, 0.0, 0.0)
PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><style>
@page {{ size: {width:g}mm {height:g}mm; margin: 0 }}
body {{ margin: 0 }}
svg {{ display: block; break-inside: avoid }}
</style></head><body>{sheets}</body></html>"""


def download(poster: str, region: str, day: str | None = None) -> None:
	"""Answer the request with the poster's PDF, a page for each sheet; see `catalogue.draw`."""
	sheets = draw(poster, region, day)
	html = PAGE.format(width=SHEET_WIDTH, height=SHEET_HEIGHT, sheets="".join(sheets))
	frappe.local.response.update(
		{
			"type": "pdf",
			"filename": f"{titles()[poster]}.pdf",
			"filecontent": pdf_of_html(html, "A3", landscape=True, margins=NO_MARGINS),
		}
	)
