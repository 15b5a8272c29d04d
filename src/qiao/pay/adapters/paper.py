"""A pay statement as PDF: an A4 page or two, set by typst with a Chinese font; equal content gives equal bytes."""

from typing import Any

from qiao.ground.typesetting import set_pdf

TEMPLATE = r"""
#let told = json(bytes(sys.inputs.content))
#set document(title: told.title, author: told.bank, date: none)
#set page(
  paper: "a4",
  margin: (x: 20mm, top: 18mm, bottom: 20mm),
  footer: context [#set text(size: 8pt, fill: rgb("#55637a"))
    #told.foot #h(1fr) #counter(page).display("1 / 1", both: true)],
)
#set text(font: ("Noto Sans CJK SC",), lang: told.lang, size: 10pt)
#set par(leading: 0.75em)
#if told.made_up != "" [#box(fill: rgb("#fff4d6"), inset: 5pt, radius: 2pt)[#text(size: 9pt)[#told.made_up]] #v(2mm)]
#text(size: 17pt, weight: "bold")[#told.title] #h(1fr) #text(size: 10pt, fill: rgb("#55637a"))[#told.bank]
#v(2mm)
#grid(columns: (auto, 1fr, auto, 1fr), column-gutter: 4mm, row-gutter: 2.4mm,
  ..told.facts.map(pair => (text(fill: rgb("#55637a"))[#pair.at(0)], [#pair.at(1)])).flatten())
#v(4mm)
#let figures(heads, rows) = table(
  columns: (1fr, auto),
  stroke: (x, y) => (bottom: 0.4pt + rgb("#d5dbe5")),
  inset: (x: 2mm, y: 2.1mm),
  align: (left, right),
  table.header(..heads.map(one => text(weight: "bold")[#one])),
  ..rows.map(row => (
    [#row.at(0)#if row.at(2) != "" [\ #text(size: 8pt, fill: rgb("#55637a"))[#row.at(2)]]],
    text(number-width: "tabular", weight: if row.at(3) { "bold" } else { "regular" })[#row.at(1)],
  )).flatten(),
)
#figures(told.heads, told.steps)
#if told.later.len() > 0 [
  #v(3mm) #text(weight: "bold")[#told.later_title]
  #figures(told.later_heads, told.later)
]
#if told.barred.len() > 0 [
  #v(3mm) #text(weight: "bold")[#told.barred_title]
  #figures(told.later_heads, told.barred)
]
#v(4mm)
#text(size: 8.5pt, fill: rgb("#55637a"))[#told.remark]
"""


def set_paper(content: dict[str, Any]) -> bytes:
    """The statement's bytes."""
    return set_pdf(TEMPLATE, content)
