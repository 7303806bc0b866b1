"""The page of the gate: one HTML file that needs nothing beside it, drawn from the result as the manifest holds it.

Chinese for whoever answers for the release, small English for the engineer. The pages of Great Expectations need the web.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from pipeline.outputs.gate_bars import Each, coverage_bars, empty_bars, moved_bars, number, row_bars, unit
from pipeline.text import SYNTHETIC_NOTICE

TOPICS: dict[str, tuple[str, str, Callable[[list[Each]], str]]] = {
    "rows": ("行数", "Rows", row_bars),
    "distribution": ("分布", "Distribution", moved_bars),
    "completeness": ("完整性", "Completeness", empty_bars),
    "coverage": ("覆盖率", "Coverage", coverage_bars),
}
VERDICTS = {
    "good": ("全部符合预期", "Everything is as expected"),
    "warn": ("已发布;{n} 项未达预期,请核对", "Published; {n} expectations not met, to be looked at"),
    "stop": ("未发布:{n} 项未达预期,仍使用上次发布", "Not published: {n} expectations not met, the last release stays"),
}
STYLE = """
:root { --ink: #1d2733; --soft: #66727f; --line: #dfe4e8; --paper: #f4f6f7; --good: #2c8a5b; --warn: #c77c11; --stop: #c0392b; --bar: #4a7fa5; --band: #dcebe2 }
* { box-sizing: border-box } body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 "Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif }
main { max-width: 1060px; margin: 0 auto; padding: 36px 28px 60px } small, .en { color: var(--soft); font-size: 12px; font-weight: 400 }
h1 { margin: 0; font-size: 27px } h2 { margin: 38px 0 10px; font-size: 18px } h3 { margin: 18px 0 4px; font-size: 14px } h1 small { font-size: 15px; margin-left: 8px } h2 small, h3 small, summary small { margin-left: 6px }
.light.small { display: inline-block; width: 9px; height: 9px } .change { display: inline-block; min-width: 52px }
.notice { float: right; border: 1px solid var(--warn); color: var(--warn); border-radius: 4px; padding: 3px 10px; font-weight: 600 }
.ids { color: var(--soft); margin: 4px 0 20px; font-size: 13px } code { font: 12px/1.4 ui-monospace, Consolas, monospace; color: var(--soft) }
.panel { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 14px 20px }
.verdict { display: flex; gap: 16px; align-items: center; border-left: 8px solid var(--good); padding: 16px 22px } .verdict b { font-size: 20px; display: block }
.light { flex: none; width: 14px; height: 14px; border-radius: 50%; background: var(--good) } .verdict .light { width: 30px; height: 30px }
.warn > .light, .light.warn { background: var(--warn) } .stop > .light, .light.stop { background: var(--stop) } .none > .light { background: #c4ccd3 }
.verdict.warn { border-color: var(--warn) } .verdict.stop { border-color: var(--stop) }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; margin-top: 14px } .cards .panel { display: flex; gap: 12px; align-items: center }
.cards b { font-size: 22px; font-variant-numeric: tabular-nums } .cards .of { color: var(--soft) } .cards span.en { display: block }
.failed { margin: 10px 0; border-left: 5px solid var(--warn) } .failed.stop { border-color: var(--stop) } .failed p { margin: 4px 0 0 } .failed b.n { font-variant-numeric: tabular-nums }
.bars { display: grid; grid-template-columns: minmax(210px, 1.1fr) 2fr 170px; gap: 3px 16px; align-items: center } .bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 13px }
.bars .num { text-align: right; font-size: 13px; font-variant-numeric: tabular-nums; white-space: nowrap } .num i { font-style: normal; color: var(--soft) } .num .bad { color: var(--warn); font-weight: 600 } .stopped .num .bad { color: var(--stop) }
.track { position: relative; height: 13px; background: #eceff1; border-radius: 3px; overflow: hidden } .track * { position: absolute; top: 0; bottom: 0 } .band { background: var(--band) }
.bar { left: 0; top: 3px !important; bottom: 3px !important; background: var(--bar); border-radius: 0 3px 3px 0 } .bar.bad { background: var(--warn) } .stopped .bar.bad { background: var(--stop) } .tick { width: 2px; background: var(--ink); margin-left: -1px }
.bars + .key { margin: 10px 0 0 } .key { color: var(--soft); font-size: 12px; margin: 0 0 10px } details { margin-top: 10px } summary { cursor: pointer; font-size: 13px; color: var(--soft) }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin-top: 8px } th { text-align: left; color: var(--soft); font-weight: 400 } td, th { border-bottom: 1px solid var(--line); padding: 4px 8px 4px 0; vertical-align: top } td.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
@media print { body { background: #fff } main { padding: 0 } } @media (max-width: 760px) { .cards { grid-template-columns: 1fr 1fr } .bars { grid-template-columns: 1fr 1fr; } .bars .track { grid-column: 1 / -1; grid-row: auto } }
"""


def gate_page(gate: dict[str, Any]) -> str:
    """The whole page."""
    expectations: list[Each] = gate["expectations"]
    failed = [each for each in expectations if not each["success"]]
    state = _state(gate, failed)
    zh, en = (words.format(n=len(failed)) for words in VERDICTS[state])
    topics = {topic: [each for each in expectations if each["topic"] == topic] for topic in TOPICS}
    last = (
        f"上次 <code>{gate['last_release']}</code>"
        if gate["last_release"]
        else "首次发布,没有可比的上次发布 <small>first release</small>"
    )
    parts = [
        f'<span class="notice">{SYNTHETIC_NOTICE}</span>' if gate["is_synthetic"] else "",
        "<h1>发布检查<small>Release gate</small></h1>",
        f'<p class="ids">本次 <code>{gate["release_id"]}</code> · {last}</p>',
        f'<div class="panel verdict {state}"><span class="light"></span><div><b>{zh}</b><span class="en">{en}</span></div></div>',
        f'<div class="cards">{"".join(_card(gate, topic, topics[topic]) for topic in TOPICS)}</div>',
        _failures(failed, state),
        *(_heading(zh, en) + drawn(topics[topic]) for topic, (zh, en, drawn) in TOPICS.items() if topics[topic]),
        _all(expectations, state),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>发布检查 {gate['release_id']}</title><style>{STYLE}</style></head>\n"
        f'<body><main class="{"stopped" if state == "stop" else ""}">{chr(10).join(filter(None, parts))}</main></body></html>\n'
    )


def _state(gate: dict[str, Any], failed: list[Each]) -> str:
    return ("stop" if gate["on_failure"] == "block" else "warn") if failed else "good"


def _card(gate: dict[str, Any], topic: str, expectations: list[Each]) -> str:
    """The light of one topic, with how many of its expectations are met."""
    zh, en, _ = TOPICS[topic]
    failed = [each for each in expectations if not each["success"]]
    met = len(expectations) - len(failed)
    count = f'<b>{met}</b> <span class="of">/ {len(expectations)}</span>' if expectations else "—"
    state = _state(gate, failed) if expectations else "none"
    return f'<div class="panel {state}"><span class="light"></span><div>{zh} {count}<span class="en">{en}</span></div></div>'


def _failures(failed: list[Each], state: str) -> str:
    if not failed:
        return ""
    return _heading("未达预期", "Not met") + "".join(
        f'<div class="panel failed {state}"><b>{escape(each["zh"])}</b>'
        f'<p>本次 <b class="n">{number(each["observed"])}</b> {unit(each)} · 应{_bounds(each)}'
        + (f" · 上次 {number(each['before'])}" if each["before"] is not None else "")
        + (f"<br>{escape(each['note'])}" if each["note"] else "")
        + f'</p><p class="en">{escape(each["en"])} · <code>{escape(each["name"])}</code></p></div>'
        for each in failed
    )


def _all(expectations: list[Each], state: str) -> str:
    """Every expectation in a table, folded."""
    lines = "".join(
        f'<tr><td><span class="light small {"" if each["success"] else state}"></span></td>'
        f'<td>{escape(each["zh"])}<br><span class="en">{escape(each["en"])}</span></td>'
        f'<td class="num">{number(each["observed"])} {unit(each)}</td><td class="num">{_bounds(each)}</td>'
        f'<td class="num">{"" if each["before"] is None else number(each["before"])}</td></tr>'
        for each in expectations
    )
    head = "<tr><th></th><th>预期 expected</th><th>本次 now</th><th>范围 bounds</th><th>上次 last</th></tr>"
    title = f"<summary>{len(expectations)} 项<small>expectations</small></summary>"
    return f'{_heading("全部", "All")}<details class="panel">{title}<table>{head}{lines}</table></details>'


def _heading(zh: str, en: str) -> str:
    return f"<h2>{zh}<small>{en}</small></h2>"


def _bounds(each: Each) -> str:
    least, most = each["least"], each["most"]
    if least is None:
        return f"不超过 {number(most)}"
    return f"不低于 {number(least)}" if most is None else f"在 {number(least)} 至 {number(most)} 之间"
