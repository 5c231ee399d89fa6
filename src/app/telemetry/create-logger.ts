import { setTimeout as sleep } from 'node:timers/promises'
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
  /** Writes buffered lines; those that cannot be written within a short time are lost. */
  flush(): Promise<void>
  /** Number of lines that were discarded because they could not be written. */
  countDropped(): number
  /** Number of characters that wait to be written. */
  countBuffered(): number
}

const FLUSH_TIMEOUT_MS = 300
/** How long lines are collected after one was written, in milliseconds: under load, a write for each costs more than the line. */
const COLLECT_MS = 10
/** Characters of lines that wait to be written; further lines are discarded. */
const MAX_BUFFERED_CHARACTERS = 1024 * 1024

/**
 * Logs to a file descriptor: 1 is stdout, 2 is stderr. Lines are collected for a short time and written synchronously: an
 * asynchronous write can still be under way when the process exits, and the last lines would overtake it. If lines cannot be
 * written, for example because the disk is full, they are buffered and finally discarded; the program continues.
 */
export function createLogger(fd: 1 | 2, level: string = 'info'): ServiceLog {
  const destination = pino.destination({ fd, sync: true, maxLength: MAX_BUFFERED_CHARACTERS })
  const collected = collectLines(destination)
  let dropped = 0
  destination.on('drop', (lines: string) => (dropped += lines.split('\n').length - 1))
  // Without a listener, the error would end the process. The next line tries again.
  destination.on('error', () => {})
  return {
    logger: createLoggerTo(collected, level),
    async flush() {
      collected.passOn()
      // Not `flushSync`, which never returns if the disk is full.
      const flushed = new Promise<void>((resolve) => destination.flush(() => resolve()))
      await Promise.race([flushed, sleep(FLUSH_TIMEOUT_MS, undefined, { ref: false })])
    },
    countDropped: () => dropped,
    countBuffered: () => collected.count() + (destination as unknown as { readonly _len: number })._len,
  }
}

/** Passes on the lines that are collected when the process exits. */
const passOnAtExit = new Set<() => void>()
let listensForExit = false

/** Passes a line on at once, and those that follow within a short time together. */
function collectLines(destination: DestinationStream): DestinationStream & {
  passOn(): void
  /** Number of characters that are not passed on yet. */
  count(): number
} {
  if (!listensForExit) {
    listensForExit = true
    process.once('exit', () => {
      for (const passOn of passOnAtExit) passOn()
    })
  }
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  const passOn = (): void => {
    passOnAtExit.delete(passOn)
    const text = lines
    lines = ''
    if (text !== '') destination.write(text)
  }
  const passOnLater = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      if (lines !== '') passOnLater()
      passOn()
    }, COLLECT_MS)
  }
  return {
    write(line) {
      lines += line
      if (timer !== undefined) {
        passOnAtExit.add(passOn)
        return
      }
      passOn()
      passOnLater()
    },
    passOn,
    count: () => lines.length,
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
