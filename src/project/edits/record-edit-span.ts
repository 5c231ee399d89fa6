import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { type SpanRecord, TRACE_DIRECTORY, WRITTEN_RECORDS } from '../../core/span-record.js'
import { parseTraceparent } from '../../core/tracing.js'
import type { EditableRecord } from '../../stores/contracts/record-editor.js'
import { createCorrelationId, type EditFace } from './correlation-id.js'

/** Where an edit comes from, and where its trace is stored. */
interface EditOrigin {
  readonly home: string
  readonly face: EditFace
  readonly traceparent: string
}

/** Records an edit that is written straight to a store as a trace, without its values. */
export async function recordEdit<T>(
  { home, face, traceparent }: EditOrigin,
  { entity, id }: EditableRecord,
  fields: readonly string[],
  write: () => Promise<T>,
): Promise<T> {
  const { traceId = '', spanId = '' } = parseTraceparent(traceparent) ?? {}
  const start = Date.now()
  const since = performance.now()
  const record = async (error?: unknown): Promise<void> => {
    const span: SpanRecord = {
      traceId,
      spanId,
      name: `edit ${entity.name}: ${fields.join(', ')}`,
      component: entity.place.store,
      // The first step of a trace, as a request is.
      kind: 'server',
      start,
      durationMs: performance.now() - since,
      ...(error instanceof Error ? { error: error.message } : {}),
      attributes: {
        'homemanager.correlation_id': createCorrelationId(face),
        ...(error === undefined ? { [WRITTEN_RECORDS]: [`${entity.name} ${id}`] } : {}),
      },
    }
    const directory = join(home, TRACE_DIRECTORY)
    createPrivateDirectory(directory)
    await appendFile(join(directory, `spans-${start}.jsonl`), `${JSON.stringify(span)}\n`, { mode: 0o600 })
  }
  try {
    const result = await write()
    // Undefined: nothing was written.
    if (result !== undefined) await record()
    return result
  } catch (error) {
    await record(error)
    throw error
  }
}
