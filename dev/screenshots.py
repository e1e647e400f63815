"""Takes the documentation's pictures of a running demo: .bench/env/bin/python dev/screenshots.py
http://127.0.0.1:8000"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium-headless-shell"
PASSWORD = "fanpin-demo"
WIDTH = 1360
SECONDS_TO_RENDER = 2


def main(address: str) -> None:
	IMAGES.mkdir(parents=True, exist_ok=True)
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
		town, administrator = (desk_of(browser, address, tier) for tier in ("town", "admin"))
		take(town, f"{address}/app/poverty-prevention", "day", 900)
		take(town, f"{address}/app/query-report/Monitored%20Household%20List", "list", 620)
		alert = first(town, "Risk Alert", {"risk": "R1", "level": "Red", "status": "Open"})
		take(town, f"{address}/app/risk-alert/{alert}", "alert", 900)
		case = first(town, "Monitoring Case", {"source": "Risk Check"})
		take(town, f"{address}/app/monitoring-case/{case}", "loop", 1250)
		take(administrator, f"{address}/app/risk-rule/R1a", "rule", 900)
		browser.close()


def desk_of(browser, address: str, tier: str) -> Page:
	page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
	page.goto(f"{address}/login")
	page.fill("#login_email", f"{tier}@fanpin.example")
	page.fill("#login_password", PASSWORD)
	page.click(".btn-login")
	page.wait_for_url("**/app**")
	return page


def first(page: Page, doctype: str, filters: dict) -> str:
	asked = [doctype, {"filters": filters, "limit": 1, "order_by": "name asc"}]
	return page.evaluate(
		"async ([doctype, asked]) => (await frappe.db.get_list(doctype, asked))[0].name", asked
	)


def take(page: Page, url: str, name: str, height: int) -> None:
	page.set_viewport_size({"width": WIDTH, "height": height})
	page.goto(url)
	page.wait_for_load_state("networkidle")
	page.wait_for_timeout(SECONDS_TO_RENDER * 1000)
	page.evaluate("document.querySelectorAll('.desk-alert').forEach((alert) => alert.remove())")
	page.screenshot(path=IMAGES / f"{name}.png")
	print(f"docs/images/{name}.png")


if __name__ == "__main__":
	main(sys.argv[1].rstrip("/"))
