"""Guards of functions: they run whether the function is called by its name, an alias or a dispatcher.

The hook `override_whitelisted_methods` only applies to calls by that dotted name. `install` replaces the
function in the module that defines it and in every module that has imported it.
"""

import functools
import importlib
import inspect
import sys
from collections.abc import Callable
from typing import Any

import frappe

_ANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_guards: dict[str, Callable[["Call"], Any]] = {}
_installed: set[str] = set()


class Call:
	"""A call of a guarded function. `arguments`: parameter name → value.

	So guard and function see the same value, whether it was passed by position or by name.
	"""

	def __init__(self, function: Callable, args: tuple, kwargs: dict) -> None:
		self.function = function
		bound = signature_of(function).bind(*args, **kwargs)
		self.arguments = {}
		for name, value in bound.arguments.items():
			if bound.signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
				self.arguments.update(value)
			else:
				self.arguments[name] = value

	def __getitem__(self, argument: str) -> Any:
		return self.arguments.get(argument)

	def proceed(self, **changes: Any) -> Any:
		"""Call the function itself, with these arguments changed, and return its result."""
		return self.function(**(self.arguments | changes))


def guards(*paths: str) -> Callable:
	"""Decorator: make the function the guard of the functions at these dotted paths. It receives the Call."""

	def register(guard: Callable[[Call], Any]) -> Callable[[Call], Any]:
		_guards.update(dict.fromkeys(paths, guard))
		return guard

	return register


def install() -> None:
	"""Install every guard once per process; functions that this version of Frappe lacks are skipped."""
	replaced = {}
	for path in _guards.keys() - _installed:
		_installed.add(path)
		module_name, name = path.rsplit(".", 1)
		try:
			module = importlib.import_module(module_name)
		except ImportError:
			continue
		if original := getattr(module, name, None):
			guarded = _guarded(original, _guards[path])
			_whitelist_like(original, guarded)
			setattr(module, name, guarded)
			replaced[id(original)] = (original, guarded)
	if replaced:
		_replace_where_imported(replaced)


def guarded_modules() -> set[str]:
	"""The modules of all guarded functions, also of those that this version of Frappe lacks."""
	return {path.rpartition(".")[0] for path in _guards}


@functools.cache
def signature_of(function: Callable) -> inspect.Signature:
	"""The signature of a function, also of one behind `frappe.read_only`, which hides it."""
	signature = inspect.signature(function)
	if all(parameter.kind in _ANY for parameter in signature.parameters.values()):
		hidden = inspect.getclosurevars(inspect.unwrap(function)).nonlocals.get("fn")
		return signature_of(hidden) if inspect.isfunction(hidden) else signature
	return signature


def _guarded(original: Callable, guard: Callable[[Call], Any]) -> Callable:
	@functools.wraps(original)
	def guarded(*args, **kwargs):
		return guard(Call(original, args, kwargs))

	# Frappe passes those arguments of a request that are in the signature.
	guarded.__signature__ = signature_of(original)  # pyright: ignore[reportAttributeAccessIssue]
	return guarded


def _whitelist_like(original: Callable, guarded: Callable) -> None:
	for registry in (frappe.whitelisted, frappe.guest_methods, frappe.xss_safe_methods):
		if any(function is original for function in registry):
			(registry.add if isinstance(registry, set) else registry.append)(guarded)
	if methods := frappe.allowed_http_methods_for_whitelisted_func.get(original):
		frappe.allowed_http_methods_for_whitelisted_func[guarded] = methods


def _replace_where_imported(replaced: dict[int, tuple[Callable, Callable]]) -> None:
	for module in list(sys.modules.values()):
		for name, value in _members(module):
			if id(value) in replaced:
				setattr(module, name, replaced[id(value)][1])


def _members(module) -> list[tuple[str, Any]]:
	members = getattr(module, "__dict__", None)
	return list(members.items()) if isinstance(members, dict) else []
