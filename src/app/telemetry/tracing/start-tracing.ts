import {
  type Attributes,
  ROOT_CONTEXT,
  type Context,
  type Span as SdkSpan,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOnSampler, BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { getPackageVersion } from '../../../core/package-version.js'
import { randomHex } from '../../../core/random-bytes.js'
import {
  getActiveSpan,
  parseTraceparent,
  setTraceRecorder,
  type Span,
  type SpanAttributes,
  type SpanKind,
  type SpanOptions,
} from '../../../core/tracing.js'
import { redactTrace } from './redact-trace.js'
import { SpanFiles } from './span-files.js'
import { TraceSampler } from './trace-sampler.js'

export interface TracingOptions {
  /** The state directory of the stack. */
  readonly home: string
  /** Default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Whether the user has switched traces off, with the variables of OpenTelemetry. */
export function isTracingDisabled(environment: TracingOptions['environment'] = process.env): boolean {
  return (
    environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' ||
    environment['OTEL_TRACES_EXPORTER'] === 'none'
  )
}

const KINDS: Readonly<Record<SpanKind, Kind>> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
}

/**
 * Records the traces of this process with the SDK of OpenTelemetry: in the state directory and, if OTEL_EXPORTER_OTLP_ENDPOINT
 * is set, to a collector. Disposing writes what is buffered.
 */
export async function startTracing({
  home,
  environment = process.env,
}: TracingOptions): Promise<AsyncDisposable> {
  const files = new SpanFiles(home)
  const processors: SpanProcessor[] = [files]
  if (hasCollector(environment)) {
    const { createCollectorProcessor } = await import('./collector-processor.js')
    processors.push(createCollectorProcessor())
  }
  const ids = new ChosenIds()
  const providers = new Map<string, BasicTracerProvider>()
  const getTracer = (component: string): ReturnType<BasicTracerProvider['getTracer']> => {
    let provider = providers.get(component)
    if (provider === undefined) {
      // A component is a service of its own, as it would be if it ran elsewhere.
      const resource = resourceFromAttributes({
        'service.name': component,
        'service.namespace': environment['OTEL_SERVICE_NAME'] ?? 'homemanager',
        'service.version': getPackageVersion(),
      })
      provider = new BasicTracerProvider({
        resource,
        // What is recorded is decided before a span is created.
        sampler: new AlwaysOnSampler(),
        idGenerator: ids,
        spanProcessors: processors,
      })
      providers.set(component, provider)
    }
    return provider.getTracer('homemanager', getPackageVersion())
  }
  const sampler = new TraceSampler()
  setTraceRecorder({
    sample: () => sampler.sample(),
    startSpan: (options) => startSdkSpan(getTracer(options.component), ids, options),
    flush: async () => files.forceFlush(),
  })
  return {
    async [Symbol.asyncDispose]() {
      setTraceRecorder(undefined)
      await Promise.all(processors.map((each) => each.shutdown().catch(() => {})))
    },
  }
}

function hasCollector(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  )
}

/** The ids of the next span may be known already: they are in the headers of a request and in events. */
class ChosenIds {
  traceId: string | undefined
  spanId: string | undefined

  generateTraceId(): string {
    return this.traceId ?? randomHex(16)
  }

  generateSpanId(): string {
    return this.spanId ?? randomHex(8)
  }
}

function startSdkSpan(
  tracer: ReturnType<BasicTracerProvider['getTracer']>,
  ids: ChosenIds,
  options: SpanOptions,
): Span {
  const own = parseTraceparent(options.traceparent)
  ids.traceId = own?.traceId
  ids.spanId = own?.spanId
  const span = tracer.startSpan(
    options.name,
    {
      kind: KINDS[options.kind],
      attributes: toAttributes(options.attributes ?? {}),
      links: (options.links ?? []).flatMap((link) => {
        const context = parseTraceparent(link)
        return context === undefined ? [] : [{ context: toSpanContext(context) }]
      }),
      ...(options.startTime === undefined ? {} : { startTime: options.startTime }),
    },
    toContext(options.parent),
  )
  ids.traceId = undefined
  ids.spanId = undefined
  return wrapSpan(span)
}

function wrapSpan(span: SdkSpan): Span {
  const { traceId, spanId } = span.spanContext()
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    setAttributes(attributes: SpanAttributes) {
      span.setAttributes(toAttributes(attributes))
    },
    end(error, endTime) {
      if (error !== undefined) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: redactTrace(getErrorMessage(error)) })
        span.setAttribute('error.type', getErrorType(error))
      }
      span.end(endTime)
    },
  }
}

function toAttributes(attributes: SpanAttributes): Attributes {
  const entries = Object.entries(attributes)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  ) as Attributes
}

function getErrorType(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : error.name
}

function toContext(parent: string | undefined): Context {
  const context = parseTraceparent(parent)
  return context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, toSpanContext(context))
}

function toSpanContext({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }) {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: getActiveSpan() === undefined }
}
