import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { endSentence } from '../core/end-sentence.js'
import { escapeRegExp } from '../core/escape-regexp.js'
import type { Endpoints } from '../core/store-types.js'
import { getErrorMessage } from '../core/get-error-message.js'
import { HomeError, rewordError } from '../core/home-error.js'
import { mapStores, type StoreName } from '../core/store-name.js'
import type { EntityRegistry } from '../domain/entities/registry.js'
import { openStatements } from '../query/across/open-statements.js'
import { listViews } from '../query/across/views.js'
import { QUERY_ERRORS } from '../stores/contracts/query-errors.js'
import type { ResultRow } from '../stores/contracts/query.js'
import type { Stores } from '../stores/stores.js'
import { VERIFY_ERRORS } from './verify-errors.js'
import type { ReportViolation } from './violation.js'

/** The project's own invariants: the texts of SQL files. */
export interface SqlInvariants {
  readonly root: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

const COLUMNS = ['entity', 'id', 'message'] as const

/** Reads the files. The last part of a path may contain `*`. Throws `INVARIANT_INVALID` if there is none. */
export async function readSqlInvariants(own: {
  readonly root: string
  readonly files: readonly string[]
}): Promise<SqlInvariants> {
  const found = await Promise.all(own.files.map(findFiles))
  const paths = [...new Set(found.flat())]
  const files = await Promise.all(
    paths.map(async (file) => ({ path: file, text: await readFile(file, 'utf8') })),
  ).catch((error: unknown) => {
    throw new HomeError(VERIFY_ERRORS.INVARIANT_INVALID, {
      message: `A file of invariants in homemanager.yaml cannot be read: ${endSentence(getErrorMessage(error))}`,
      suggestion: 'Create it, or correct invariants in homemanager.yaml.',
      cause: error,
    })
  })
  return { root: own.root, files }
}

async function findFiles(pattern: string): Promise<readonly string[]> {
  const [directory, name] = [path.dirname(pattern), path.basename(pattern)]
  if (!name.includes('*')) return [pattern]
  const parts = name.split('*').map(escapeRegExp)
  const matches = new RegExp(`^${parts.join('.*')}$`)
  const names = await readdir(directory).catch(() => [])
  return names
    .filter((each) => matches.test(each))
    .toSorted()
    .map((each) => path.join(directory, each))
}

/**
 * Runs the queries and reports each row that one returns. What they need is read once for all of them. Throws
 * `INVARIANT_INVALID` with the file and line of a query that cannot be run.
 */
export async function checkSqlInvariants(
  openStores: Stores,
  entities: EntityRegistry,
  { root, files }: SqlInvariants,
  report: ReportViolation,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (files.length === 0) return
  const endpoints = mapStores((name) => openStores[name].endpoint) as Endpoints
  await using statements = await openStatements(endpoints, {
    root,
    entities,
    statements: files.map(({ text }) => ({ text })),
    allowScan: true,
    ...(signal === undefined ? {} : { signal }),
    toError: (error, index) => toFileError(error, files[index]?.path ?? '', root),
  })
  const stores = listStores(entities)
  for (const [i, file] of files.entries()) {
    const name = path.relative(root, file.path)
    const result = await statements.run(i)
    const indexes = COLUMNS.map((column) => result.columns.indexOf(column))
    if (indexes.includes(-1))
      throw invalid(`${name}:1: The query must return the columns entity, id and message.`, {
        detail: `It returns ${result.columns.join(', ')}.`,
      })
    for await (const row of result.rows) reportRow(row, indexes, name, stores, report)
  }
}

function reportRow(
  row: ResultRow,
  indexes: readonly number[],
  file: string,
  stores: ReadonlyMap<string, StoreName>,
  report: ReportViolation,
): void {
  const [entity, id, message] = indexes.map((index) => row.text(index) ?? '')
  const store = stores.get(entity ?? '')
  if (store === undefined || id === undefined || message === undefined)
    throw invalid(`${file}:1: A row has the entity ${JSON.stringify(entity)}, which there is not.`, {
      suggestion: `Return one of ${[...stores.keys()].join(', ')}.`,
    })
  report({
    invariant: path.basename(file).replace(/(?:\.sql)?$/, '.sql'),
    store,
    id,
    message,
  })
}

/** The store of an entity, by its name, plural or view. */
function listStores(entities: EntityRegistry): ReadonlyMap<string, StoreName> {
  return new Map([
    ...entities.all.flatMap(({ name, plural, place }) => [
      [name as string, place.store] as const,
      [plural as string, place.store] as const,
    ]),
    ...listViews(entities.all).map(({ name, entity }) => [name, entity.place.store] as const),
  ])
}

const FAULTY = new Set<string>([
  QUERY_ERRORS.QUERY_INVALID.code,
  QUERY_ERRORS.QUERY_FAILED.code,
  QUERY_ERRORS.WRITE_NOT_ALLOWED.code,
])

function toFileError(error: unknown, file: string, root: string): unknown {
  if (!(error instanceof HomeError) || !FAULTY.has(error.code)) return error
  const line = /LINE (\d+):/.exec(error.detail ?? '')?.[1] ?? '1'
  return rewordError(error, VERIFY_ERRORS.INVARIANT_INVALID, {
    message: `${path.relative(root, file)}:${line}: ${error.message}`,
  })
}

function invalid(
  message: string,
  options: { readonly detail?: string; readonly suggestion?: string },
): HomeError {
  return new HomeError(VERIFY_ERRORS.INVARIANT_INVALID, { message, ...options })
}
