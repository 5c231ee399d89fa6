import type { DatasetDifference } from './dataset-difference.js'

/** `<id> in users differs from the dataset: email.` `fields` are the names of the fields that differ, if they are known. */
export function describeDifference(
  { difference, entity, id, source }: DatasetDifference,
  fields: readonly string[] = [],
): string {
  const record = `${id} in ${entity}`
  if (difference === 'missing') return `${record} is missing.`
  if (difference === 'changed')
    return `${record} differs from the dataset${fields.length === 0 ? '' : `: ${fields.join(', ')}`}.`
  if (source !== undefined) return `${record} exists more than once.`
  return `${record} belongs to a seeded family but is not in the dataset.`
}
