import { todo } from '../../domain/entities/todo.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import type { RecordSources, Section, SectionPage } from './record-view.js'
import { toCheckedSectionItems } from './section-items.js'
import {
  type ItemPage,
  type PartitionQuery,
  queryPartition,
} from '../../stores/dynamodb/records/item-lookups.js'

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
  const items = await toCheckedSectionItems(stores, todo, page.items)
  const { next } = page
  return next === undefined ? { items } : { items, next: async () => toTodoSectionPage(stores, await next()) }
}
