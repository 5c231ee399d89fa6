import { tryFindRecords } from '../../../../inspect/records/find-records.js'
import { readSection, type FirstSectionPage } from '../../../../inspect/records/read-section.js'
import type { RecordView, Reference, Section } from '../../../../inspect/records/record-view.js'
import type { Choice } from '../../../../output/output.js'
import { escapeControlCharacters, renderRecord, renderReference } from '../render-record.js'
import { formatSectionSize, formatProblemCounts } from '../format-section-size.js'
import { chartScreen } from './chart-screen.js'
import { jsonScreen } from './json-screen.js'
import type { InteractiveSession, Navigation, RecordKey, Screen } from './screen.js'
import { sectionScreen } from './section-screen.js'

/** One record: its fields, its keys taken apart, and where one can go from it. */
export function recordScreen({ kind, id }: RecordKey): Screen {
  // Kept between visits: back from where it leads is back to the same line.
  let line = 0
  return async (dialogue): Promise<Navigation> => {
    const { sources, output } = dialogue
    const [view] = await tryFindRecords(sources, id, kind)
    if (view === undefined) {
      output.note(`There is no ${kind} ${id} any more.`)
      return 'back'
    }
    const [references, pages] = await Promise.all([view.references(), readFirstPages(view, dialogue)])
    await output.printRaw(`${renderRecord(view, [], output.style)}\n\n`)
    await output.printRaw(`${output.style.dim(dialogue.formatCommand(view))}\n\n`)
    const choices = [
      ...referenceChoices(references, output.style),
      ...sectionChoices(view, pages),
      ...navigationChoices(view),
    ]
    const chosen = await output.choose(escapeControlCharacters(view.title), choices, line)
    line = choices.findIndex(({ value }) => value !== undefined && value === chosen)
    return chosen ?? 'back'
  }
}

async function readFirstPages(
  view: RecordView,
  { pageSize }: InteractiveSession,
): Promise<readonly FirstSectionPage[]> {
  return Promise.all(view.sections.map(async (section) => readSection(section, pageSize)))
}

function referenceChoices(
  references: readonly Reference[],
  style: InteractiveSession['output']['style'],
): readonly Choice<Navigation>[] {
  if (references.length === 0) return []
  const lines = references.map((reference): Choice<Navigation> => {
    const name = renderReference(reference, style)
    return reference.state === 'orphan'
      ? { name: ` ${name}` }
      : { name, value: { to: recordScreen(reference) } }
  })
  return [{ name: style.bold('Refers to') }, ...lines]
}

function sectionChoices(view: RecordView, pages: readonly FirstSectionPage[]): readonly Choice<Navigation>[] {
  const width = Math.max(...view.sections.map(({ name }) => name.length), 0)
  const lines = view.sections.map((section, i): Choice<Navigation> => {
    const page = pages[i] ?? { items: [] }
    const amount =
      section.name === 'spending' && page.items.length > 0
        ? 'by category and month'
        : formatSectionSize(section, page)
    const name = `${section.name.padEnd(width)}  ${amount}  ${formatProblemCounts(page.items)}`.trimEnd()
    return page.items.length === 0
      ? { name: ` ${name}` }
      : { name, value: { to: chooseSectionScreen(view, section) } }
  })
  return lines.length === 0 ? [] : [{ name: 'Has' }, ...lines]
}

function chooseSectionScreen(view: RecordView, section: Section): Screen {
  return section.name === 'spending' ? chartScreen(view, section) : sectionScreen(view, section, recordScreen)
}

function navigationChoices(view: RecordView): readonly Choice<Navigation>[] {
  return [
    { name: ' ' },
    { name: 'raw JSON', value: { to: jsonScreen(view) } },
    { name: 'back', value: 'back' },
    { name: 'search again', value: 'search' },
    { name: 'leave', value: 'leave' },
  ]
}
