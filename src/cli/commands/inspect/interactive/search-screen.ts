import type { FoundRecord } from '../../../../inspect/records/record-view.js'
import { type SearchProgress, searchRecords } from '../../../../inspect/records/search-records.js'
import type { Choice } from '../../../../output/output.js'
import { getStateSymbol } from '../render-record.js'
import { escapeControlCharacters } from '../../../../output/escape-control-characters.js'
import { recordScreen } from './record-screen.js'
import type { InteractiveSession, Navigation, Screen } from './screen.js'

const MAX_RESULTS_PER_KIND = 10
const SEARCH_TIMEOUT_MS = 400

/** Prompts for a name, an email, an ID or words. Escape quits. */
export const searchScreen: Screen = async ({ sources, output }) => {
  const text = await output.ask('Name, email, text or ID of a family, user, todo or expense:')
  if (text === undefined) return 'quit'
  if (text.trim() === '') return 'search'
  const { records, incomplete, limited } = await searchBriefly(sources, text)
  const [first] = records
  if (first === undefined) {
    output.note(`No records match "${escapeControlCharacters(text)}".`)
    noteIncompleteSearch(output, incomplete)
    return 'search'
  }
  if (records.length === 1 && incomplete.length === 0) return { to: recordScreen(first) }
  noteIncompleteSearch(output, incomplete)
  if (limited.length > 0)
    output.note(
      `Only the first ${MAX_RESULTS_PER_KIND} ${limited.join(' and ')} are listed. Enter more of the text.`,
    )
  return { to: resultScreen(text, records) }
}

interface BriefSearch {
  readonly records: readonly FoundRecord[]
  /** The entities that were not searched completely. */
  readonly incomplete: readonly string[]
  /** The entities of which there are more records than are listed. */
  readonly limited: readonly string[]
}

async function searchBriefly(sources: InteractiveSession['sources'], text: string): Promise<BriefSearch> {
  const deadline = performance.now() + SEARCH_TIMEOUT_MS
  const found: FoundRecord[] = []
  let progress: readonly SearchProgress[] = []
  for await (const update of searchRecords(sources, text)) {
    found.push(...update.records)
    progress = update.progress
    if (performance.now() > deadline) break
  }
  const count = new Map<string, number>()
  const records = found.filter(({ kind }) => {
    count.set(kind, (count.get(kind) ?? 0) + 1)
    return (count.get(kind) ?? 0) <= MAX_RESULTS_PER_KIND
  })
  return {
    records,
    incomplete: progress.filter(({ complete }) => !complete).map(({ entity }) => entity),
    limited: progress.filter((each) => each.found > MAX_RESULTS_PER_KIND).map(({ entity }) => entity),
  }
}

function resultScreen(text: string, found: readonly FoundRecord[]): Screen {
  let line = 0
  return async ({ output }): Promise<Navigation> => {
    const width = Math.max(...found.map(({ kind }) => kind.length))
    const choices = found.map((record): Choice<FoundRecord> => {
      const symbol = record.state === undefined ? '' : ` ${getStateSymbol(record.state, output.style)}`
      return {
        name: `${output.style.dim(record.kind.padEnd(width))}  ${escapeControlCharacters(record.title)}${symbol}`,
        value: record,
      }
    })
    const chosen = await output.choose(
      `${found.length} ${found.length === 1 ? 'record matches' : 'records match'} "${escapeControlCharacters(text)}"`,
      choices,
      line,
    )
    line = choices.findIndex(({ value }) => value === chosen)
    return chosen === undefined ? 'back' : { to: recordScreen(chosen) }
  }
}

/** A text search uses no index and stops after a time limit. Reports it, so that missing results are not mistaken for missing records. */
function noteIncompleteSearch(output: InteractiveSession['output'], incomplete: readonly string[]): void {
  if (incomplete.length === 0) return
  output.note(
    `The search timed out before it read all ${incomplete.join(' and ')}. Search by ID, or open their family.`,
  )
}
