import type { Collection, OptionalUnlessRequiredId } from 'mongodb'
import { createId } from '../../../core/ids.js'
import { type IdempotentRequest, assertSameRequest } from '../../http/requests/idempotency-key.js'
import type { InsertOne } from './batched-insert.js'
import { isDuplicateKey } from './is-duplicate-key.js'

/** A document that records the request that created it. */
export interface IdempotentDocument {
  readonly _id: string
  /** ID and digest of the request. */
  readonly made_by?: { readonly request: string; readonly hash: string }
}

/**
 * The ID of the document that a request creates. It is derived from the idempotency key, so a repetition fails with a
 * duplicate key error. This requires no transaction over several documents.
 */
export function getDocumentId(request: IdempotentRequest | undefined): string {
  return request?.id ?? createId()
}

/** Inserts a document, or returns the one that the same request created. Other duplicate key errors are rethrown. */
export async function insertIdempotent<T extends IdempotentDocument>(
  collection: Collection<T>,
  document: T,
  request: IdempotentRequest | undefined,
  insert: InsertOne<T> = async (newDocument) => {
    await collection.insertOne(newDocument as unknown as OptionalUnlessRequiredId<T>)
  },
): Promise<T> {
  const stored =
    request === undefined ? document : { ...document, made_by: { request: request.id, hash: request.hash } }
  try {
    await insert(stored)
    return document
  } catch (error) {
    if (request === undefined || !isDuplicateKey(error)) throw error
    const existing = (await collection.findOne({ _id: document._id } as object)) as T | null
    if (existing?.made_by?.request !== request.id) throw error
    assertSameRequest(request, existing.made_by.hash)
    return existing
  }
}
