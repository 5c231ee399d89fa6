import type { SpanAttributes, SpanKind } from './tracing.js'

/** A recorded step of a trace, as stored on disk: one line of JSON. */
export interface SpanRecord {
  readonly traceId: string
  readonly spanId: string
  /** Undefined for the first step of the trace in this stack. */
  readonly parentId?: string
  readonly name: string
  readonly component: string
  readonly kind: SpanKind
  /** Milliseconds since 1970, with a fraction. */
  readonly start: number
  readonly durationMs: number
  /** Why the step has failed. */
  readonly error?: string
  readonly attributes?: SpanAttributes
  /** Trace ids that are related to this step. */
  readonly links?: readonly string[]
}

/** In the state directory. */
export const TRACE_DIRECTORY = 'traces'
/** Files by name are in the order of time: `spans-<milliseconds since 1970>.jsonl`. */
export const SPAN_FILE = /^spans-(\d+)\.jsonl$/

/** The attribute with the records that a step wrote, as `kind id`. */
export const WRITTEN_RECORDS = 'homemanager.records'
