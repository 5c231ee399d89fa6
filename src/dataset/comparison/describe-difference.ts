import type { DatasetDifference } from './dataset-difference.js'
import type { RecordChange } from './describe-changes.js'

/** `<id> in users differs from the dataset: email is … instead of ….` */
export function describeDifference(
  { difference, entity, id, source }: DatasetDifference,
  change?: RecordChange,
): string {
  const record = `${id} in ${entity}`
  if (difference === 'missing') return `${record} is missing.`
  if (difference === 'changed')
    return `${record} differs from the dataset${change === undefined ? '' : `: ${change.description}`}.`
  if (source !== undefined) return `${record} exists more than once.`
  return `${record} belongs to a seeded family but is not in the dataset.`
}
