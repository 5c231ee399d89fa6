import { getField } from '../../contract-caller.js'
import { getItems } from '../../todo-contract.js'
import { assertStatus } from '../assert-response.js'
import type { RecordContext } from './record-context.js'
import { findDifference } from '../find-difference.js'
import type { Model } from './model.js'
import { type SendOptions, sendUntilHandled } from '../send-step.js'
import type { Reader } from './step.js'
import type { Scope } from './subject.js'
import { TortureFailure } from '../torture-failure.js'

interface ListRequest {
  readonly scope: Scope
  readonly as: Reader
  /** Of a page. */
  readonly limit: number
}

/** Compares a list with what was acknowledged; that of another family must be empty. Throws `TortureFailure`. */
export async function checkList(
  model: Model,
  context: RecordContext,
  request: ListRequest,
  options: SendOptions,
): Promise<void> {
  const listed = await listRecords(context, request, options)
  if (request.as !== 'stranger') return compareList(model, listed)
  const [id] = listed.keys()
  if (id !== undefined)
    throw new TortureFailure('access', `a member of another family gets ${id} in the list`)
}

/** All records of an episode that the list has, by their ids, page by page. */
async function listRecords(
  { subject, users }: RecordContext,
  { scope, as, limit }: ListRequest,
  options: SendOptions,
): Promise<ReadonlyMap<string, unknown>> {
  const listed = new Map<string, unknown>()
  let cursor: string | undefined
  do {
    const query = { ...subject.toListQuery(scope), limit, ...(cursor === undefined ? {} : { cursor }) }
    const response = await sendUntilHandled(users[as], subject.list, { query }, options)
    assertStatus(response, 200, 'a list')
    for (const item of getItems(response.body)) {
      const id = String(getField(item, 'id'))
      if (listed.has(id)) throw new TortureFailure('duplicate record', `the list has ${id} twice`)
      listed.set(id, item)
    }
    const next = response.field('next_cursor')
    cursor = typeof next === 'string' ? next : undefined
  } while (cursor !== undefined)
  return listed
}

/** Throws `TortureFailure` unless the list has exactly the records that were acknowledged, with their fields. */
function compareList(model: Model, listed: ReadonlyMap<string, unknown>): void {
  const present = model.present()
  for (const { id, fields } of present) {
    const item = listed.get(id)
    if (item === undefined)
      throw new TortureFailure(
        'acknowledged write lost',
        `${id} was acknowledged, but the list does not have it`,
      )
    const difference = findDifference(item, fields)
    if (difference !== undefined)
      throw new TortureFailure('outdated read', `${id} in the list: ${difference}`)
  }
  const known = new Set(present.map(({ id }) => id))
  const extra = [...listed.keys()].find((id) => !known.has(id))
  if (extra === undefined) return
  const wasRemoved = model.list().some(({ id }) => id === extra)
  throw wasRemoved
    ? new TortureFailure('outdated read', `${extra} was deleted, but the list has it`)
    : new TortureFailure('duplicate record', `the list has ${extra}, which no request was acknowledged for`)
}
