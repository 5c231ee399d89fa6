import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base'

/** Sends spans in batches by OTLP/HTTP. The exporter reads the OTEL_EXPORTER_OTLP_… variables itself. */
export function createCollectorProcessor(): SpanProcessor {
  return new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1000 })
}
