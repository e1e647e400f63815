"""Writes the type checker's description of `frappe.get_doc` and its like: the class of each DocType's documents.

usage: python3 dev/lint/documents.py
"""

from __future__ import annotations

import json
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCTYPES = "fanpin_app/*/doctype/*/*.json"
STUB = Path(__file__).resolve().parent / "typings" / "frappe" / "documents.pyi"
HEAD = """\
# Written by dev/lint/documents.py.
# fmt: off
# ruff: noqa: I001 -- longer lines than ruff allows

from typing import Any, Literal, Protocol, overload

"""
CLASS = """
class GetDocument(Protocol):
"""
OVERLOAD = """\
	@overload
	def __call__(self, doctype: Literal["{doctype}"], *args: Any, **kwargs: Any) -> {name}: ...
"""
OTHERS = """\
	@overload
	def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
"""


def render() -> str:
	"""The stub: one overload for each DocType of the app; documents of others may be anything."""
	imports, overloads = [], []
	for file in sorted(REPOSITORY.glob(DOCTYPES)):
		stored = json.loads(file.read_text(encoding="utf-8"))
		if stored["doctype"] != "DocType":
			continue
		module = ".".join(file.relative_to(REPOSITORY).with_suffix("").parts)
		name = stored["name"].replace(" ", "").replace("-", "")
		imports.append(f"from {module} import {name}\n")
		overloads.append(OVERLOAD.format(doctype=stored["name"], name=name))
	return "".join((HEAD, *imports, CLASS, *overloads, OTHERS))


if __name__ == "__main__":
	STUB.write_text(render(), encoding="utf-8")
