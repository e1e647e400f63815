"""Words by which what they are written over, under, or in the name of does not count. Captions between rows, titles, notes,
and names of sheets and files share them."""

import re

from fanpin_app.discovery.feeds.definitions import FIGURES, ZERO, Feed

# The word ends the heading, but for who or what it is about; 未作废 and 无退费 mean the opposite.
REVOKING = (
	r"作废|注销|撤销|取消|删除|剔除|无效|失效|退[费款票]|冲[销红]|红冲|驳回|核减|报废|(?:不予?|未|没有?)(?:审核)?(?:通过(?:审核)?|核准|批准|认定|计入|计算)"
	r"|不[计符]合?(?:条件)?|(?:待|未经?)(?:核[实查定对]|审[核批定]?|确认|定|查|报销|结算)|待删|存疑|有误|(?<!去)(?<!除)重复|测试|[样示]例"
	r"|(?:暂不|暂缓|不再?|未)(?:予)?(?:上报|报送|统计|入库|导入?)|不(?:予|可|能)报销|(?:未|尚未)(?:正式)?结算|预结算|非本人(?:就[医诊]|住院|使用|费用)?"
	r"|草[稿表]|初稿|模拟|虚拟|试算|试填|演示|(?:错误|异常)(?=数据|记录|信息)|(?:数据|信息|记录|号码?)(?:错误|异常)|(?:更[正改]|修[正改]|调整|核减|变更)前"
	r"|预测|目标(?=表|值|数|收入)|计划(?=表)|死亡|去世|停发|停保|复学|再就业|已就业|已处置"
	r"|冲减|扣[减回]项?|退回(?!修改|重报|更正)|红字|已?核销|查无此人|已报销|不予?纳入|(?<![搬拟])迁出(?!地)|消亡|(?:疑点|问题)(?=数据|清单)|比对疑点"
)
# Sheets beside others, and files, for what was sent before or is kept for comparison.
NOT_SENT_BESIDE_OTHERS = re.compile(
	r"原[表始稿件](?:数据|表|未审)?|原数据|旧[表版稿]?(?:数据)?|历史(?:数据|记录)?|存档|备份|底稿|差异表?|对照表?|减少"
)
# Some of the rows, in a note: 以上共 6 人，其中 2 人已退费; 李某某金额待核; 本表金额已乘以系数0.8.
MARKED_ROWS = re.compile(
	rf"其中[^,。;:]{{0,8}}(?:\d+|[一二两三四五六七八九十]+)[人户条笔名个](?:已|均|为|是|系|属)*(?:{REVOKING})"
	r"|[^\W\d_](?:金额|费用|数据)待[核定查]|(?:金额|数据|费用)已?(?:乘以|按)[^,。;]{0,6}(?:系数|比例|折算)"
)
# What marks some rows of a table, in a note on what the mark means: 红色为已退费, *表示已冲销.
MARK = re.compile(
	r"[红黄绿蓝橙紫灰粉]色|标[红黄绿蓝橙紫灰粉]|[红黄绿蓝橙紫灰粉][字底]|底[色纹]|加粗|斜体|[下删]划?[线除]线?|星号"
	r"|(?:^|[标带有加注:])[*★☆▲△](?:号)?.{0,6}?(?:为|是|系|表示|代表|指|的|者)"
)
MARKED_BEFORE = re.compile(r"上个?月|上期|上年|去年|已报")
# Rows of negative amounts are accounted for.
REVERSAL_IN_RED = re.compile(r"红字.{0,4}[冲负退]")
DENIED_MARK = re.compile(r"[如若请须将]|是否|有无|不得|涂改|逾期|勿[删改]|视[为同]")
# 空白表示与原数据一致, 只填有变化的项目.
BLANKS_KEEP = re.compile(
	r"(?:空白|空格|为空|留空|[未不]填)[^,。;]{0,6}(?:表示|即|视[为同]|代表|[为则])[^,。;]{0,6}(?:不变|一致|相同|无变[化动]|原)|[只仅]填[^,。;]{0,6}(?:变[化动更])"
)


def says_blanks_keep(line: str, feed: Feed) -> bool:
	"""Whether a line says that empty cells mean no change, where the feed counts them as 0."""
	if not BLANKS_KEEP.search("".join(line.split())):
		return False
	return any(column.data_type in FIGURES and column.empty_means == ZERO for column in feed.columns)
