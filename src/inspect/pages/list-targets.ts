import { isUuid } from '../../core/is-uuid.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { isEmail, parseRecordId } from '../records/parse-record-id.js'
import { formatAddress } from './address.js'

/** A page that a text can mean. */
export interface Target {
  readonly name: string
  readonly address: string
}

/** Options that pages do not need; those with a value. */
const OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set(['--depth', '--limit', '-n', '--project', '--cwd'])

/**
 * The pages that a text can mean, the most likely one first: what `homemanager inspect` shows for the same words, with or without these
 * two, and a search for the text. A complete id or an email address means its record.
 */
export function listTargets(entities: EntityRegistry, text: string): readonly Target[] {
  const trace = parseTraceId(text)
  if (trace !== undefined)
    return [{ name: `Open the trace ${trace}`, address: formatAddress('traces', [trace]) }]
  const { isCommand, words, search } = parseWords(text)
  const [first, ...rest] = words
  const entity = first === undefined ? undefined : entities.find(first)
  const kind = first === undefined ? undefined : entities.findInspectable(first)
  if (search !== undefined) return [toSearch(entities, search, kind)]
  const others =
    isCommand && words.length === 0 ? [] : [toSearch(entities, isCommand ? words.join(' ') : text.trim())]
  if (kind !== undefined && rest.length > 0) return [toRecord(rest.join(' '), kind), ...others]
  if (!isCommand) return isCompleteId(entities, text) ? [toRecord(text.trim()), ...others] : others
  if (entity !== undefined)
    return [{ name: `Browse the ${entity.plural}`, address: formatAddress('records', [entity.name]) }]
  return words.length === 0
    ? [{ name: 'Browse the stack', address: formatAddress('overview') }]
    : [toRecord(words.join(' ')), ...others]
}

/** Of `trace ID`, as a command line or without `homemanager`, or of an ID alone that is complete or as long as lists show it. */
function parseTraceId(text: string): string | undefined {
  const [, ofCommand] = /^(?:(?:npx )?homemanager )?trace ([0-9a-f]{4,32})$/i.exec(text.trim()) ?? []
  const [alone] = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/.exec(text.trim()) ?? []
  const found = ofCommand?.toLowerCase() ?? alone
  return found === undefined || (ofCommand === undefined && /^\d+$/.test(found)) ? undefined : found
}

/** Digits and words are more often a text to search for. */
function isCompleteId(entities: EntityRegistry, text: string): boolean {
  const id = parseRecordId(text, entities)?.id
  return id !== undefined && (isUuid(id) || isEmail(id)) && !/^\d+$/.test(text.trim())
}

function toRecord(text: string, kind?: InspectableEntity): Target {
  return {
    name: `Open the ${kind ?? 'record'} “${text}”`,
    address: formatAddress('search', [], { text, entity: kind, open: 'true' }),
  }
}

function toSearch(entities: EntityRegistry, text: string, kind?: InspectableEntity): Target {
  const what = kind === undefined ? 'records' : entities.get(kind).plural
  return {
    name: `Search all ${what} for “${text}”`,
    address: formatAddress('search', [], { text, entity: kind }),
  }
}

interface Words {
  /** Whether the text begins with `inspect`. */
  readonly isCommand: boolean
  /** Without options. */
  readonly words: readonly string[]
  /** The value of `--search`, if it has one. */
  readonly search?: string
}

function parseWords(text: string): Words {
  const split = splitWords(text)
  const all = split[0] === 'npx' && split[1] === 'homemanager' ? split.slice(1) : split
  const start = all[0] === 'homemanager' ? 1 : 0
  const isCommand = all[start] === 'inspect'
  const words: string[] = []
  let search: string | undefined
  for (let i = isCommand ? start + 1 : 0; i < all.length; i++) {
    const word = all[i] ?? ''
    const [, value] = /^--search=(.+)$/.exec(word) ?? []
    if (value !== undefined) search = value
    else if (word === '--search') search = all[++i]
    else if (OPTIONS_WITH_VALUE.has(word)) i++
    else if (!/^--?[a-z]/.test(word)) words.push(word)
  }
  return { isCommand, words, ...(search === undefined ? {} : { search }) }
}

/** As a shell does: quotes join words. A quote that is not closed ends with the text. */
function splitWords(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g), ([word]) =>
    word.replaceAll(
      /"([^"]*)"?|'([^']*)'?/g,
      (_, double?: string, single?: string) => double ?? single ?? '',
    ),
  )
}
