import type { Document } from 'bson'
import type { Entity } from '../../../domain/entities/entity.js'
import type { PartialId } from '../../../domain/partial-id.js'

/** The documents whose ids begin and end like this: a range of the index of the ids. */
export function createIdRange({ id }: Pick<Entity, 'id'>, { from, to, ending }: PartialId): Document {
  const { fields, prefix = '' } = id
  const [idField = ''] = fields
  return {
    [idField]: {
      $gte: `${prefix}${from}`,
      $lte: `${prefix}${to}`,
      ...(ending === '' ? {} : { $regex: `${ending}$` }),
    },
  }
}
