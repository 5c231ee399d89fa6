import { tryFindRecords } from '../../../../inspect/records/find-records.js'
import { readSection, type FirstSectionPage } from '../../../../inspect/records/read-section.js'
import type { RecordView, Reference, Section } from '../../../../inspect/records/record-view.js'
import type { Choice } from '../../../../output/output.js'
import { renderRecord, renderReference } from '../render-record.js'
import { escapeControlCharacters } from '../../../../output/escape-control-characters.js'
import { formatSectionSize, formatProblemCounts } from '../format-section-size.js'
import { chartScreen } from './chart-screen.js'
import { jsonScreen } from './json-screen.js'
import type { InteractiveSession, Navigation, RecordKey, Screen } from './screen.js'
import { sectionScreen } from './section-screen.js'

/** Shows a record with its fields and decoded keys, and a menu of its references and lists. */
export function recordScreen({ kind, id }: RecordKey): Screen {
  // Outlives a visit, so that returning to the screen restores the selected line.
  let line = 0
  return async (session): Promise<Navigation> => {
    const { sources, output } = session
    const [view] = await tryFindRecords(sources, id, kind)
    if (view === undefined) {
      output.note(`The ${kind} ${id} no longer exists.`)
      return 'back'
    }
    const [references, pages] = await Promise.all([view.references(), readFirstPages(view, session)])
    await output.printRaw(`${renderRecord(view, [], output.style)}\n\n`)
    await output.printRaw(`${output.style.dim(session.formatCommand(view))}\n\n`)
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
    return reference.state === 'dangling'
      ? { name: ` ${name}` }
      : { name, value: { to: recordScreen(reference) } }
  })
  return [{ name: style.bold('References') }, ...lines]
}

function sectionChoices(view: RecordView, pages: readonly FirstSectionPage[]): readonly Choice<Navigation>[] {
  const width = Math.max(...view.sections.map(({ name }) => name.length), 0)
  const lines = view.sections.map((section, i): Choice<Navigation> => {
    const page = pages[i] ?? { items: [] }
    const size =
      section.name === 'spending' && page.items.length > 0
        ? 'by category and month'
        : formatSectionSize(section, page)
    const name = `${section.name.padEnd(width)}  ${size}  ${formatProblemCounts(page.items)}`.trimEnd()
    return page.items.length === 0
      ? { name: ` ${name}` }
      : { name, value: { to: chooseSectionScreen(view, section) } }
  })
  return lines.length === 0 ? [] : [{ name: 'Related records' }, ...lines]
}

function chooseSectionScreen(view: RecordView, section: Section): Screen {
  return section.name === 'spending' ? chartScreen(view, section) : sectionScreen(view, section, recordScreen)
}

function navigationChoices(view: RecordView): readonly Choice<Navigation>[] {
  return [
    { name: ' ' },
    { name: 'raw JSON', value: { to: jsonScreen(view) } },
    { name: 'back', value: 'back' },
    { name: 'new search', value: 'search' },
    { name: 'quit', value: 'quit' },
  ]
}
