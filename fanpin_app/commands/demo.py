import json
from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("fanpin-demo")
@click.option("--url", required=True, help="Where the site is served; the officers log in there.")
@click.option("--report", type=click.Path(path_type=Path), help="Where to write what happened, as JSON.")
@pass_context
def demo(context, url: str, report: Path | None) -> None:
	"""Fill the site with a fictional town and take one household through the whole loop."""
	from fanpin_app.demo.walkthrough.accounts import PASSWORD
	from fanpin_app.demo.walkthrough.show import play

	frappe.init(get_site(context))
	frappe.connect()
	try:
		happened = play(url, click.echo)
	finally:
		frappe.destroy()
	if report:
		report.write_text(json.dumps(happened, ensure_ascii=False, indent=1), encoding="utf-8")
	click.echo("")
	for account in happened["accounts"]:
		click.echo(f"{account['user']}  {PASSWORD}")
