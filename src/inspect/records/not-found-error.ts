import { findClosestMatch } from '../../core/closest-match.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { isUuid } from '../../core/is-uuid.js'
import { HomeError } from '../../core/home-error.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { listSimilarEmails } from './identity-lookups.js'
import { isEmail, parsePartialRecordId, parseRecordId } from './parse-record-id.js'
import type { RecordSources, RecordView } from './record-view.js'
import { listSearchableEntities } from './search-entity.js'

/** Two typing errors. */
const MAX_EMAIL_DISTANCE = 2

interface NotFoundOptions {
  /** The plurals of entities that are found by complete ids only. */
  readonly unsearched?: readonly string[]
  /** The records of other entities that the id finds. */
  readonly others?: readonly NamedRecord[]
}

type NamedRecord = Pick<RecordView, 'kind' | 'id'>

/** `NOT_FOUND`, with what finds the record. */
export async function createNotFoundError(
  sources: RecordSources,
  text: string,
  kind: InspectableEntity | undefined,
  { unsearched = [], others = [] }: NotFoundOptions,
): Promise<HomeError> {
  const { entities } = sources
  if (others.length > 0)
    return new HomeError(INSPECT_ERRORS.NOT_FOUND, {
      message: `No ${kind ?? 'record'} found for "${text}".`,
      suggestion: suggestOthers(others, text),
    })
  const parsed = parseRecordId(text, entities)
  const partial = parsePartialRecordId(text, entities)
  const isOfKind = (kinds: readonly InspectableEntity[] = []): boolean =>
    kind === undefined ? kinds.length > 0 : kinds.includes(kind) || hasWordIds(entities, kind)
  const isId = isOfKind(parsed?.kinds) || isOfKind(partial?.kinds)
  const isOther = parsed !== undefined && !isOfKind(parsed.kinds)
  const short = isOther || hasWordIds(entities, kind) ? undefined : findShortId(text)
  const detail =
    short !== undefined
      ? describeShortId(short, parsed?.id)
      : isId
        ? describeUnsearched(unsearched)
        : describeInvalidId(entities, kind)
  const question = (await suggestEmail(sources, text)) ?? suggestEntity(entities, kind, text)
  return new HomeError(INSPECT_ERRORS.NOT_FOUND, {
    message: `No ${kind ?? 'record'} found for "${text}".`,
    ...(detail === undefined ? {} : { detail }),
    suggestion: `${short === undefined ? '' : 'Enter at least four digits of an ID. '}${question}${suggestSearch(entities, kind, text)}`,
  })
}

/** `NOT_FOUND` after a search of the records of an entity, which `--search` would only repeat. */
export function createNoMatchError(
  entities: EntityRegistry,
  text: string,
  kind: InspectableEntity,
): HomeError {
  const search = formatCommandLine('inspect', '--search', text)
  return new HomeError(INSPECT_ERRORS.NOT_FOUND, {
    message: `No ${kind} matches "${text}".`,
    suggestion: `Search all entities with homemanager ${search}, browse the ${entities.get(kind).plural} with homemanager inspect ${kind}, or list records with homemanager query.`,
  })
}

/** `A todo has this ID: homemanager inspect todo 018f…`. */
export function suggestOthers(others: readonly NamedRecord[], text: string): string {
  const what = isEmail(text.trim()) ? 'email address' : 'ID'
  return others
    .map(({ kind, id }) => {
      const article = /^(?:[aeio]|u(?!se|ni))/.test(kind) ? 'An' : 'A'
      return `${article} ${kind} has this ${what}: homemanager ${formatCommandLine('inspect', kind, id)}.`
    })
    .join(' ')
}

/** Fewer digits than a part of an ID has, perhaps after a prefix; a word has none. */
function findShortId(text: string): string | undefined {
  const [, digits] = /(?:^|[#_])(?:…|\.{3})?([\da-f]{1,3})(?:(?:…|\.{3})[\da-f]*)?$/i.exec(text.trim()) ?? []
  return digits !== undefined && /\d/.test(digits) ? digits : undefined
}

/** A number is the ID of an example. */
function describeShortId(digits: string, exampleId: string | undefined): string {
  const meaning =
    exampleId === undefined || !isUuid(exampleId)
      ? ''
      : `The number ${digits} is short for the ID ${exampleId}. `
  return `${meaning}A part of an ID has at least four digits, such as 018f or …6bb6.`
}

function hasWordIds(entities: EntityRegistry, kind: InspectableEntity | undefined): boolean {
  return kind !== undefined && entities.get(kind).id.format === 'word'
}

/** A question, followed by a space, if what was given as an ID is rather the name of an entity; else empty. */
export function suggestEntity(
  entities: EntityRegistry,
  kind: InspectableEntity | undefined,
  text: string,
): string {
  const similar = kind === undefined ? findClosestMatch(text, entities.listInspectable()) : undefined
  return similar === undefined ? '' : `Did you mean homemanager inspect ${similar} ID? `
}

async function suggestEmail({ postgres }: RecordSources, text: string): Promise<string | undefined> {
  const email = text.trim()
  if (!isEmail(email)) return undefined
  const similar = await listSimilarEmails(postgres, email, MAX_EMAIL_DISTANCE)
  const found = findClosestMatch(email, similar, MAX_EMAIL_DISTANCE)
  return found && `Did you mean homemanager ${formatCommandLine('inspect', 'user', found)}? `
}

/** A complete id is no text of a record: only a part of it can be searched for. */
export function isSearchText(entities: EntityRegistry, text: string): boolean {
  return (
    parseRecordId(text, entities) === undefined ||
    parsePartialRecordId(text, entities) !== undefined ||
    /^[\w-]*[a-z][\w-]*$/i.test(text)
  )
}

function suggestSearch(entities: EntityRegistry, kind: InspectableEntity | undefined, text: string): string {
  if (kind !== undefined && !listSearchableEntities(entities).some(({ name }) => name === kind))
    return `Browse the ${entities.get(kind).plural} with homemanager inspect ${kind}.`
  const words = ['inspect', ...(kind === undefined ? [] : [kind]), '--search']
  const isText = isSearchText(entities, text)
  const command = formatCommandLine(...words, ...(isText ? [text] : []))
  return `Search by name or text with homemanager ${command}${isText ? '' : ' TEXT'}, or list records with homemanager query.`
}

function describeInvalidId(entities: EntityRegistry, kind: InspectableEntity | undefined): string {
  if (kind === undefined) return 'It is not a valid id or email address.'
  const hasEmail = entities.get(kind).id.emailField !== undefined
  return `It is not a valid ${kind} id${hasEmail ? ' or email address' : ''}.`
}

function describeUnsearched(plurals: readonly string[]): string | undefined {
  if (plurals.length === 0) return undefined
  return `There are too many ${plurals.join(', ')} to find one by a part of its ID: enter the complete ID, or use --search.`
}
