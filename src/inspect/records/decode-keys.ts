import { type TodoPriority, type TodoStatus, computeTodoKeys } from '../../domain/todo-item.js'
import type { DecodedKey, PlainRecord } from './record-view.js'

const KEY_NAMES = ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI3PK', 'GSI3SK'] as const

/** The keys of an item taken apart at their #, and compared with what its attributes say that they must be. */
export function decodeKeys(item: PlainRecord): readonly DecodedKey[] {
  const expected = computeExpectedKeys(item)
  return KEY_NAMES.flatMap((name) => {
    const raw = item[name]
    const wanted = expected[name]
    if (typeof raw !== 'string') {
      return wanted === undefined ? [] : [{ name, raw: '', parts: [], expected: wanted }]
    }
    return [
      {
        name,
        raw,
        parts: splitKey(raw),
        ...(wanted === undefined || wanted === raw ? {} : { expected: wanted }),
      },
    ]
  })
}

/** `TODO#2024-10-05#HIGH#id` as `TODO#`, `2024-10-05`, `HIGH`, `id`: the leading word keeps its # as in the ADR. */
function splitKey(raw: string): readonly string[] {
  const [head = '', ...rest] = raw.split('#')
  return rest.length === 0 ? [head] : [`${head}#`, ...rest]
}

/** The family cannot be told from the other attributes; its key is taken as it is and checked as a reference. */
function computeExpectedKeys(item: PlainRecord): Partial<Record<(typeof KEY_NAMES)[number], string>> {
  const text = (name: string): string | undefined => {
    const value = item[name]
    return typeof value === 'string' ? value : undefined
  }
  const [id, owner, partition] = [text('id'), text('owner'), text('GSI1PK')]
  if (id === undefined || owner === undefined || !text('SK')?.startsWith('TODO#')) return {}
  return computeTodoKeys({
    id,
    owner,
    family: partition?.startsWith('FAMILY#') ? partition.slice('FAMILY#'.length) : undefined,
    assignee: text('assigned_to')?.replace(/^USER#/, ''),
    dueDate: text('due_date'),
    priority: (text('priority') ?? 'medium') as TodoPriority,
    status: (text('status') ?? 'pending') as TodoStatus,
  })
}
