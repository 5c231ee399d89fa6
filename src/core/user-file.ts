import { constants, existsSync, statSync } from 'node:fs'
import { access, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createDirectory } from './create-directory.js'
import { describeFileSystemProblem, findExistingParent } from './describe-file-system-problem.js'
import { describeSystemError } from './describe-system-error.js'
import { FILE_ERRORS } from './file-errors.js'
import { HomeError } from './home-error.js'
import { formatCommandLine } from './format-command-line.js'

const IN_DIRECTORY = 'Pass the path of a file, for example one in this directory.'

/**
 * Throws `FILE_NOT_WRITABLE` if a file named by the user cannot be created or replaced: before the work whose result it is to take.
 * Creates nothing. `what` is the content: `The report`.
 */
export async function assertFileWritable(file: string, what: string): Promise<void> {
  try {
    const existing = await stat(file).catch((error: unknown) => {
      if (readSystemError(error)?.code === 'ENAMETOOLONG') throw error
    })
    if (existing?.isDirectory() === true) throw toSystemError('EISDIR')
    if (existing === undefined && !(await stat(path.dirname(file))).isDirectory())
      throw toSystemError('ENOTDIR')
    await access(existing === undefined ? path.dirname(file) : file, constants.W_OK)
  } catch (error) {
    throw toWriteError(error, file, what)
  }
}

/** Writes a file named by the user. Throws `FILE_NOT_WRITABLE` and `OUTPUT_FAILED`. */
export async function writeUserFile(
  file: string,
  text: string,
  what: string,
  options: {
    readonly mode?: number
    readonly flag?: 'w' | 'wx' | 'a'
    readonly createParents?: boolean
  } = {},
): Promise<void> {
  const { createParents = false, ...write } = options
  try {
    if (createParents) createDirectory(path.dirname(file))
    await writeFile(file, text, write)
  } catch (error) {
    throw toWriteError(error, file, what)
  }
}

/** The error of a file named by the user that could not be written; any other error unchanged. */
export function toWriteError(error: unknown, file: string, what: string): unknown {
  const problem = readSystemError(error)
  if (problem === undefined) return error
  const { detail, suggestion } = describeWriteProblem(problem, file)
  return new HomeError(problem.full ? FILE_ERRORS.OUTPUT_FAILED : FILE_ERRORS.FILE_NOT_WRITABLE, {
    message: `${what} cannot be written to ${file}.`,
    detail,
    suggestion,
    cause: error,
  })
}

/** Reads a file named by the user. Throws `FILE_NOT_READABLE`; `suggestion` is what to do if the file does not exist. */
export async function readUserFile(file: string, what: string, suggestion: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw toReadError(error, file, what, suggestion)
  }
}

/** Throws `FILE_NOT_READABLE` if a file named by the user cannot be read, for a library that opens it by its path. */
export async function assertFileReadable(file: string, what: string, suggestion: string): Promise<void> {
  try {
    if ((await stat(file)).isDirectory()) throw toSystemError('EISDIR')
    await access(file, constants.R_OK)
  } catch (error) {
    throw toReadError(error, file, what, suggestion)
  }
}

/** The error of a file named by the user that could not be read; any other error unchanged. */
export function toReadError(error: unknown, file: string, what: string, suggestion: string): unknown {
  const problem = readSystemError(error)
  if (problem === undefined) return error
  return new HomeError(FILE_ERRORS.FILE_NOT_READABLE, {
    message: `${what} ${file} cannot be read.`,
    detail: describeReadProblem(problem, file),
    suggestion: suggestForReading(problem, file) ?? suggestion,
    cause: error,
  })
}

const READING_CALLS = new Set([
  'scandir',
  'opendir',
  'stat',
  'lstat',
  'readlink',
  'realpath',
  'read',
  'access',
])

/**
 * The error of a file or directory for which this user has no permission, where the code that uses it expects none; undefined for any
 * other error.
 */
export function toPermissionError(error: unknown): HomeError | undefined {
  const problem = readSystemError(error)
  if (problem === undefined || !['EACCES', 'EPERM', 'EROFS'].includes(problem.code)) return undefined
  const { path: file, syscall = '' } = error as NodeJS.ErrnoException
  if (file === undefined) return undefined
  const isRead = READING_CALLS.has(syscall)
  return new HomeError(isRead ? FILE_ERRORS.FILE_NOT_READABLE : FILE_ERRORS.FILE_NOT_WRITABLE, {
    message: `${file} cannot be ${isRead ? 'read' : syscall === 'open' ? 'opened' : 'changed'}.`,
    detail: problem.code === 'EROFS' ? problem.text : 'This user has no permission to do so.',
    suggestion: `Show the permissions with ${formatCommandLine('ls', '-ld', file)}, and run the command as the owner, or change the owner with chown.`,
    cause: error,
  })
}

function suggestForReading({ code }: SystemProblem, file: string): string | undefined {
  if (code === 'EISDIR') return IN_DIRECTORY
  return code === 'EACCES' || code === 'EPERM'
    ? `Show its permissions with ${formatCommandLine('ls', '-l', file)}, and grant this user read permission.`
    : undefined
}

interface SystemProblem {
  readonly code: string
  /** As a sentence. */
  readonly text: string
  /** The disk is full, or the quota of the user is used up. */
  readonly full: boolean
}

/** Undefined if it is not an error of the system. */
function readSystemError(error: unknown): SystemProblem | undefined {
  if (!(error instanceof Error) || !('code' in error) || !/^E[A-Z0-9]+$/.test(String(error.code)))
    return undefined
  const code = String(error.code)
  return {
    code,
    text: describeSystemError(error),
    full: code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG',
  }
}

function toSystemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

function describeWriteProblem(
  { code, text, full }: SystemProblem,
  file: string,
): { readonly detail: string; readonly suggestion: string } {
  const directory = path.dirname(file)
  if (full)
    return {
      detail: text,
      suggestion: `Show the free space with ${formatCommandLine('df', '-h', directory)}, or use another disk.`,
    }
  const fileInWay = findFileInWay(directory)
  if (fileInWay !== undefined)
    return {
      detail: `${fileInWay} is not a directory.`,
      suggestion: 'Pass the path of a file in a directory.',
    }
  if (isDirectory(file))
    return {
      detail: 'It is a directory.',
      suggestion: IN_DIRECTORY,
    }
  if (code === 'ENOENT' && !existsSync(directory))
    return {
      detail: `The directory ${directory} does not exist.`,
      suggestion: `Create it with ${formatCommandLine('mkdir', '-p', directory)}, or use another directory.`,
    }
  if (code === 'EACCES' || code === 'EPERM') {
    const exists = existsSync(file)
    const parent = findExistingParent(directory)
    return {
      detail: `This user has no permission to write to ${exists ? 'it' : `the directory ${parent}`}.`,
      suggestion: `Show the permissions with ${formatCommandLine('ls', '-ld', exists ? file : parent)}, or use another directory.`,
    }
  }
  if (code === 'ENAMETOOLONG')
    return {
      detail: `Its name is too long: ${describeNameLength(file)}.`,
      suggestion: 'Use a shorter name.',
    }
  const detail = describeFileSystemProblem(code, file) ?? text
  return { detail, suggestion: 'Use another directory.' }
}

/** The longest file name of almost all file systems, and the longest path of Linux. */
export const MAX_NAME_BYTES = 255
const MAX_PATH_BYTES = 4095

function describeNameLength(file: string): string {
  const longest = Math.max(...file.split(path.sep).map((name) => Buffer.byteLength(name)))
  return longest > MAX_NAME_BYTES || Buffer.byteLength(file) <= MAX_PATH_BYTES
    ? `it has ${longest} bytes, and most file systems allow ${MAX_NAME_BYTES}`
    : `the path has ${Buffer.byteLength(file)} bytes, and the system allows ${MAX_PATH_BYTES}`
}

/** Why a file could not be read, as a sentence. */
export function describeReadError(error: unknown, file: string): string {
  const problem = readSystemError(error)
  return problem === undefined ? String(error) : describeReadProblem(problem, file)
}

function describeReadProblem({ code, text }: SystemProblem, file: string): string {
  const fileInWay = findFileInWay(path.dirname(file))
  if (fileInWay !== undefined) return `${fileInWay} is not a directory.`
  if (code === 'ENOENT') return 'It does not exist.'
  if (code === 'EISDIR') return 'It is a directory.'
  return code === 'EACCES' || code === 'EPERM' ? 'This user has no permission to read it.' : text
}

function isDirectory(file: string): boolean {
  try {
    return statSync(file).isDirectory()
  } catch {
    return false
  }
}

/** The file where a directory of the path should be. */
function findFileInWay(directory: string): string | undefined {
  const parent = findExistingParent(directory)
  return isDirectory(parent) ? undefined : parent
}
