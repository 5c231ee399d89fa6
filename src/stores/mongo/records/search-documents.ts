import { Decimal128, type Document } from 'bson'
import { getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { SearchableEntity, SearchStep } from '../../contracts/record-access.js'
import { listStoredValues, type ReferredByTerm, type ReferredIds } from '../../contracts/referred-ids.js'
import { toSearchPattern } from '../../contracts/search-pattern.js'
import { listSearchTerms } from '../../contracts/search-terms.js'
import { parseSearchValues } from '../../contracts/search-values.js'
import { createIdRange } from './create-id-range.js'
import type { DocumentReader } from '../client/document-reader.js'

/** Number of documents searched at a time, which takes tens of milliseconds. */
const DOCUMENTS_PER_STEP = 10_000

/** Searches ranges of ids, the highest first. No index has the texts. */
export async function* searchDocuments(
  reader: DocumentReader,
  entity: SearchableEntity,
  words: string,
  signal?: AbortSignal,
  referred?: ReferredByTerm,
): AsyncGenerator<SearchStep> {
  const { collection } = getPlaceIn('mongo', entity)
  const conditions = listSearchTerms(words).map((terms) => ({
    $and: terms.map((term) => ({ $or: listConditions(entity, term, referred?.get(term)) })),
  }))
  for (let below: object = {}; ;) {
    signal?.throwIfAborted()
    const [last] = await reader.find<{ readonly _id: string }>(collection, {
      filter: below,
      projection: { _id: 1 },
      sort: { _id: -1 },
      skip: DOCUMENTS_PER_STEP - 1,
      limit: 1,
    })
    const range = { $and: [below, last === undefined ? {} : { _id: { $gte: last._id } }] }
    const records = await reader.find<PlainRecord>(collection, {
      filter: { ...range, $or: conditions },
      sort: { _id: -1 },
    })
    if (last === undefined) {
      const [rest] = await reader.aggregate(collection, [{ $match: range }, { $count: 'n' }])
      yield { records, searched: Number(rest?.['n'] ?? 0) }
      return
    }
    yield { records, searched: DOCUMENTS_PER_STEP }
    below = { _id: { $lt: last._id } }
  }
}

function listConditions(
  { id: entityId, fields, searchFields, searchAmounts = [], searchDays = [] }: SearchableEntity,
  words: string,
  referred: readonly ReferredIds[] = [],
): readonly Document[] {
  const { amount, currency, period, ids } = parseSearchValues(words)
  const ofCurrency = currency === undefined || fields['currency'] === undefined ? {} : { currency }
  const pattern = toSearchPattern(words)
  return [
    ...searchFields.map((field) => ({ [field]: { $regex: pattern, $options: 'i' } })),
    ...referred.map((each) => ({ [each.reference.field]: { $in: listStoredValues(each) } })),
    ...(amount === undefined
      ? []
      : searchAmounts.map((field) => ({ [field]: Decimal128.fromString(amount), ...ofCurrency }))),
    ...(entityId.format === 'word' ? [] : ids.map((part) => createIdRange({ id: entityId }, part))),
    ...(period === undefined
      ? []
      : searchDays.map((field) => ({ [field]: { $gte: period.from, $lt: period.to } }))),
  ]
}
