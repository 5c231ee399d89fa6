import type { Collection, OptionalUnlessRequiredId } from 'mongodb'
import { newId } from '../../core/ids.js'
import { type RepeatableRequest, requireSameRequest } from '../http/idempotency-key.js'
import type { Insert } from './grouped-inserts.js'
import { isDuplicateKey } from './is-duplicate-key.js'

/** A document that remembers which request made it. */
export interface Repeatable {
  readonly _id: string
  /** Its id and its digest. */
  readonly made_by?: { readonly request: string; readonly hash: string }
}

/**
 * The id of what a request makes. Without transactions over documents the id itself says that a request came before:
 * the same key makes the same id, and inserting it again fails.
 */
export function idFor(request: RepeatableRequest | undefined): string {
  return request?.id ?? newId()
}

/** Inserts a document, or gives the one that the same request has made; other duplicates are thrown as they are. */
export async function insertOnce<T extends Repeatable>(
  collection: Collection<T>,
  document: T,
  request: RepeatableRequest | undefined,
  insert: Insert<T> = async (one) => {
    await collection.insertOne(one as unknown as OptionalUnlessRequiredId<T>)
  },
): Promise<T> {
  const stored =
    request === undefined ? document : { ...document, made_by: { request: request.id, hash: request.hash } }
  try {
    await insert(stored)
    return document
  } catch (error) {
    if (request === undefined || !isDuplicateKey(error)) throw error
    const before = (await collection.findOne({ _id: document._id } as object)) as T | null
    if (before?.made_by?.request !== request.id) throw error
    requireSameRequest(request, before.made_by.hash)
    return before
  }
}
