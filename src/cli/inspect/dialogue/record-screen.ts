import { findAnyRecords } from '../../../inspect/records/find-record.js'
import { readSection, type SectionStart } from '../../../inspect/records/read-section.js'
import type { RecordView, Reference, Section } from '../../../inspect/records/record-view.js'
import type { Choice } from '../../../output/output.js'
import { printable, renderRecord, renderReference } from '../render-record.js'
import { amountText, faultText } from '../section-text.js'
import { chartScreen } from './chart-screen.js'
import { jsonScreen } from './json-screen.js'
import type { Dialogue, Move, RecordName, Screen } from './screen.js'
import { sectionScreen } from './section-screen.js'

/** One record: its fields, its keys taken apart, and where one can go from it. */
export function recordScreen({ kind, id }: RecordName): Screen {
  // Kept between visits: back from where it leads is back to the same line.
  let line = 0
  return async (dialogue): Promise<Move> => {
    const { sources, output } = dialogue
    const [view] = await findAnyRecords(sources, id, kind)
    if (view === undefined) {
      output.note(`There is no ${kind} ${id} any more.`)
      return 'back'
    }
    const [references, pages] = await Promise.all([view.references(), firstPages(view, dialogue)])
    await output.raw(`${renderRecord(view, [], output.style)}\n\n`)
    await output.raw(`${output.style.dim(dialogue.command(view))}\n\n`)
    const choices = [
      ...referenceChoices(references, output.style),
      ...sectionChoices(view, pages),
      ...otherChoices(view),
    ]
    const chosen = await output.choose(printable(view.title), choices, line)
    line = choices.findIndex(({ value }) => value !== undefined && value === chosen)
    return chosen ?? 'back'
  }
}

async function firstPages(view: RecordView, { pageSize }: Dialogue): Promise<readonly SectionStart[]> {
  return Promise.all(view.sections.map(async (section) => readSection(section, pageSize)))
}

function referenceChoices(
  references: readonly Reference[],
  style: Dialogue['output']['style'],
): readonly Choice<Move>[] {
  if (references.length === 0) return []
  const lines = references.map((reference): Choice<Move> => {
    const name = renderReference(reference, style)
    return reference.state === 'orphan'
      ? { name: ` ${name}` }
      : { name, value: { to: recordScreen(reference) } }
  })
  return [{ name: style.bold('Refers to') }, ...lines]
}

function sectionChoices(view: RecordView, pages: readonly SectionStart[]): readonly Choice<Move>[] {
  const width = Math.max(...view.sections.map(({ name }) => name.length), 0)
  const lines = view.sections.map((section, i): Choice<Move> => {
    const page = pages[i] ?? { items: [] }
    const amount =
      section.name === 'spending' && page.items.length > 0
        ? 'by category and month'
        : amountText(section, page)
    const name = `${section.name.padEnd(width)}  ${amount}  ${faultText(page.items)}`.trimEnd()
    return page.items.length === 0 ? { name: ` ${name}` } : { name, value: { to: screenOf(view, section) } }
  })
  return lines.length === 0 ? [] : [{ name: 'Has' }, ...lines]
}

function screenOf(view: RecordView, section: Section): Screen {
  return section.name === 'spending' ? chartScreen(view, section) : sectionScreen(view, section, recordScreen)
}

function otherChoices(view: RecordView): readonly Choice<Move>[] {
  return [
    { name: ' ' },
    { name: 'raw JSON', value: { to: jsonScreen(view) } },
    { name: 'back', value: 'back' },
    { name: 'search again', value: 'search' },
    { name: 'leave', value: 'leave' },
  ]
}
