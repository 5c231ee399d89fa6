import type { Item } from '../../stores/dynamodb/item-reader.js'
import type { ExpenseDocument } from '../../domain/expense-document.js'
import { toPlainDocument } from './budget-lookups.js'
import { tryFindRecords } from './find-records.js'
import { searchFamilies, searchUsers } from './identity-lookups.js'
import { parseRecordId } from './parse-record-id.js'
import type { InspectableEntity, RecordSources, SectionItem } from './record-view.js'
import { getExpenseTitle } from './expense-section.js'
import { toTodoSectionItem } from './todo-section.js'
import { getUserTitle } from './check-references.js'
import { toPlainItem } from './todo-lookups.js'

/** A record that a search found; it has a kind and an id. */
export type FoundRecord = SectionItem & { readonly kind: InspectableEntity; readonly id: string }

export interface SearchResult {
  readonly records: readonly FoundRecord[]
  /** Todos or expenses were not searched to the end: no index serves a search by text. */
  readonly incomplete: readonly ('todos' | 'expenses')[]
}

export interface SearchOptions {
  /** At most so many of each kind. */
  readonly limitPerEntity: number
  /** How long todos and expenses may be read, milliseconds. */
  readonly timeoutMs: number
}

/** Records by any form of an id, an email, a name, or words of a todo or an expense. Without case. */
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

/** Page after page of the table, until enough is found or time is over. */
async function searchTodos(
  { dynamodb }: RecordSources,
  words: string,
  size: number,
  withinMs: number,
): Promise<StoreMatches> {
  const until = performance.now() + withinMs
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
  } while (start !== undefined && found.length < size && performance.now() < until)
  return { records: found.slice(0, size), complete: start === undefined || found.length >= size }
}

/** How many expenses are read at a time: some tens of milliseconds. */
const EXPENSES_PER_READ = 10_000

/** Newest first, a window of ids at a time, until enough is found or time is over. */
async function searchExpenses(
  { mongo }: RecordSources,
  words: string,
  size: number,
  withinMs: number,
): Promise<StoreMatches> {
  const until = performance.now() + withinMs
  const matching = { $regex: words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), $options: 'i' }
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
        $or: [{ description: matching }, { 'receipt.store': matching }],
      },
      sort: { _id: -1 },
      limit: size - found.length,
    })
    found.push(...expenses.map(toFoundExpense))
    if (last === undefined) return { records: found, complete: true }
    before = { _id: { $lt: last._id } }
  } while (found.length < size && performance.now() < until)
  return { records: found, complete: found.length >= size }
}

function toFoundExpense(expense: ExpenseDocument): FoundRecord {
  const id = expense._id.replace(/^expense_/, '')
  return { kind: 'expense', id, title: getExpenseTitle(expense), record: toPlainDocument(expense) }
}
