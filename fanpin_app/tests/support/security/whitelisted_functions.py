"""Every function that clients may call, from the code of all installed apps, by each of its dotted names."""

import functools
import importlib
import inspect
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import frappe

# A function that tests open: it is on no list.
UNLISTED = "fanpin_app.tests.support.security.whitelisted_functions.answer_yes"


@frappe.whitelist()
def answer_yes() -> str:
	return "yes"


@functools.cache
def by_name() -> dict[str, object]:
	"""Dotted name → function, aliases included, methods of controllers excluded."""
	for app in frappe.get_installed_apps():
		for module in _modules_with_functions(app):
			with suppress(Exception):  # A module that cannot be imported cannot be called.
				importlib.import_module(module)
	apps = tuple(frappe.get_installed_apps())
	return {
		f"{module_name}.{attribute}": value
		for module_name, module in sorted(sys.modules.items())
		if module_name.split(".")[0] in apps
		for attribute, value in sorted(vars(module).items())
		if callable(value) and _is_whitelisted(value)
	}


def canonical() -> dict[str, object]:
	"""One name for each function: that in its own module."""
	return {
		name: function
		for name, function in by_name().items()
		if name.rpartition(".")[0] == function.__module__
	}


def work_of(function: Callable) -> Callable:
	"""What a function of an `api.py` of this app calls; of all others, the function itself."""
	if not (function.__module__.startswith("fanpin_app.") and function.__module__.endswith(".api")):
		return function
	# The only names in it: of a function, or of a module and its function.
	first, *attributes = inspect.unwrap(function).__code__.co_names
	return functools.reduce(getattr, attributes, inspect.unwrap(function).__globals__[first])


def _modules_with_functions(app: str):
	folder = Path(frappe.get_app_path(app))
	for path in sorted(folder.rglob("*.py")):
		if (
			"tests" not in path.parts
			and not path.name.startswith("test_")
			and "whitelist" in path.read_text("utf-8")
		):
			parts = (app, *path.relative_to(folder).with_suffix("").parts)
			yield ".".join(part for part in parts if part != "__init__")


def _is_whitelisted(value: object) -> bool:
	with suppress(TypeError):
		return value in frappe.allowed_http_methods_for_whitelisted_func
	return False
