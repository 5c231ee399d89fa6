import type { ServiceName } from '../../../core/service-name.js'
import type { Dataset } from '../../../dataset/generator/create-dataset.js'
import type { Fields } from './step.js'

const FAMILIES = 5
const MAX_TITLE = 200

/** The fields of the todos or expenses of the first families of a dataset, as requests have them; none for identity. */
export function listDatasetRecords(dataset: Dataset, service: ServiceName): readonly Fields[] {
  const families = Array.from({ length: Math.min(FAMILIES, dataset.families) }, (_, family) => family)
  if (service === 'identity') return []
  return families.flatMap((family) =>
    service === 'todo' ? listTodos(dataset, family) : listExpenses(dataset, family),
  )
}

function listTodos(dataset: Dataset, family: number): readonly Fields[] {
  return (dataset.getRecords('dynamodb', family).todos ?? []).map(
    ({ title, description, priority, due_date }) => ({
      title: title.slice(0, MAX_TITLE),
      priority,
      ...(description === undefined ? {} : { description }),
      ...(due_date === undefined ? {} : { due_date: new Date(due_date).toISOString() }),
    }),
  )
}

function listExpenses(dataset: Dataset, family: number): readonly Fields[] {
  return (dataset.getRecords('mongo', family).expenses ?? []).map(({ amount, description }) => ({
    amount: String(amount),
    ...(description === undefined ? {} : { description }),
  }))
}
