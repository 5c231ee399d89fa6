import type { Collection, OptionalUnlessRequiredId } from 'mongodb'
import { createId } from '../../core/ids.js'
import { type IdempotentRequest, assertSameRequest } from '../http/idempotency-key.js'
import type { InsertOne } from './batched-insert.js'
import { isDuplicateKey } from './is-duplicate-key.js'

/** A document that remembers which request made it. */
export interface IdempotentDocument {
  readonly _id: string
  /** Its id and its digest. */
  readonly made_by?: { readonly request: string; readonly hash: string }
}

/**
 * The id of what a request makes. Without transactions over documents the id itself says that a request came before:
 * the same key makes the same id, and inserting it again fails.
 */
export function getDocumentId(request: IdempotentRequest | undefined): string {
  return request?.id ?? createId()
}

/** Inserts a document, or gives the one that the same request has made; other duplicates are thrown as they are. */
export async function insertIdempotent<T extends IdempotentDocument>(
  collection: Collection<T>,
  document: T,
  request: IdempotentRequest | undefined,
  insert: InsertOne<T> = async (one) => {
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
    assertSameRequest(request, before.made_by.hash)
    return before
  }
}
