import { type FoundRecord, searchRecords } from '../../../../inspect/records/search-records.js'
import type { Choice } from '../../../../output/output.js'
import { escapeControlCharacters, getStateSymbol } from '../render-record.js'
import { recordScreen } from './record-screen.js'
import type { InteractiveSession, Navigation, Screen } from './screen.js'

const MAX_RESULTS_PER_KIND = 10
const SEARCH_TIMEOUT_MS = 400

/** Asks for a name, an email, an id or words. Escape leaves. */
export const searchScreen: Screen = async ({ sources, output }) => {
  const text = await output.ask('Name, email, text or id of a family, user, todo or expense:')
  if (text === undefined) return 'leave'
  if (text.trim() === '') return 'search'
  const { records, incomplete } = await searchRecords(sources, text, {
    limitPerEntity: MAX_RESULTS_PER_KIND,
    timeoutMs: SEARCH_TIMEOUT_MS,
  })
  const [first] = records
  if (first === undefined) {
    output.note(`Nothing matches "${escapeControlCharacters(text)}".`)
    notePartialSearch(output, incomplete)
    return 'search'
  }
  if (records.length === 1 && incomplete.length === 0) return { to: recordScreen(first) }
  return { to: resultScreen(text, records, incomplete) }
}

function resultScreen(text: string, found: readonly FoundRecord[], partial: readonly string[]): Screen {
  let line = 0
  return async ({ output }): Promise<Navigation> => {
    notePartialSearch(output, partial)
    const width = Math.max(...found.map(({ kind }) => kind.length))
    const choices = found.map((record): Choice<FoundRecord> => {
      const checkpoint = record.state === undefined ? '' : ` ${getStateSymbol(record.state, output.style)}`
      return {
        name: `${output.style.dim(record.kind.padEnd(width))}  ${escapeControlCharacters(record.title)}${checkpoint}`,
        value: record,
      }
    })
    const chosen = await output.choose(
      `${found.length} match "${escapeControlCharacters(text)}"`,
      choices,
      line,
    )
    line = choices.findIndex(({ value }) => value === chosen)
    return chosen === undefined ? 'back' : { to: recordScreen(chosen) }
  }
}

/** No index serves a search by text; what was not read must not look like what is not there. */
function notePartialSearch(output: InteractiveSession['output'], partial: readonly string[]): void {
  if (partial.length === 0) return
  output.note(`Not all ${partial.join(' and ')} were read in time; search by id, or go through their family.`)
}
