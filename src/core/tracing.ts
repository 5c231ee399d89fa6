import { AsyncLocalStorage } from 'node:async_hooks'
import { randomHex } from './random-bytes.js'

// What is traced, without the SDK that records it: that is loaded after the services listen, and not at all by commands.

export type SpanAttributes = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>

/** The kinds of OpenTelemetry. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export interface SpanOptions {
  readonly name: string
  /** `gateway`, a service, a store, or `events`. */
  readonly component: string
  readonly kind: SpanKind
  /** `traceparent` of the parent (W3C Trace Context). Without it, the span starts a trace. */
  readonly parent?: string | undefined
  /** The ids of the span itself, if they are known to others already. */
  readonly traceparent?: string | undefined
  readonly attributes?: SpanAttributes
  /** `traceparent` of spans in other traces. */
  readonly links?: readonly string[]
  /** Milliseconds since 1970; default: now. */
  readonly startTime?: number
}

/** A step of a trace that is being recorded. */
export interface Span {
  readonly traceparent: string
  setAttributes(attributes: SpanAttributes): void
  /** Ends the step; with an error, it has failed. `endTime` is in milliseconds since 1970; default: now. */
  end(error?: unknown, endTime?: number): void
}

/** Records the spans of this process. */
export interface TraceRecorder {
  /** Whether to record a trace that starts now. */
  sample(): boolean
  startSpan(options: SpanOptions): Span
  /** Writes the spans that have ended. */
  flush(): Promise<void>
}

const activeSpan = new AsyncLocalStorage<Span>()
let recorder: TraceRecorder | undefined

/** Starts recording in this process; undefined ends it. */
export function setTraceRecorder(next: TraceRecorder | undefined): void {
  recorder = next
}

/** Writes the spans that have ended, if they are recorded. */
export async function flushTraces(): Promise<void> {
  await recorder?.flush()
}

export function isTracing(): boolean {
  return recorder !== undefined
}

/** Starts a span if its trace is recorded. */
export function startSpan(options: SpanOptions): Span | undefined {
  const { parent, traceparent = parent } = options
  if (recorder === undefined || traceparent === undefined || !isSampled(traceparent)) return undefined
  return recorder.startSpan(options)
}

/** Starts a span below the one that this code runs in, if it runs in one. */
export function startChildSpan(options: Omit<SpanOptions, 'parent'>): Span | undefined {
  if (recorder === undefined) return undefined
  const parent = activeSpan.getStore()
  return parent && recorder.startSpan({ ...options, parent: parent.traceparent })
}

/** The span that this code runs in. */
export function getActiveSpan(): Span | undefined {
  return recorder === undefined ? undefined : activeSpan.getStore()
}

/** Runs `work` in a span; spans that it starts are below it. */
export function runInSpan<T>(span: Span | undefined, work: () => T): T {
  return span === undefined ? work() : enterSpan(span, work)
}

let entered = 0

/**
 * While a storage is in use, Node.js runs a hook for each promise, which costs a tenth of the throughput on Node.js 20. It is
 * disabled whenever no span is running.
 */
function enterSpan<T>(span: Span, work: () => T): T {
  entered++
  const leave = (): void => {
    entered--
    if (entered === 0) activeSpan.disable()
  }
  let result: T
  try {
    result = activeSpan.run(span, work)
  } catch (error) {
    leave()
    throw error
  }
  if (result instanceof Promise) result.then(leave, leave)
  else leave()
  return result
}

/** Runs `work` outside of the span that this code runs in, for work that several requests share. */
export function runOutsideSpan<T>(work: () => T): T {
  return recorder === undefined ? work() : activeSpan.exit(work)
}

/** Runs `work` in a span and ends it with the outcome. */
export async function runSpan<T>(span: Span | undefined, work: () => Promise<T>): Promise<T> {
  if (span === undefined) return work()
  try {
    const result = await enterSpan(span, work)
    span.end()
    return result
  } catch (error) {
    span.end(error)
    throw error
  }
}

/** Binds a function to the span that this code runs in, for callbacks that another request may call. */
export function bindToSpan<Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const span = getActiveSpan()
  return span === undefined ? work : (...args) => enterSpan(span, () => work(...args))
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

export interface TraceContext {
  readonly traceId: string
  readonly spanId: string
  readonly flags: string
}

/** Parses a `traceparent` header; undefined if it is not one. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? []
  return traceId === undefined || spanId === undefined || flags === undefined
    ? undefined
    : { traceId, spanId, flags }
}

/** The trace id of a valid `traceparent`. */
export function getTraceId(traceparent: string): string {
  return traceparent.slice(3, 35)
}

/** The `traceparent` of a new step below `parent`; without one, of the first step of a new trace. */
export function createTraceparent(parent: string | undefined): string {
  const context = parseTraceparent(parent)
  if (context !== undefined) return `00-${context.traceId}-${randomHex(8)}-${context.flags}`
  // Without a recorder the flag says that this process would record the trace if it could.
  return `00-${randomHex(16)}-${randomHex(8)}-${recorder?.sample() === false ? '00' : '01'}`
}

/** The `traceparent` of a trace that no process records, unless it ignores the flag. */
export function createUnrecordedTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-00`
}

/** The same trace with another span id. */
export function replaceSpanId(traceparent: string, spanId: string): string {
  return `${traceparent.slice(0, 36)}${spanId}${traceparent.slice(52)}`
}

/** Bit 0 of the flags. */
function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1
}
