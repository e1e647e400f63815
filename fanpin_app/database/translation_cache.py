"""Keeps the translations of each language in the process.

Frappe 15 keeps them in Redis, and each request that translates a sentence fetches and decodes all of them (7,000
entries: about a third of the time of a refused request). Frappe 16 keeps them in the process itself.
"""

from functools import partial
from typing import Any

import frappe
from frappe import translate
from frappe.model.document import Document
from redis.exceptions import ConnectionError

# Languages by name → translations, in a Redis hash.
KEY: str | None = getattr(translate, "MERGED_TRANSLATION_KEY", None)
_get_all_translations: Any = getattr(translate, "get_all_translations", None)
# (site, language) → (version, translations)
_kept: dict[tuple[str, str], tuple[bytes, dict[str, str]]] = {}


def install() -> None:
	"""Replace Frappe's function in this process, once (security/replacements.py)."""
	if KEY and frappe.__version__.startswith("15."):
		translate.get_all_translations = get_all_translations


def get_all_translations(lang: str) -> dict[str, str]:
	"""The translations of a language, like Frappe's; callers may change the dictionary, it is theirs."""
	if lang and (cache := getattr(frappe.local, "cache", None)) is not None:
		of_request = cache.setdefault(frappe.cache.make_key(KEY), {})
		if lang not in of_request and (kept := _translations(lang)) is not None:
			of_request[lang] = dict(kept)
	return _get_all_translations(lang)


def forget(_translation: Document, method: str | None = None) -> None:
	"""Hook, when a Translation changes: delete all versions here and, for who reads before the commit, after it."""
	frappe.cache.delete_key(KEY)
	frappe.db.after_commit.add(partial(frappe.cache.delete_key, KEY))


def _translations(lang: str) -> dict[str, str] | None:
	"""The translations as Redis has them; None if they changed meanwhile, or without Redis."""
	try:
		version = _version(lang)
		key = (frappe.local.site, lang)
		if key not in _kept or _kept[key][0] != version:
			translations = _get_all_translations(lang)
			if _version(lang) != version:
				return None
			_kept[key] = (version, dict(translations))
		return _kept[key][1]
	except ConnectionError:
		return None


def _version(lang: str) -> bytes:
	"""A random value in the same hash as the translations: who clears them, clears it with them."""
	key, field = frappe.cache.make_key(KEY), f"{lang}:version"
	if not (version := frappe.cache.execute_command("HGET", key, field)):
		frappe.cache.execute_command("HSETNX", key, field, frappe.generate_hash())
		version = frappe.cache.execute_command("HGET", key, field)
	return version
