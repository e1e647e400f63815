"""Generates docs/endpoints.md: `python -m fanpin_app.security.gate.endpoints_page > docs/endpoints.md`."""

from fanpin_app.security.gate.open_endpoints import DESK, EVERYBODY, shipped

_HEAD = """\
# Endpoints that are open

Made from `fanpin_app/security/gate/endpoints/` by `python -m fanpin_app.security.gate.endpoints_page`; do not edit.

Every request names an endpoint: a method (`/api/method/…`, `cmd`), a method of a document (written `DocType:method`) or a page.
An endpoint that is on none of the lists of the user's roles is refused, even if a newer Frappe or another app adds it; so is a function that a
dispatcher is asked to call. An administrator opens more under **Permitted Endpoint** (开放接口); a System Manager may call everything, and a call that is on
no list is recorded in the Access Log, once an hour. The REST for documents (`/api/resource/…`, `/api/v2/document/…`) and files are no endpoints:
there, permissions on the document decide.
"""
_WHO = {
	EVERYBODY: "Everybody, logged in or not",
	DESK: "Every role with access to the desk",
}


def render() -> str:
	lists = shipped()
	roles = [EVERYBODY, DESK, *sorted(set(lists) - {EVERYBODY, DESK})]
	return _HEAD + "".join(_section(_WHO.get(role, role), lists[role]) for role in roles)


def _section(title: str, features: dict[str, list[str]]) -> str:
	lines = "".join(
		f"| {feature} | {'<br>'.join(f'`{endpoint}`' for endpoint in endpoints)} |\n"
		for feature, endpoints in features.items()
	)
	return f"\n## {title}\n\n| for | endpoints |\n|---|---|\n{lines}"


if __name__ == "__main__":
	print(render(), end="")
