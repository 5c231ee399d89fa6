import type { Item } from '../../stores/dynamodb/client/item-reader.js'
import type { ExpenseDocument } from '../../domain/entities/expense.js'
import { stripIdPrefix } from '../../domain/prefixed-id.js'
import { toPlainDocument } from './budget-lookups.js'
import { tryFindRecords } from './find-records.js'
import { searchFamilies, searchUsers } from './identity-lookups.js'
import { parseRecordId } from './parse-record-id.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import type { RecordSources, SectionItem } from './record-view.js'
import { getExpenseTitle } from './expense-section.js'
import { toTodoSectionItem } from './todo-section.js'
import { getUserTitle } from './check-references.js'
import { toPlainItem } from './todo-lookups.js'

/** A record found by a search; it always has a kind and an id. */
export type FoundRecord = SectionItem & { readonly kind: InspectableEntity; readonly id: string }

export interface SearchResult {
  readonly records: readonly FoundRecord[]
  /** Lists that were not searched completely, because no index supports text search. */
  readonly incomplete: readonly ('todos' | 'expenses')[]
}

export interface SearchOptions {
  /** Maximum number of records of each kind. */
  readonly limitPerEntity: number
  /** Time limit for searching todos and expenses, milliseconds. */
  readonly timeoutMs: number
}

/** Finds records by any form of an id, an email address, a name, or text of a todo or an expense. Ignores case. */
export async function searchRecords(
  stores: RecordSources,
  text: string,
  { limitPerEntity, timeoutMs }: SearchOptions,
): Promise<SearchResult> {
  const words = text.trim()
  if (words === '') return { records: [], incomplete: [] }
  const byId = parseRecordId(words) === undefined ? [] : await tryFindRecords(stores, words)
  const exact = byId.map(({ kind, id, title, record }) => ({ kind, id, title, record }))
  if (exact.length > 0 && /[#_-]|^\d+$/.test(words)) return { records: exact, incomplete: [] }
  const [users, families, todos, expenses] = await Promise.all([
    searchUsers(stores.postgres, words, limitPerEntity),
    searchFamilies(stores.postgres, words, limitPerEntity),
    searchTodos(stores, words, limitPerEntity, timeoutMs),
    searchExpenses(stores, words, limitPerEntity, timeoutMs),
  ])
  const known = new Set(exact.map((each) => `${each.kind} ${each.id}`))
  const found: readonly FoundRecord[] = [
    ...families.map((family) => ({
      kind: 'family' as const,
      id: family.id,
      title: family.name,
      record: { ...family },
    })),
    ...users.map((user) => ({
      kind: 'user' as const,
      id: user.id,
      title: getUserTitle(user),
      record: { ...user },
    })),
    ...todos.records,
    ...expenses.records,
  ]
  return {
    records: [...exact, ...found.filter((each) => !known.has(`${each.kind} ${each.id}`))],
    incomplete: [
      ...(todos.complete ? [] : ['todos' as const]),
      ...(expenses.complete ? [] : ['expenses' as const]),
    ],
  }
}

interface StoreMatches {
  readonly records: readonly FoundRecord[]
  readonly complete: boolean
}

/** Scans the table until enough todos are found or the time limit is reached. */
async function searchTodos(
  { dynamodb }: RecordSources,
  words: string,
  size: number,
  timeoutMs: number,
): Promise<StoreMatches> {
  const deadline = performance.now() + timeoutMs
  const wanted = words.toLowerCase()
  const found: FoundRecord[] = []
  let start: Item | undefined
  do {
    const page = await dynamodb.scan({ Limit: 500, ExclusiveStartKey: start })
    for (const item of page.Items ?? []) {
      const text = `${item['title']?.S ?? ''}\n${item['description']?.S ?? ''}`
      if (item['SK']?.S?.startsWith('TODO#') !== true || !text.toLowerCase().includes(wanted)) continue
      found.push({ ...toTodoSectionItem(toPlainItem(item)), kind: 'todo', id: item['id']?.S ?? '' })
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined && found.length < size && performance.now() < deadline)
  return { records: found.slice(0, size), complete: start === undefined || found.length >= size }
}

/** Number of expenses searched at a time, which takes tens of milliseconds. */
const EXPENSES_PER_READ = 10_000

/** Searches ranges of ids, newest first, until enough expenses are found or the time limit is reached. */
async function searchExpenses(
  { mongo }: RecordSources,
  words: string,
  size: number,
  timeoutMs: number,
): Promise<StoreMatches> {
  const deadline = performance.now() + timeoutMs
  const pattern = { $regex: words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), $options: 'i' }
  const found: FoundRecord[] = []
  let before: object = {}
  do {
    const [last] = await mongo.find<{ readonly _id: string }>('expenses', {
      filter: before,
      projection: { _id: 1 },
      sort: { _id: -1 },
      skip: EXPENSES_PER_READ,
      limit: 1,
    })
    const expenses = await mongo.find<ExpenseDocument>('expenses', {
      filter: {
        $and: [before, last === undefined ? {} : { _id: { $gte: last._id } }],
        $or: [{ description: pattern }, { 'receipt.store': pattern }],
      },
      sort: { _id: -1 },
      limit: size - found.length,
    })
    found.push(...expenses.map(toFoundExpense))
    if (last === undefined) return { records: found, complete: true }
    before = { _id: { $lt: last._id } }
  } while (found.length < size && performance.now() < deadline)
  return { records: found, complete: found.length >= size }
}

function toFoundExpense(expense: ExpenseDocument): FoundRecord {
  const id = stripIdPrefix(expense._id, 'expense_')
  return { kind: 'expense', id, title: getExpenseTitle(expense), record: toPlainDocument(expense) }
}
