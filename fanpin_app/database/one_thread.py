"""Functions that only one thread of a process may run at a time."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def one_thread_at_a_time(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
	"""Decorator: other threads wait until the function has returned."""
	lock = RLock()

	@wraps(function)
	def locked(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
		with lock:
			return function(*arguments, **named)

	return locked
