import { HomeError } from '../../core/home-error.js'
import { createTraceparent, createUnrecordedTraceparent, getTraceId } from '../../core/tracing.js'
import { checkReferenceTo } from '../../inspect/records/check-references.js'
import type { RecordSources, RecordView } from '../../inspect/records/record-view.js'
import { buildOperationUrl, createServiceClient } from '../../services/http/client/service-client.js'
import { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import { HttpProblem } from '../../services/http/problems/http-problem.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { type Edit, type EditPreview, listChanges, listChangesSince, type Values } from './edit.js'
import { createCorrelationId, type EditFace } from './correlation-id.js'
import { conflictError } from '../../inspect/editing/edit-errors.js'
import { type EditableEntity, stripPrefix } from './editable-entities.js'
import { createOperator } from './operator.js'

/** A record as its service shows it, which keys of stores are not part of. */
export interface ServiceRecord {
  readonly editable: EditableEntity
  readonly id: string
  readonly record: Values
  /** For this edit only. */
  readonly token: string
  /** The user for whom the token acts. */
  readonly actor: string
}

/** Edits records through the services that own them. */
export class ServiceEdits {
  readonly #face: EditFace
  readonly #project: () => RecordedProject
  readonly #sources: () => Promise<RecordSources>

  constructor(face: EditFace, project: () => RecordedProject, sources: () => Promise<RecordSources>) {
    this.#face = face
    this.#project = project
    this.#sources = sources
  }

  async read(editable: EditableEntity, view: Pick<RecordView, 'id' | 'record'>): Promise<ServiceRecord> {
    const sources = await this.#sources()
    const { home } = this.#project().config
    const { token, name: actor } = await createOperator(sources, home, editable.findActor(view.record))
    const client = createServiceClient({ read: editable.read }, this.#getBaseUrl(editable), {
      token,
      // Among the traces, reads of the tool itself would hide the requests of the user.
      headers: {
        traceparent: createUnrecordedTraceparent(),
        'x-correlation-id': createCorrelationId(this.#face),
      },
    })
    const read = client[editable.read.id as 'read'] as (input: object) => Promise<unknown>
    const id = stripPrefix(view.id)
    return { editable, id, token, actor, record: (await read({ params: { id } })) as Values }
  }

  async preview(
    { editable, id, record, actor }: ServiceRecord,
    { version, change, seen = {} }: Edit,
  ): Promise<EditPreview> {
    const url = buildOperationUrl(editable.change, this.#getBaseUrl(editable), { params: { id } })
    const references = Object.entries(editable.references ?? {}).flatMap(([field, target]) => {
      const value = change[field]
      return typeof value === 'string' ? [{ field, target, value }] : []
    })
    const sources = await this.#sources()
    const current = Number(record['version'])
    return {
      statement: [
        `${editable.change.method} ${url.pathname}`,
        // Saving over another change sends the version that the user sees here.
        `If-Match: "${current}"`,
        '',
        JSON.stringify(change, null, 2),
      ].join('\n'),
      service: editable.service,
      actor,
      changes: listChanges(record, change),
      references: await Promise.all(
        references.map(async ({ field, target, value }) => checkReferenceTo(sources, target, field, value)),
      ),
      ...(current === version
        ? {}
        : { conflict: { version: current, changes: listChangesSince(seen, record) } }),
    }
  }

  /** Throws `EDIT_CONFLICT` if the record has another version, and what the service responds. */
  async save(
    { editable, id, token }: ServiceRecord,
    { version, change }: Edit,
  ): Promise<{ readonly version: number; readonly traceId: string }> {
    const traceparent = createTraceparent(undefined)
    const client = createServiceClient({ change: editable.change }, this.#getBaseUrl(editable), {
      token,
      // The trace, the log and the event of the edit have it.
      headers: { traceparent, 'x-correlation-id': createCorrelationId(this.#face) },
    })
    const send = client[editable.change.id as 'change'] as (input: object) => Promise<unknown>
    try {
      const after = (await send({ params: { id }, body: change, ifMatch: version })) as Values
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
