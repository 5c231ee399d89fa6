import { setTimeout as sleep } from 'node:timers/promises'
import type { Collection, Db } from 'mongodb'
import type { Clock } from '../../../core/clock.js'
import { createId } from '../../../core/ids.js'
import type { OperationResponse } from '../../http/api/operation.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  assertSameRequest,
  IDEMPOTENCY_KEY_TTL_HOURS,
  type IdempotentRequest,
  requestRunningError,
} from '../../http/requests/idempotency-key.js'
import { isDuplicateKey } from './is-duplicate-key.js'

/** A document of `idempotency_keys`. MongoDB removes it when it has expired. */
interface IdempotencyDocument {
  /** Derived from the caller and the key. */
  readonly _id: string
  readonly request_hash: string
  /** Of the resource, fixed by the first attempt: a second insertion of the same resource fails. */
  readonly document_id: string
  readonly attempt: string
  /** The process of the attempt. */
  readonly process: string
  /** The first response as JSON; absent while it is not known. */
  readonly answer?: string
  readonly expires_at: Date
}

/** Creates one resource. */
export interface IdempotentCreation<Result> {
  create(id: string): Promise<OperationResponse<Result>>
  /** The response for the resource that an interrupted attempt has created; undefined if there is none. */
  findCreated(id: string): Promise<OperationResponse<Result> | undefined>
  /** The id that versions before the stored responses derived from the key for the resource. */
  readonly derivedId?: string | undefined
}

interface IdempotencyContext {
  readonly db: Db
  readonly clock: Clock
}

/** A repetition waits this long for the response of another process, and then completes the request itself. */
const OTHER_PROCESS_MS = 2000
const POLL_INTERVAL_MS = 100
const PROCESS_ID = createId()
/** The requests that this process is running. */
const running = new Set<string>()

/**
 * Runs a creation once per caller and key. The first response is stored for 24 hours; a repetition returns it, whatever has
 * happened to the resource since. While the first request runs, a repetition is rejected with CONFLICT (409). A request that
 * was interrupted, by a killed process or a lost connection, is completed by its repetition, under the same document id.
 */
export async function runIdempotent<Result>(
  context: IdempotencyContext,
  request: IdempotentRequest | undefined,
  creation: IdempotentCreation<Result>,
): Promise<OperationResponse<Result>> {
  if (request === undefined) return creation.create(createId())
  if (running.has(request.id)) throw requestRunningError()
  running.add(request.id)
  try {
    return await claimAndRun(context, request, creation)
  } finally {
    running.delete(request.id)
  }
}

/** Stores the response of a resource that is about to be deleted, in case the process that created it was killed. */
export async function settleIdempotencyKey(
  db: Db,
  requestId: string,
  response: OperationResponse<unknown>,
): Promise<void> {
  await getKeys(db).updateOne(
    { _id: requestId, answer: { $exists: false } },
    { $set: { answer: JSON.stringify(response) } },
  )
}

async function claimAndRun<Result>(
  context: IdempotencyContext,
  request: IdempotentRequest,
  creation: IdempotentCreation<Result>,
): Promise<OperationResponse<Result>> {
  const keys = getKeys(context.db)
  const since = performance.now()
  for (;;) {
    const found = await keys.findOne({ _id: request.id })
    const known = found !== null && found.expires_at > context.clock.now() ? found : undefined
    if (known !== undefined) {
      assertSameRequest(request, known.request_hash)
      if (known.answer !== undefined) return JSON.parse(known.answer) as OperationResponse<Result>
      if (known.process !== PROCESS_ID && performance.now() - since < OTHER_PROCESS_MS) {
        await sleep(POLL_INTERVAL_MS)
        continue
      }
    }
    if (found === null && creation.derivedId !== undefined) {
      const created = await creation.findCreated(creation.derivedId)
      if (created !== undefined) return created
    }
    const claim = await claimKey(context, request, { found, id: known?.document_id ?? createId() })
    // Another process was faster.
    if (claim === undefined) continue
    return runClaimed(keys, claim, creation, known !== undefined)
  }
}

async function claimKey(
  { db, clock }: IdempotencyContext,
  request: IdempotentRequest,
  previous: { readonly found: IdempotencyDocument | null; readonly id: string },
): Promise<IdempotencyDocument | undefined> {
  const claim: IdempotencyDocument = {
    _id: request.id,
    request_hash: request.hash,
    document_id: previous.id,
    attempt: createId(),
    process: PROCESS_ID,
    expires_at: new Date(clock.now().getTime() + IDEMPOTENCY_KEY_TTL_HOURS * 3_600_000),
  }
  const { found } = previous
  try {
    if (found === null) {
      await getKeys(db).insertOne(claim)
      return claim
    }
    const filter = { _id: request.id, attempt: found.attempt }
    const { matchedCount } = await getKeys(db).replaceOne(filter, claim)
    return matchedCount === 1 ? claim : undefined
  } catch (error) {
    if (isDuplicateKey(error)) return undefined
    throw error
  }
}

async function runClaimed<Result>(
  keys: Collection<IdempotencyDocument>,
  claim: IdempotencyDocument,
  creation: IdempotentCreation<Result>,
  interrupted: boolean,
): Promise<OperationResponse<Result>> {
  const { _id, attempt, document_id: id } = claim
  try {
    const response = (interrupted ? await creation.findCreated(id) : undefined) ?? (await creation.create(id))
    await keys.updateOne({ _id, answer: { $exists: false } }, { $set: { answer: JSON.stringify(response) } })
    return response
  } catch (error) {
    // A rejected request has created nothing, and is not stored. The result of any other error is unknown.
    if (error instanceof HttpProblem) await keys.deleteOne({ _id, attempt, answer: { $exists: false } })
    throw error
  }
}

function getKeys(db: Db): Collection<IdempotencyDocument> {
  return db.collection<IdempotencyDocument>('idempotency_keys')
}
