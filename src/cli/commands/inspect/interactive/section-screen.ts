import type {
  RecordView,
  Section,
  SectionItem,
  SectionPage,
} from '../../../../inspect/records/record-view.js'
import type { Choice } from '../../../../output/output.js'
import { formatItemNote, escapeControlCharacters, getStateSymbol } from '../render-record.js'
import { jsonScreen } from './json-screen.js'
import type { InteractiveSession, Navigation, RecordKey, Screen } from './screen.js'

type SectionNavigation = Navigation | 'next' | 'previous'

/**
 * A list of a record, a page at a time; only the pages that were looked at are in memory. `open` makes the screen of an
 * item.
 */
export function sectionScreen(
  view: RecordView,
  section: Section,
  open: (record: RecordKey) => Screen,
): Screen {
  // Kept between visits: back from an item is back to its page.
  const pages: SectionPage[] = []
  let shown = 0
  let line = 0
  return async ({ output, pageSize, formatCommand }): Promise<Navigation> => {
    if (pages.length === 0) pages.push(await section.page(pageSize))
    for (;;) {
      const page = pages[shown] ?? { items: [] }
      output.note(output.style.dim(formatCommand(section)))
      const first = shown * pageSize + 1
      const range = page.items.length === 0 ? 'none' : `${first}–${first + page.items.length - 1}`
      const choices: readonly Choice<SectionNavigation>[] = [
        ...page.items.map((item) => itemChoice(item, open, output.style)),
        { name: ' ' },
        ...(page.next === undefined ? [] : [{ name: 'next page', value: 'next' as const }]),
        ...(shown === 0 ? [] : [{ name: 'previous page', value: 'previous' as const }]),
        { name: 'back', value: 'back' },
      ]
      const title = `${section.name} of ${escapeControlCharacters(view.title)}, ${range}`
      const turn = await output.choose<SectionNavigation>(title, choices, line)
      if (turn === undefined) return 'back'
      line = typeof turn === 'object' ? choices.findIndex(({ value }) => value === turn) : 0
      if (turn === 'previous') shown--
      else if (turn === 'next') {
        if (pages[shown + 1] === undefined && page.next !== undefined) pages.push(await page.next())
        shown++
      } else return turn
    }
  }
}

function itemChoice(
  item: SectionItem,
  open: (record: RecordKey) => Screen,
  style: InteractiveSession['output']['style'],
): Choice<SectionNavigation> {
  const { kind, id, state } = item
  const checkpoint = state === undefined ? '' : `${getStateSymbol(state, style)} `
  const name = `${checkpoint}${escapeControlCharacters(item.title)}${formatItemNote(item, style)}`
  if (kind === undefined || id === undefined) return { name, value: { to: jsonScreen(item) } }
  return { name, value: { to: open({ kind, id }) } }
}
