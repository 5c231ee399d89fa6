import { type FoundRecord, searchRecords } from '../../../inspect/records/search-records.js'
import type { Choice } from '../../../output/output.js'
import { printable, stateMark } from '../render-record.js'
import { recordScreen } from './record-screen.js'
import type { Dialogue, Move, Screen } from './screen.js'

const PER_KIND = 10
const WITHIN_MS = 400

/** Asks for a name, an email, an id or words. Escape leaves. */
export const searchScreen: Screen = async ({ sources, output }) => {
  const text = await output.ask('Name, email, text or id of a family, user, todo or expense:')
  if (text === undefined) return 'leave'
  if (text.trim() === '') return 'search'
  const { found, partial } = await searchRecords(sources, text, { size: PER_KIND, withinMs: WITHIN_MS })
  const [first] = found
  if (first === undefined) {
    output.note(`Nothing matches "${printable(text)}".`)
    tellPartial(output, partial)
    return 'search'
  }
  if (found.length === 1 && partial.length === 0) return { to: recordScreen(first) }
  return { to: resultScreen(text, found, partial) }
}

function resultScreen(text: string, found: readonly FoundRecord[], partial: readonly string[]): Screen {
  let line = 0
  return async ({ output }): Promise<Move> => {
    tellPartial(output, partial)
    const width = Math.max(...found.map(({ kind }) => kind.length))
    const choices = found.map((record): Choice<FoundRecord> => {
      const mark = record.state === undefined ? '' : ` ${stateMark(record.state, output.style)}`
      return {
        name: `${output.style.dim(record.kind.padEnd(width))}  ${printable(record.title)}${mark}`,
        value: record,
      }
    })
    const chosen = await output.choose(`${found.length} match "${printable(text)}"`, choices, line)
    line = choices.findIndex(({ value }) => value === chosen)
    return chosen === undefined ? 'back' : { to: recordScreen(chosen) }
  }
}

/** No index serves a search by text; what was not read must not look like what is not there. */
function tellPartial(output: Dialogue['output'], partial: readonly string[]): void {
  if (partial.length === 0) return
  output.note(`Not all ${partial.join(' and ')} were read in time; search by id, or go through their family.`)
}
