import { HomeError } from '../../core/home-error.js'
import { createId } from '../../core/ids.js'
import type { StoreName } from '../../core/store-name.js'
import { createTraceparent, getTraceId } from '../../core/tracing.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { EditField } from '../../inspect/editing/edit-field.js'
import { checkReferenceTo } from '../../inspect/records/check-references.js'
import { findRecords } from '../../inspect/records/find-records.js'
import type { RecordSources, Reference } from '../../inspect/records/record-view.js'
import { buildOperationUrl, createServiceClient } from '../../services/http/client/service-client.js'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { assertLocalRecord } from './assert-local-record.js'
import { EDIT_ERRORS } from './edit-errors.js'
import { listEditFields } from './edit-fields.js'
import { EDITABLE_ENTITIES, type EditableEntity, stripPrefix } from './editable-entities.js'
import { createOperatorToken } from './operator.js'

type Values = Readonly<Record<string, unknown>>

/** A record as it can be edited. */
export interface EditForm {
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly fields: readonly EditField[]
  /** The service through whose API it is changed, so that its invariants hold and its events occur. */
  readonly service: string
  /** Whether the last edit of this run can be undone. */
  readonly canUndo: boolean
}

export interface FieldChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** What an edit would do. */
export interface EditPreview {
  /** The request, as it is sent. */
  readonly statement: string
  readonly changes: readonly FieldChange[]
  /** The records that changed fields refer to. */
  readonly references: readonly Reference[]
  /** The record was changed since it was read: its version and values now. */
  readonly conflict?: { readonly version: number; readonly changes: readonly FieldChange[] }
}

export interface EditResult {
  readonly version: number
  readonly traceId: string
}

/** An edit of a record: the new values of the changed fields, and the version that the user has seen. */
export interface Edit {
  readonly kind: string
  readonly id: string
  readonly version: number
  readonly change: Values
  /** The values that the user has seen. */
  readonly seen?: Values
}

/** Edits records through the services that own them. Remembers how to undo the last edit of each record. */
export class RecordEdits {
  readonly #project: () => RecordedProject
  readonly #sources: () => Promise<RecordSources>
  readonly #undo = new Map<string, Edit>()
  /** The check of each store, once. */
  readonly #local = new Map<StoreName, Promise<void>>()

  constructor(project: () => RecordedProject, sources: () => Promise<RecordSources>) {
    this.#project = project
    this.#sources = sources
  }

  /** Throws `NOT_EDITABLE`, `NOT_FOUND`, and `REMOTE_TARGET_NOT_ALLOWED` if the store is on another machine. */
  async open(kind: string, id: string): Promise<EditForm> {
    const { editable, record } = await this.#read(kind, id)
    return {
      kind,
      id: stripPrefix(id),
      version: Number(record['version']),
      fields: listEditFields(editable, record),
      service: editable.service,
      canUndo: this.#undo.has(toKey(kind, id)),
    }
  }

  /** What the edit would do, without doing it. */
  async preview({ kind, id, version, change, seen = {} }: Edit): Promise<EditPreview> {
    const { editable, record } = await this.#read(kind, id)
    const url = buildOperationUrl(editable.change, this.#getBaseUrl(editable), {
      params: { id: stripPrefix(id) },
    })
    const references = Object.entries(editable.references ?? {}).flatMap(([field, target]) => {
      const value = change[field]
      return typeof value === 'string' ? [{ field, target, value }] : []
    })
    const sources = await this.#sources()
    const current = Number(record['version'])
    const meanwhile = listChanges(
      seen,
      Object.fromEntries(Object.keys(seen).map((name) => [name, record[name]])),
    )
    return {
      statement: [
        `${editable.change.method} ${url.pathname}`,
        `If-Match: "${version}"`,
        '',
        JSON.stringify(change, null, 2),
      ].join('\n'),
      changes: listChanges(record, change),
      references: await Promise.all(
        references.map(async ({ field, target, value }) => checkReferenceTo(sources, target, field, value)),
      ),
      ...(current === version ? {} : { conflict: { version: current, changes: meanwhile } }),
    }
  }

  /** Throws `EDIT_CONFLICT` if the record has another version, and what the service responds. */
  async save(edit: Edit): Promise<EditResult> {
    const { editable, record, token } = await this.#read(edit.kind, edit.id)
    const result = await this.#send(editable, token, edit)
    const before = Object.fromEntries(Object.keys(edit.change).map((name) => [name, record[name] ?? null]))
    this.#undo.set(toKey(edit.kind, edit.id), { ...edit, version: result.version, change: before })
    return result
  }

  /** Restores the values before the last edit, unless the record was changed since. Throws `NOTHING_TO_UNDO`. */
  async undo(kind: string, id: string): Promise<EditResult> {
    const edit = this.#undo.get(toKey(kind, id))
    if (edit === undefined)
      throw new HomeError(EDIT_ERRORS.NOTHING_TO_UNDO, { message: 'There is no edit to undo.' })
    const { editable, token } = await this.#read(kind, id)
    const result = await this.#send(editable, token, edit)
    this.#undo.delete(toKey(kind, id))
    return result
  }

  /** The record as the service shows it, which keys of stores are not part of. */
  async #read(
    kind: string,
    id: string,
  ): Promise<{ readonly editable: EditableEntity; readonly record: Values; readonly token: string }> {
    const editable = EDITABLE_ENTITIES.find(({ entity }) => entity === kind)
    if (editable === undefined || !BUNDLED_ENTITIES.isInspectable(kind)) throw notEditableError(kind)
    await this.#assertLocal(BUNDLED_ENTITIES.get(kind).place.store)
    const sources = await this.#sources()
    const [view] = await findRecords(sources, id, kind)
    const { home } = this.#project().config
    // The token is for this edit only.
    const token = await createOperatorToken(sources, home, editable.findActor(view.record))
    const client = createServiceClient({ read: editable.read }, this.#getBaseUrl(editable), { token })
    const read = client[editable.read.id as 'read'] as (input: object) => Promise<unknown>
    const record = (await read({ params: { id: stripPrefix(id) } })) as Values
    return { editable, record, token }
  }

  async #assertLocal(store: StoreName): Promise<void> {
    const check = this.#local.get(store) ?? assertLocalRecord(this.#project(), store)
    this.#local.set(store, check)
    return check
  }

  async #send(editable: EditableEntity, token: string, { id, version, change }: Edit): Promise<EditResult> {
    const traceparent = createTraceparent(undefined)
    const client = createServiceClient({ change: editable.change }, this.#getBaseUrl(editable), {
      token,
      // The trace, the log and the event of the edit have it.
      headers: { traceparent, 'x-correlation-id': `studio-${createId()}` },
    })
    const send = client[editable.change.id as 'change'] as (input: object) => Promise<unknown>
    try {
      const after = (await send({
        params: { id: stripPrefix(id) },
        body: change,
        ifMatch: version,
      })) as Values
      return { version: Number(after['version']), traceId: getTraceId(traceparent) }
    } catch (error) {
      if (error instanceof HttpProblem && error.code === HTTP_ERRORS.VERSION_MISMATCH.code)
        throw conflictError(error)
      throw error
    }
  }

  #getBaseUrl({ service }: EditableEntity): string {
    const { state, config } = this.#project()
    const gateway = state.services?.urls.gateway
    if (gateway === undefined)
      throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
        message: `The services of project ${config.project} are not running.`,
        suggestion: 'Run homemanager up. Records are changed through the services that own them.',
      })
    return `${gateway}/${service}`
  }
}

function listChanges(before: Values, after: Values): readonly FieldChange[] {
  return Object.entries(after)
    .filter(([name, value]) => JSON.stringify(before[name] ?? null) !== JSON.stringify(value ?? null))
    .map(([field, value]) => ({ field, before: before[field] ?? null, after: value ?? null }))
}

function toKey(kind: string, id: string): string {
  return `${kind} ${stripPrefix(id)}`
}

function notEditableError(kind: string): HomeError {
  const entities = EDITABLE_ENTITIES.map(({ entity }) => BUNDLED_ENTITIES.get(entity).plural).join(', ')
  return new HomeError(EDIT_ERRORS.NOT_EDITABLE, {
    message: `No service changes a ${kind} by itself.`,
    suggestion: `These can be edited: ${entities}.`,
  })
}

function conflictError(cause: HttpProblem): HomeError {
  return new HomeError(EDIT_ERRORS.EDIT_CONFLICT, {
    message: 'The record was changed since you read it.',
    suggestion: 'Compare both versions, and save again.',
    cause,
  })
}
