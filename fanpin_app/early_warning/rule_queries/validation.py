"""Whether a rule can be evaluated: it is compiled for no region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frappe.utils import getdate, today

from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import id_number_fields
from fanpin_app.early_warning.rules.context import NO_REGION, RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule


def validation_message(rule: RiskRule) -> str | None:
	"""The reason why the rule cannot be evaluated, in the user's language; None if it can."""
	if not rule.conditions:
		return None
	try:
		compile_rule(rule, RuleContext(prefix=NO_REGION, as_of=getdate(today())))
	except InvalidRuleError as error:
		return str(error)
	return next(id_number_fields.beyond_tier(rule), None)
