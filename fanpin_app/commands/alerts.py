import json
from pathlib import Path

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("fanpin-alerts")
@click.option("--json", "path", required=True, type=click.Path(dir_okay=False, path_type=Path))
@pass_context
def alerts(context, path: Path) -> None:
	"""Write the open alerts to a JSON file: household or asset, risk, level, base_level, rules."""
	frappe.init(get_site(context))
	frappe.connect()
	try:
		found = open_alerts()
	finally:
		frappe.destroy()
	path.write_text(json.dumps({"alerts": found}, ensure_ascii=False, indent=1), encoding="utf-8")
	click.echo(f"{len(found)} open alerts written to {path}")


def open_alerts() -> list[dict]:
	from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN

	found = frappe.get_all(
		"Risk Alert",
		filters={"status": ("in", STILL_OPEN)},
		fields=["household", "asset", "risk", "level", "base_level", "rules"],
		order_by="household asc, asset asc, risk asc",
	)
	return [
		alert | {"rules": [rule.strip() for rule in (alert.rules or "").split(",") if rule.strip()]}
		for alert in found
	]
