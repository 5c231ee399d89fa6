import { getIdAfterPrefix } from '../../domain/prefixed-id.js'
import { formatCommandLine } from './command-line.js'
import { todo } from '../../domain/entities/todo.js'
import { decodeKeys } from './decode-keys.js'
import { annotateItems, type ItemReferences } from './annotate-items.js'
import type { PlainRecord, RecordSources, Section, SectionItem, SectionPage } from './record-view.js'
import { type ItemPage, type PartitionQuery, queryPartition } from './todo-lookups.js'

/** Todos of one partition of the table or of an index. */
export function todoSection(stores: RecordSources, name: string, partition: PartitionQuery): Section {
  const words = [
    'query',
    'dynamodb',
    ...(partition.index === undefined ? [] : ['--index', partition.index]),
    '--pk',
    partition.value,
    ...(partition.sort === undefined ? [] : ['--sk-begins-with', partition.sort[1]]),
  ]
  return {
    name,
    store: 'dynamodb',
    query: formatCommandLine(...words),
    page: async (size) => toTodoSectionPage(stores, await queryPartition(stores.dynamodb, partition, size)),
  }
}

async function toTodoSectionPage(stores: RecordSources, page: ItemPage): Promise<SectionPage> {
  const items = await annotateItems(stores, page.items.map(toTodoSectionItem), getTodoReferences)
  const { next } = page
  return next === undefined ? { items } : { items, next: async () => toTodoSectionPage(stores, await next()) }
}

export function toTodoSectionItem(item: PlainRecord): SectionItem {
  const text = (name: string): string => (typeof item[name] === 'string' ? item[name] : '')
  const stale = decodeKeys(todo, item).find((key) => key.expected !== undefined)
  const due = text('due_date').slice(0, 10) || 'no date   '
  return {
    kind: 'todo',
    id: text('id'),
    title: `${due}  ${text('priority').padEnd(6)}  ${text('status').padEnd(11)}  ${text('title')}`,
    ...(stale === undefined
      ? {}
      : { state: 'stale', note: `${stale.name} ${stale.raw} ≠ ${stale.expected} from its attributes` }),
    record: item,
  }
}

function getTodoReferences({ record }: SectionItem): ItemReferences {
  const users = [
    ['owner', getIdAfterPrefix(record['PK'], 'USER#')],
    ['assigned_to', getIdAfterPrefix(record['assigned_to'], 'USER#')],
  ].filter(([, id]) => id !== undefined)
  const family = getIdAfterPrefix(record['GSI1PK'], 'FAMILY#')
  return { users: Object.fromEntries(users), ...(family === undefined ? {} : { family }) }
}
