import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { redactSecrets } from './redact-secrets.js'

const SECRET_FIELDS = new Set([
  'password',
  'password_hash',
  'current_password',
  'authorization',
  'cookie',
  'access_token',
  'refresh_token',
  'secretAccessKey',
])

/** Writes logs as newline-delimited JSON, without secrets. */
export interface ServiceLog {
  readonly logger: Logger
  /** Flushes buffered lines. */
  flush(): void
}

/** Logs to a file descriptor: 1 is stdout, 2 is stderr. Lines are written asynchronously. */
export function createLogger(fd: 1 | 2, level: string = 'info'): ServiceLog {
  const destination = pino.destination({ fd, sync: false })
  return {
    logger: createLoggerTo(destination, level),
    flush() {
      try {
        destination.flushSync()
      } catch {
        // Closed or never opened: there is nothing to flush.
      }
    },
  }
}

export function createLoggerTo(destination: DestinationStream, level: string = 'info'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // pino's own redaction costs more than writing the line.
      formatters: { level: (label) => ({ level: label }), log: (line) => redactFields(line, 0) },
      serializers: { err: serializeError },
    },
    destination,
  )
}

/** The useful fields of an error; store clients put whole requests into theirs. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: redactSecrets(String(error)) }
  const code = 'code' in error ? error.code : undefined
  return {
    type: error.name,
    message: redactSecrets(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: redactSecrets(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  }
}

const MAX_LOG_DEPTH = 6

/** Redacts values of secret fields; a line without any is not copied. */
function redactFields(line: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(line)) {
    const value = line[name]
    let shown = value
    if (SECRET_FIELDS.has(name)) shown = '***'
    else if (isLoggableObject(value)) shown = depth < MAX_LOG_DEPTH ? redactFields(value, depth + 1) : '…'
    if (shown === value) continue
    copy ??= { ...line }
    copy[name] = shown
  }
  return copy ?? line
}

/** Errors have their own serializer. */
function isLoggableObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Error)
}
