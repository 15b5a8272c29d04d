"""A receipt as PDF: half a page, in Chinese and English side by side; equal content gives equal bytes."""

from typing import Any

from qiao.ground.typesetting import set_pdf

TEMPLATE = r"""
#let told = json(bytes(sys.inputs.content))
#let ink = rgb("#182433")
#let soft = rgb("#55637a")
#let line = rgb("#c8d1dc")
#let seal = rgb("#b3261e")
#set document(title: told.title.at(0), author: told.bank, date: none)
#set page(width: 210mm, height: auto, margin: (x: 14mm, top: 12mm, bottom: 12mm))
#set text(font: ("Noto Sans CJK SC",), lang: "zh", size: 9pt, fill: ink)
#set par(leading: 0.55em)
#let label(pair) = [#text(fill: soft)[#pair.at(0)] #text(fill: soft, size: 6.5pt)[#pair.at(1)]]
#if told.made_up != "" [#box(fill: rgb("#fff4d6"), inset: 4pt, radius: 2pt)[#text(size: 8pt)[#told.made_up]] #v(1mm)]
#grid(columns: (1fr, auto), align: (left + bottom, right + bottom),
  [#text(size: 15pt, weight: "bold")[#told.title.at(0)] #h(2mm) #text(size: 9pt, fill: soft)[#told.title.at(1)]],
  [#text(size: 9pt)[#told.bank]])
#v(0.5mm)
#grid(columns: (1fr, auto), [#label(told.number_label) #told.number], [#label(told.day_label) #told.moment])
#v(0.5mm)
#let side(part) = (
  table.cell(rowspan: 3, align: center + horizon)[
    #text(weight: "bold")[#part.label.at(0)]\ #text(size: 6.5pt, fill: soft)[#part.label.at(1)]
  ],
  label(part.rows.at(0).at(0)), [#part.rows.at(0).at(1)],
)
#table(
  columns: (14mm, 23mm, 1fr, 14mm, 23mm, 1fr),
  stroke: 0.5pt + line,
  inset: (x: 2mm, y: 2mm),
  align: horizon,
  ..side(told.payer), ..side(told.payee),
  label(told.payer.rows.at(1).at(0)), [#told.payer.rows.at(1).at(1)],
  label(told.payee.rows.at(1).at(0)), [#told.payee.rows.at(1).at(1)],
  label(told.payer.rows.at(2).at(0)), [#told.payer.rows.at(2).at(1)],
  label(told.payee.rows.at(2).at(0)), [#told.payee.rows.at(2).at(1)],
)
#v(-1.5mm)
#table(
  columns: (37mm, 1fr, 37mm, 1fr),
  stroke: 0.5pt + line,
  inset: (x: 2mm, y: 2mm),
  align: horizon,
  label(told.amount_label),
  table.cell(colspan: 3)[
    #text(size: 12pt, weight: "bold", number-width: "tabular")[#told.amount] #h(4mm) #told.capitals
  ],
  ..told.facts.map(pair => (label(pair.at(0)), [#pair.at(1)])).flatten(),
)
#v(1mm)
#grid(columns: (1fr, auto), column-gutter: 6mm, align: (left + top, right + top),
  [#label(told.code_label) #text(weight: "bold", tracking: 0.5pt)[#told.code]\
   #text(size: 6.5pt, fill: soft)[SHA-256 #told.digest]\
   #v(1mm) #text(size: 7.5pt, fill: soft)[#told.remark.join("\n")]],
  box(stroke: 1pt + seal, radius: 3pt, inset: (x: 4mm, y: 2.5mm))[
    #set text(fill: seal)
    #set align(center)
    #text(size: 10pt, weight: "bold")[#told.seal.at(0)]\ #text(size: 6.5pt)[#told.seal.at(1)]\
    #text(size: 7.5pt)[#told.day]
  ],
)
"""


def set_receipt(content: dict[str, Any]) -> bytes:
    """The receipt's bytes."""
    return set_pdf(TEMPLATE, content)
