import { settleAll } from '../../../core/settle-all-or-abort.js'
import { randomUUID } from 'node:crypto'
import type { ContractCaller, ContractResponse } from '../../contract-caller.js'
import { expectStatus, type FailingCall } from '../failing-call.js'
import { findDifference, getVersion } from '../find-difference.js'
import { assertFields, assertStatus } from '../assert-response.js'
import { createInvalidCall, createMissingCall } from './failing-calls.js'
import { checkClock } from '../clock-step.js'
import { checkTotals } from './check-totals.js'
import { checkList } from './list-records.js'
import { Model, type ModelRecord } from './model.js'
import { redeliverEvents } from '../redeliver-step.js'
import type { RecordContext } from './record-context.js'
import { type SendOptions, sendOnce, sendUntilHandled, toSendOptions } from '../send-step.js'
import type { Fields, Reader, Step } from './step.js'
import type { Scope } from './subject.js'
import { TortureFailure } from '../torture-failure.js'

const PAGE_SIZE = 10
const LARGE_PAGE_SIZE = 100

/** Runs the steps, and compares what the service returns with what it has acknowledged. Throws `TortureFailure`. */
export async function runEpisode(
  steps: readonly Step[],
  scope: Scope,
  context: RecordContext,
): Promise<void> {
  await new Episode(scope, context, toSendOptions(steps, context.signal)).run(steps)
}

class Episode {
  readonly #model = new Model()
  readonly #options: SendOptions

  constructor(
    private readonly scope: Scope,
    private readonly context: RecordContext,
    options: SendOptions,
  ) {
    this.#options = options
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      this.context.signal.throwIfAborted()
      await this.#runStep(step)
    }
  }

  async #runStep(step: Step): Promise<void> {
    const record = 'ref' in step ? this.#model.get(step.ref) : undefined
    switch (step.kind) {
      case 'create':
        return record === undefined ? this.#create(step) : undefined
      case 'create-many':
        await settleAll(step.fields.map(async (fields) => this.#create({ fields })))
        return this.#list('owner', LARGE_PAGE_SIZE)
      case 'read':
        return record === undefined ? undefined : this.#read(record, step.as)
      case 'update':
        return record === undefined || record.removed ? undefined : this.#update(record, step)
      case 'race':
        return record === undefined || record.removed ? undefined : this.#race(record, step.fields)
      case 'remove':
        return record === undefined || record.removed ? undefined : this.#remove(record, step)
      case 'list':
        return this.#list(step.as, PAGE_SIZE)
      case 'totals':
        return checkTotals(this.#model, this.context, this.scope, this.#options)
      case 'invalid':
        return this.#expectStatus(createInvalidCall(this.context.subject, this.scope), 400)
      case 'missing':
        return this.#expectStatus(createMissingCall(this.context.subject, this.#model, step.fields), 404)
      case 'redeliver':
        return this.#redeliver()
      case 'clock':
        return record === undefined || record.removed ? undefined : this.#checkClock(record, step.minutes)
      case 'kill':
        return this.#kill(step.target, step.fields)
    }
  }

  async #create(
    step: { readonly fields: Fields } & Partial<Extract<Step, { kind: 'create' }>>,
  ): Promise<void> {
    const { subject, users } = this.context
    const body = this.#toBody(step.fields)
    const input = { body, idempotencyKey: randomUUID() }
    const options = { ...this.#options, disturbance: step.disturbance }
    const response = await sendUntilHandled(users.owner, subject.create, input, options)
    assertStatus(response, 201, 'a new record')
    const id = String(response.field('id'))
    assertFields(response.body, body, 'the response of the creation')
    this.#model.add(id, body, getVersion(response), step.ref)
    if (step.repeat === true) {
      const again = await sendUntilHandled(users.owner, subject.create, input, this.#options)
      if (again.status !== 201 || String(again.field('id')) !== id)
        throw new TortureFailure(
          'idempotency',
          `the same request with the same Idempotency-Key returned ${again.status} and the ID ${String(again.field('id'))} instead of ${id}`,
        )
    }
    await this.#read({ id, fields: body, version: getVersion(response), removed: false }, 'owner')
  }

  async #read(record: ModelRecord, as: Reader): Promise<void> {
    const response = await this.#get(record, this.context.users[as])
    if (as === 'stranger' || record.removed) {
      if (response.status === 404) return
      if (as === 'stranger')
        throw new TortureFailure(
          'access',
          `a member of another family can read ${record.id}: status ${response.status}`,
        )
      throw new TortureFailure(
        'outdated read',
        `${record.id} was deleted, but reading it returned ${response.status}`,
      )
    }
    if (response.status !== 200)
      throw new TortureFailure(
        'acknowledged write lost',
        `the write of ${record.id} was acknowledged, but reading it returned ${response.status}`,
      )
    const difference = findDifference(response.body, record.fields)
    if (difference !== undefined)
      throw new TortureFailure('outdated read', `${record.id} after an acknowledged write: ${difference}`)
  }

  async #get({ id }: Pick<ModelRecord, 'id'>, caller: ContractCaller): Promise<ContractResponse> {
    return sendUntilHandled(caller, this.context.subject.get, { params: { id } }, this.#options)
  }

  async #update(record: ModelRecord, step: Extract<Step, { kind: 'update' }>): Promise<void> {
    const isStale = step.version === 'stale' && record.version > 1
    const input = {
      params: { id: record.id },
      body: step.fields,
      ifMatch: isStale ? record.version - 1 : record.version,
    }
    if (isStale) {
      await this.#expectStatus(
        { operation: this.context.subject.update, input, what: 'an outdated If-Match' },
        412,
      )
      return this.#read(record, 'owner')
    }
    const response = await sendOnce(this.context.users.owner, this.context.subject.update, input, step)
    if (response === undefined || response.status >= 500) return this.#settle(record, [step.fields])
    assertStatus(response, 200, 'an update with the current If-Match')
    this.#acknowledge(record, step.fields, response)
    await this.#read(record, 'owner')
  }

  /** After requests whose results are not known, the record has the old fields or those of one change. */
  async #settle(record: ModelRecord, changes: readonly Fields[]): Promise<void> {
    const response = await this.#get(record, this.context.users.owner)
    const change = changes.find(
      (each) => findDifference(response.body, { ...record.fields, ...each }) === undefined,
    )
    if (change !== undefined) record.version = getVersion(response)
    record.fields = { ...record.fields, ...change }
    await this.#read(record, 'owner')
  }

  #acknowledge(record: ModelRecord, change: Fields, response: ContractResponse): void {
    record.fields = { ...record.fields, ...change }
    assertFields(response.body, record.fields, 'the response of the update')
    record.version = getVersion(response)
  }

  async #race(record: ModelRecord, changes: readonly Fields[]): Promise<void> {
    const { subject, users } = this.context
    const responses = await settleAll(
      changes.map(async (body) =>
        sendOnce(users.owner, subject.update, { params: { id: record.id }, body, ifMatch: record.version }),
      ),
    )
    const winners = responses.flatMap((response, index) => (response?.status === 200 ? [index] : []))
    if (winners.length > 1)
      throw new TortureFailure(
        'lost update',
        `two updates of ${record.id} with If-Match "${record.version}" have both succeeded, so one of them is lost`,
      )
    const [winner] = winners
    const response = winner === undefined ? undefined : responses[winner]
    if (response === undefined || winner === undefined) return this.#settle(record, changes)
    this.#acknowledge(record, changes[winner] ?? {}, response)
    await this.#read(record, 'owner')
  }

  async #remove(record: ModelRecord, step: Extract<Step, { kind: 'remove' }>): Promise<void> {
    const input = { params: { id: record.id } }
    const options = { ...this.#options, disturbance: step.disturbance }
    const response = await sendUntilHandled(
      this.context.users.owner,
      this.context.subject.remove,
      input,
      options,
    )
    // It may be the second of two requests.
    if (!(response.status === 404 && step.disturbance !== undefined))
      assertStatus(response, 204, 'a deletion')
    record.removed = true
    await this.#read(record, 'owner')
  }

  async #expectStatus(call: FailingCall, status: number): Promise<void> {
    await expectStatus(this.context.users.owner, call, status, this.#options)
  }

  async #list(as: Reader, limit: number): Promise<void> {
    await checkList(this.#model, this.context, { scope: this.scope, as, limit }, this.#options)
  }

  async #checkClock({ id }: ModelRecord, minutes: number): Promise<void> {
    const { subject, users } = this.context
    const call = { operation: subject.get, input: { params: { id } }, token: users.owner.token }
    await checkClock(this.context, call, minutes, this.#options)
  }

  async #redeliver(): Promise<void> {
    const { owner, former } = this.context.users
    const records = this.#model.list().map(({ id }) => id)
    if (records.length === 0) return
    await redeliverEvents([...records, owner.userId, former.userId], this.context)
    await this.#readAll()
  }

  /** Creates records all the time, as clients do that repeat what they get no response for. */
  async #kill(target: 'service' | 'engine', fields: Fields): Promise<void> {
    const { kill } = this.context
    if (kill === undefined) return
    const restarted = new AbortController()
    const killing = kill(target).finally(() => restarted.abort())
    const creating = (async () => {
      while (!restarted.signal.aborted) await this.#create({ fields })
    })()
    await settleAll([killing, creating])
    await this.#readAll()
  }

  async #readAll(): Promise<void> {
    for (const record of this.#model.list()) await this.#read(record, 'owner')
  }

  #toBody(fields: Fields): Fields {
    return this.context.subject.toBody(fields, this.scope)
  }
}
