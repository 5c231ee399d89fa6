import { type Document, MongoServerError, MongoWriteConcernError } from 'mongodb'

/**
 * With these, the server may have performed a command, or a part of it: InternalError, UnknownError, hosts that cannot be reached, timeouts,
 * a failed write concern, a server that stops or is no longer the primary, and an interruption.
 */
const UNCERTAIN_CODES: ReadonlySet<number> = new Set([
  1, 6, 7, 8, 50, 64, 79, 89, 91, 100, 189, 262, 9001, 10_107, 11_600, 11_601, 11_602, 13_435, 13_436,
])

/** The command cannot be parsed, or is not allowed: FailedToParse, Unauthorized, CommandNotFound, a missing field and an unknown field. */
const UNREAD_COMMAND_CODES: ReadonlySet<number> = new Set([9, 13, 59, 40_414, 40_415])

/** Commands that change a definition, and either succeed or change nothing. In lower case, as MongoDB accepts some in both. */
const DEFINITIONS: ReadonlySet<string> = new Set([
  'collmod',
  'create',
  'createindexes',
  'drop',
  'dropindexes',
])

/** The code of an error of the server. */
export function getErrorCode(error: unknown): number | undefined {
  return error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined
}

/** Whether a command that changes a definition certainly changed nothing. */
export function isRejectedDefinition(error: unknown): boolean {
  const code = getErrorCode(error)
  return code !== undefined && !UNCERTAIN_CODES.has(code) && !(error instanceof MongoWriteConcernError)
}

/** The same of any command. One that writes documents may have written some of them. */
export function isRejectedCommand(command: Document, error: unknown): boolean {
  const [name = ''] = Object.keys(command)
  if (DEFINITIONS.has(name.toLowerCase())) return isRejectedDefinition(error)
  return UNREAD_COMMAND_CODES.has(getErrorCode(error) ?? -1)
}
