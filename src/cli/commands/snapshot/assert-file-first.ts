import { statSync } from 'node:fs'
import path from 'node:path'
import { formatCommandLine } from '../../../core/format-command-line.js'
import { UsageError } from '../../usage-error.js'

const ARCHIVE_NAME = /\.(?:tar|tar\.gz|tgz)$/i

interface ArchiveArguments {
  readonly file: string
  readonly name?: string | undefined
}

/** Throws `USAGE` if the file to write is the name of a snapshot: the file was left out, or the arguments are swapped. */
export function assertExportFileFirst(
  { file, name }: ArchiveArguments,
  snapshots: readonly { readonly manifest: { readonly name: string } }[],
): void {
  const isSnapshot = (text: string): boolean => snapshots.some(({ manifest }) => manifest.name === text)
  if (!isSnapshot(file) || (name === undefined ? ARCHIVE_NAME.test(file) : isSnapshot(name))) return
  throw fileFirstError(`${file} is a snapshot.`, 'export', name ?? `${file}.tar.gz`, file)
}

/** Throws `USAGE` if the name is that of a file, and the file does not exist: the arguments are swapped. */
export function assertImportFileFirst({ file, name }: ArchiveArguments, cwd: string): void {
  if (name === undefined || find(cwd, file) !== undefined || find(cwd, name)?.isFile() !== true) return
  throw fileFirstError(`${name} is a file, and ${file} does not exist.`, 'import', name, file)
}

function fileFirstError(message: string, subcommand: string, file: string, name: string): UsageError {
  const command = formatCommandLine('homemanager', 'snapshot', subcommand, file, name)
  return new UsageError({ message, hint: `The file comes first: ${command}.` })
}

function find(cwd: string, file: string): ReturnType<typeof statSync> | undefined {
  return statSync(path.resolve(cwd, file), { throwIfNoEntry: false })
}
