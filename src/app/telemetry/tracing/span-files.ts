import { appendFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SpanKind as Kind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { createPrivateDirectory } from '../../../core/create-directory.js'
import { SPAN_FILE, type SpanRecord, TRACE_DIRECTORY } from '../../../core/span-record.js'
import type { SpanAttributes, SpanKind } from '../../../core/tracing.js'
import { redactTrace } from './redact-trace.js'

const FLUSH_INTERVAL_MS = 100
/** Spans that wait to be written; further ones are dropped. */
const MAX_BUFFERED = 10_000

/** Above these sizes a new file is started, and the oldest ones are deleted, as at this age. */
export interface SpanFileLimits {
  readonly fileBytes: number
  readonly totalBytes: number
  readonly ageMs: number
}

const LIMITS: SpanFileLimits = {
  fileBytes: 2 * 1024 * 1024,
  totalBytes: 16 * 1024 * 1024,
  ageMs: 7 * 24 * 60 * 60 * 1000,
}

const KINDS: Readonly<Record<Kind, SpanKind>> = {
  [Kind.INTERNAL]: 'internal',
  [Kind.SERVER]: 'server',
  [Kind.CLIENT]: 'client',
  [Kind.PRODUCER]: 'producer',
  [Kind.CONSUMER]: 'consumer',
}

/** Writes spans to files in the state directory, in batches. What cannot be written is lost. */
export class SpanFiles implements SpanProcessor {
  readonly #directory: string
  #buffer: ReadableSpan[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #file: string | undefined
  #bytes = 0
  #number = 0

  readonly #limits: SpanFileLimits

  constructor(home: string, limits: SpanFileLimits = LIMITS) {
    this.#limits = limits
    this.#directory = join(home, TRACE_DIRECTORY)
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#buffer.length >= MAX_BUFFERED) return
    this.#buffer.push(span)
    this.#timer ??= setTimeout(() => void this.forceFlush(), FLUSH_INTERVAL_MS).unref()
  }

  async forceFlush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const spans = this.#buffer
    this.#buffer = []
    // One after the other, so that lines are complete.
    this.#writing = this.#writing.then(() => this.#write(spans)).catch(() => {})
    await this.#writing
  }

  async shutdown(): Promise<void> {
    await this.forceFlush()
  }

  async #write(spans: readonly ReadableSpan[]): Promise<void> {
    if (spans.length === 0) return
    const text = spans.map((span) => `${JSON.stringify(toRecord(span))}\n`).join('')
    if (this.#file === undefined || this.#bytes > this.#limits.fileBytes) {
      createPrivateDirectory(this.#directory)
      await this.#deleteOldFiles()
      this.#file = join(this.#directory, `spans-${this.#createNumber()}.jsonl`)
      this.#bytes = 0
    }
    await appendFile(this.#file, text, { mode: 0o600 })
    this.#bytes += Buffer.byteLength(text)
  }

  /** Milliseconds since 1970, later than that of the file before. */
  #createNumber(): number {
    this.#number = Math.max(Date.now(), this.#number + 1)
    return this.#number
  }

  async #deleteOldFiles(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => SPAN_FILE.test(name))
    const files = await Promise.all(
      names.map(async (name) => ({ name, info: await stat(join(this.#directory, name)) })),
    )
    let total = 0
    const { fileBytes, totalBytes, ageMs } = this.#limits
    for (const { name, info } of files.sort((a, b) => b.info.mtimeMs - a.info.mtimeMs)) {
      total += info.size
      if (total > totalBytes - fileBytes || Date.now() - info.mtimeMs > ageMs)
        await rm(join(this.#directory, name), { force: true })
    }
  }
}

function toRecord(span: ReadableSpan): SpanRecord {
  const { traceId, spanId } = span.spanContext()
  const parentId = span.parentSpanContext?.spanId
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentId }),
    name: span.name,
    component: String(span.resource.attributes['service.name']),
    kind: KINDS[span.kind],
    start: toMs(span.startTime),
    durationMs: toMs(span.duration),
    ...(span.status.code === SpanStatusCode.ERROR ? { error: span.status.message ?? '' } : {}),
    ...(Object.keys(span.attributes).length === 0 ? {} : { attributes: redactAttributes(span.attributes) }),
    ...(span.links.length === 0 ? {} : { links: span.links.map(({ context }) => context.traceId) }),
  }
}

function redactAttributes(attributes: ReadableSpan['attributes']): SpanAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? redactTrace(value) : (value as SpanAttributes[string]),
    ]),
  )
}

/** Microseconds are what the clock of the SDK has. */
function toMs([seconds, nanoseconds]: readonly [number, number]): number {
  return Math.round(seconds * 1e6 + nanoseconds / 1e3) / 1e3
}
