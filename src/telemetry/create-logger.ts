import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { redactText } from './redact-text.js'

const SECRET_FIELDS = [
  'password',
  'password_hash',
  'current_password',
  'authorization',
  'cookie',
  'access_token',
  'refresh_token',
  'secretAccessKey',
]

/** What logs are written with: one JSON object a line, without secrets. */
export interface ServiceLog {
  readonly logger: Logger
  /** Writes out what is still in memory. */
  flush(): void
}

/** A log on a file descriptor: 1 is stdout, 2 is stderr. Lines are written in the background. */
export function createLogger(fd: 1 | 2, level: string = 'info'): ServiceLog {
  const destination = pino.destination({ fd, sync: false })
  return {
    logger: loggerTo(destination, level),
    flush() {
      try {
        destination.flushSync()
      } catch {
        // It is closed, or was never opened: nothing is left to write.
      }
    },
  }
}

export function loggerTo(destination: DestinationStream, level: string = 'info'): Logger {
  const deep = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: deep, censor: '***' },
      serializers: { err: shownError },
    },
    destination,
  )
}

/** Of an error what helps to find the fault; clients of stores put whole requests into theirs. */
function shownError(error: unknown): object {
  if (!(error instanceof Error)) return { message: redactText(String(error)) }
  const code = 'code' in error ? error.code : undefined
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: shownError(error.cause) }),
  }
}
