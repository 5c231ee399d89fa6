import type { Dataset } from '../../dataset/generator/create-dataset.js'
import type { Fields } from './step.js'
import type { TorturedService } from './tortured-services.js'

const FAMILIES = 5
const MAX_TITLE = 200

/** The fields of the todos or expenses of the first families of a dataset, as requests have them. */
export function listDatasetRecords(dataset: Dataset, service: TorturedService): readonly Fields[] {
  const families = Array.from({ length: Math.min(FAMILIES, dataset.families) }, (_, family) => family)
  return service === 'todo'
    ? families.flatMap((family) =>
        (dataset.getRecords('dynamodb', family).todos ?? []).map(
          ({ title, description, priority, due_date }) => ({
            title: title.slice(0, MAX_TITLE),
            priority,
            ...(description === undefined ? {} : { description }),
            ...(due_date === undefined ? {} : { due_date: new Date(due_date).toISOString() }),
          }),
        ),
      )
    : families.flatMap((family) =>
        (dataset.getRecords('mongo', family).expenses ?? []).map(({ amount, description }) => ({
          amount: String(amount),
          ...(description === undefined ? {} : { description }),
        })),
      )
}
