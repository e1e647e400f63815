from typing import Any

class DatabaseQuery:
	apply_fieldlevel_read_permissions: Any
	get_permission_query_conditions: Any
	prepare_filter_condition: Any
	def __init__(self, doctype: str, user: str | None = None) -> None: ...
	def __getattr__(self, name: str) -> Any: ...
