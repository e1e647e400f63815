"""Texts that a browser or a template could take for a program, in every shape that was found to work somewhere."""

MARKUP = (
	'["<img src=x onerror=window.__xss=1>"]',
	'{"a": "<svg/onload=window.__xss=1>"}',
	"<svg/onload=window.__xss=1>",
	'"><script>window.__xss=1</script>',
	"</textarea><iframe srcdoc='<script>top.__xss=1</script>'>",
	"<!--<img src=x onerror=window.__xss=1>-->",
	"<?xml version='1.0'?>",
	"＜img src=x onerror=window.__xss=1＞",
	"&lt;img src=x onerror=window.__xss=1&gt;",
	"&amp;#60;img src=x&gt;",
)
PROGRAMS = (
	"' onfocus=window.__xss=1 autofocus='",
	'x" onmouseover=window.__xss=1 y="',
	"{{7*7}}",
	"{% include 'x' %}",
	"javascript:window.__xss=1",
	"JavaScript :window.__xss=1",
	"data:text/html,x",
	"a\x00b",
	"a\x1bb",
)
HARMLESS = (
	"收入<5000",
	"收入 <5000 且 >3000",
	"a < b & c",
	"<低保条例>第三条",
	"＜2000 元",
	"5<6",
	"R&D",
	"A&B <3",
	"他说“不去”，'再说'",
	'["一组", "二组"]',
	"{1}",
	"住院花了九千元\n想申请救助\t谢谢",
	"one = two",
	"\u202d13800131234\u202c",
)
