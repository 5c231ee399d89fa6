import { setImmediate } from 'node:timers/promises'
import { EXIT, HomeError } from '../../../core/home-error.js'
import { findClosestMatch } from '../../../core/closest-match.js'
import { formatCommandLine } from '../../../core/format-command-line.js'
import { findRecordsByIdOrText } from '../../../inspect/records/find-by-text.js'
import { buildRecordDocument } from '../../../inspect/records/record-document.js'
import type {
  EntityRegistry,
  InspectableEntity,
  RegisteredEntity,
} from '../../../domain/entities/registry.js'
import type { RecordView } from '../../../inspect/records/record-view.js'
import { parseRecordId } from '../../../inspect/records/parse-record-id.js'
import { readSection } from '../../../inspect/records/read-section.js'
import { formatAddress } from '../../../inspect/pages/address.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import { invalidValueError, UsageError } from '../../usage-error.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import type { inspectCommand } from './inspect.command.js'
import { renderRecord, renderSection } from './render-record.js'
import { createCommandFormatter, createCommandLineFormatter } from './create-command-formatter.js'
import { listSearchableEntities } from '../../../inspect/records/search-entity.js'
import { toStoreError } from '../../../stores/to-store-error.js'

/** As many of the rows that a list does not show are counted. */
const COUNTED_ROWS = 200

/**
 * Prints one record as text or JSON. Without an ID it starts the full screen, which requires a terminal: on the records of the entity,
 * or without an entity on the overview.
 */
export async function run({ context, args, flags }: CommandInput<typeof inspectCommand>): Promise<number> {
  const { output } = context
  const project = await context.project()
  const { entities } = await project.extensions()
  const table = findEntityWithoutId(entities, args.entity)
  if (table !== undefined && (args.id !== undefined || flags.search !== undefined || !output.interactive))
    throw withoutIdError(table)
  const { kind, text } = table === undefined ? parseTarget(entities, args.entity, args.id) : NO_TARGET
  if (flags.search !== undefined) {
    if (text !== undefined) throw searchedIdError(entities, { kind, text, search: flags.search })
    const { showSearch } = await import('./show-search.js')
    await using sources = await project.recordSources(4)
    await showSearch(context, sources, { text: flags.search, kind, limit: flags.limit }).catch(
      (error: unknown) => {
        throw toStoreError(error)
      },
    )
    return EXIT.done
  }
  if (text === undefined && !output.interactive) throw missingTargetError(entities, kind)
  if (text === undefined && (flags.depth ?? flags.limit) !== undefined)
    throw new UsageError({ message: '--depth and --limit require an ID.' })
  if (text === undefined && flags.history) throw new UsageError({ message: '--history requires an ID.' })
  const { depth = 1, limit: size = 10 } = flags
  if (text === undefined) {
    const entity = table?.name ?? kind
    const address = entity === undefined ? formatAddress('overview') : formatAddress('records', [entity])
    await using inspector = await project.liveInspector()
    // The stores and services are asked before the screen is loaded, which takes as long as their answers.
    const firstPage = inspector.open(address, context.signal)
    firstPage.catch(() => {})
    await setImmediate()
    const { runScreen } = await loadScreen()
    return await runScreen({
      firstPage,
      inspector,
      edits: async () => project.edits('inspect', async () => inspector.sources()),
      style: output.style,
      signal: context.signal,
      toCommandLine: createCommandLineFormatter(context.globals),
      address,
    })
  }
  await using sources = await project.recordSources(1)
  if (flags.history) {
    const { showHistory } = await import('./show-history.js')
    await showHistory(context, project, sources, kind === undefined ? { text } : { kind, text })
    return EXIT.done
  }
  const [view, ...others] = await findRecordsByIdOrText(sources, text, kind, flags.limit).catch(
    (error: unknown) => {
      throw toStoreError(error)
    },
  )
  for (const other of others)
    output.note(`Another record has the same ID: homemanager inspect ${other.kind} ${other.id}`)
  if (output.json) {
    output.printResult(await buildRecordDocument(sources, view, { depth, size }), () => '')
    return EXIT.done
  }
  const rendered = await renderInspection(context, view, depth, size)
  output.printResult(undefined, () => rendered)
  return EXIT.done
}

async function loadScreen(): Promise<typeof import('./screen/run-screen.js')> {
  return import('./screen/run-screen.js')
}

async function renderInspection(
  context: CommandContext,
  view: RecordView,
  depth: number,
  size: number,
): Promise<string> {
  const { style } = context.output
  if (depth === 0) return renderRecord(view, [], context.output)
  const [references, pages] = await Promise.all([
    view.references(),
    Promise.all(
      view.sections.map(async (section) => ({
        section,
        page: await readSection(section, size, COUNTED_ROWS),
      })),
    ),
  ])
  const nonEmpty = pages.filter(({ page }) => page.items.length > 0 || page.error !== undefined)
  const command = createCommandFormatter(context.globals)
  const blocks = nonEmpty.map(({ section, page }) =>
    renderSection(section, page, { style, command: command(section) }),
  )
  return [renderRecord(view, references, context.output), ...blocks].join('\n\n')
}

interface Target {
  readonly kind?: InspectableEntity
  readonly text: string | undefined
}

const NO_TARGET: Target = { text: undefined }

/** An entity such as `members`, whose records have no id of their own: they can be listed, and none is found by an id. */
function findEntityWithoutId(
  entities: EntityRegistry,
  word: string | undefined,
): RegisteredEntity | undefined {
  const entity = word === undefined ? undefined : entities.find(word)
  return entity === undefined || entities.isInspectable(entity.name) ? undefined : entity
}

function withoutIdError({ plural, place }: RegisteredEntity): UsageError {
  const statement =
    place.store === 'postgres'
      ? [`SELECT * FROM ${place.table}`]
      : place.store === 'mongo'
        ? [`${place.collection}.find({})`]
        : []
  const list = formatCommandLine('query', place.store, ...statement)
  return new UsageError({
    message: `${plural.charAt(0).toUpperCase()}${plural.slice(1)} have no ID of their own, so none can be found by an ID or a text.`,
    hint: `List them with homemanager ${list}, or, in a terminal, with homemanager inspect ${plural}.`,
  })
}

function parseTarget(
  entities: EntityRegistry,
  first: string | undefined,
  second: string | undefined,
): Target {
  const kind = first === undefined ? undefined : entities.findInspectable(first)
  if (kind !== undefined) return { kind, text: second }
  if (second !== undefined) throw unknownEntityError(entities, first ?? '', second)
  return { text: first }
}

/** Two words may be a misspelled entity and an ID, or a text to search for. */
function unknownEntityError(entities: EntityRegistry, first: string, second: string): UsageError {
  const names = entities.listInspectable()
  if (findClosestMatch(first, names) !== undefined) return invalidValueError('[entity]', first, names)
  const isSwapped = entities.findInspectable(second) !== undefined
  const toLine = (...words: readonly string[]): string =>
    formatCommandLine('homemanager', 'inspect', ...words)
  return new UsageError({
    message: `Invalid value "${first}" for [entity].`,
    detail: `Allowed values: ${names.join(', ')}.`,
    hint: isSwapped
      ? `The entity comes first: ${toLine(second, first)}.`
      : `To search for a text, use ${toLine('--search', `${first} ${second}`)}.`,
  })
}

/** A word that is no entity may be a misspelled one. */
function searchedIdError(
  entities: EntityRegistry,
  {
    kind,
    text,
    search,
  }: { readonly kind: InspectableEntity | undefined; readonly text: string; readonly search: string },
): UsageError {
  const similar = findClosestMatch(text, entities.listInspectable())
  const toLine = (searched: string, ...words: readonly string[]): string =>
    `homemanager ${formatCommandLine('inspect', ...words, '--search', searched)}`
  const isId = parseRecordId(text, entities) !== undefined && !/^[a-z]+$/i.test(text)
  const entity = kind === undefined ? [] : [kind]
  return new UsageError({
    message: `--search lists records by text. It takes an entity, and no ID: "${text}".`,
    hint:
      kind === undefined && similar !== undefined
        ? `Did you mean ${toLine(search, similar)}?`
        : isId
          ? `Use ${toLine(search, ...entity)}.`
          : `Several words need quotes: ${toLine(`${search} ${text}`, ...entity)}.`,
  })
}

function missingTargetError(entities: EntityRegistry, kind: InspectableEntity | undefined): HomeError {
  const { plural, id } = entities.get(kind ?? 'user')
  const isSearchable = listSearchableEntities(entities).some(({ name }) => name === kind)
  const search = isSearchable
    ? `, or find ${plural} with homemanager inspect ${kind} --search TEXT`
    : kind === 'event'
      ? ', or list events with homemanager events'
      : ''
  const next =
    id.emailField === undefined
      ? `Pass its ID: homemanager inspect ${kind} ID${search}.`
      : 'Pass an ID or an email: homemanager inspect user EMAIL, or find it with homemanager inspect --search TEXT.'
  return new HomeError(CLI_ERRORS.USAGE, {
    message: kind === undefined ? 'An ID is required.' : `The ID of the ${kind} is missing.`,
    suggestion: `${next} The full screen requires a terminal.`,
  })
}
