import type {
  RecordView,
  Section,
  SectionItem,
  SectionPage,
} from '../../../../inspect/records/record-view.js'
import type { Choice } from '../../../../output/output.js'
import { formatItemNote, getStateSymbol } from '../render-record.js'
import { escapeControlCharacters } from '../../../../output/escape-control-characters.js'
import { jsonScreen } from './json-screen.js'
import type { InteractiveSession, Navigation, RecordKey, Screen } from './screen.js'

type SectionNavigation = Navigation | 'next' | 'previous'

/** Shows a list of a record page by page. Pages are loaded on demand. `open` creates the screen of an item. */
export function sectionScreen(
  view: RecordView,
  section: Section,
  open: (record: RecordKey) => Screen,
): Screen {
  // Outlives a visit, so that returning from an item restores its page.
  const pages: SectionPage[] = []
  let pageIndex = 0
  let line = 0
  return async ({ output, pageSize, formatCommand }): Promise<Navigation> => {
    if (pages.length === 0) pages.push(await section.page(pageSize))
    for (;;) {
      const page = pages[pageIndex] ?? { items: [] }
      output.note(output.style.dim(formatCommand(section)))
      const first = pageIndex * pageSize + 1
      const range = page.items.length === 0 ? 'none' : `${first}–${first + page.items.length - 1}`
      const choices: readonly Choice<SectionNavigation>[] = [
        ...page.items.map((item) => itemChoice(item, open, output.style)),
        { name: ' ' },
        ...(page.next === undefined ? [] : [{ name: 'next page', value: 'next' as const }]),
        ...(pageIndex === 0 ? [] : [{ name: 'previous page', value: 'previous' as const }]),
        { name: 'back', value: 'back' },
      ]
      const title = `${section.name} of ${escapeControlCharacters(view.title)}, ${range}`
      const next = await output.choose<SectionNavigation>(title, choices, line)
      if (next === undefined) return 'back'
      line = typeof next === 'object' ? choices.findIndex(({ value }) => value === next) : 0
      if (next === 'previous') pageIndex--
      else if (next === 'next') {
        if (pages[pageIndex + 1] === undefined && page.next !== undefined) pages.push(await page.next())
        pageIndex++
      } else return next
    }
  }
}

function itemChoice(
  item: SectionItem,
  open: (record: RecordKey) => Screen,
  style: InteractiveSession['output']['style'],
): Choice<SectionNavigation> {
  const { kind, id, state } = item
  const symbol = state === undefined ? '' : `${getStateSymbol(state, style)} `
  const name = `${symbol}${escapeControlCharacters(item.title)}${formatItemNote(item, style)}`
  if (kind === undefined || id === undefined) return { name, value: { to: jsonScreen(item) } }
  return { name, value: { to: open({ kind, id }) } }
}
