"""The demo's content: the app's fictional town, or the files in a folder."""

from __future__ import annotations

from pathlib import Path

from box import site
from box.folder import Bench
from box.steps import StepError, run, say, step


def fill(bench: Bench, name: str, address: str, samples: str) -> None:
	"""Load the folder `samples`, or create the fictional town if it is empty; once per site."""
	report = bench.root / "demo.json"
	if samples:
		folder = Path(samples).resolve()
		if not folder.is_dir():
			raise StepError(f"SAMPLES={samples} is no folder.")
		command, description, inputs = ["fanpin-load", folder], f"Loading the files of {folder}", [folder]
	else:
		command, description, inputs = (
			["fanpin-demo", "--url", address, "--report", report],
			"Making the fictional town",
			[],
		)
	step(
		bench,
		content_step(name),
		description,
		inputs,
		lambda log: run([*site.frappe(bench), "--site", name, *command], log, cwd=bench.sites),
	)


def show(bench: Bench, name: str, address: str) -> None:
	"""Print the app's output about the content and its accounts, the address, and how to stop."""
	say((bench.logs / f"{content_step(name)}.log").read_text())
	say(f"The desk is at {address}: Administrator, password {site.PASSWORD}")
	say("It goes on in the background; make stop ends it.")


def content_step(name: str) -> str:
	return f"site-{name}-content"
