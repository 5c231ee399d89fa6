import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, extname, join, relative, sep } from 'node:path'
import { createDirectory } from '../core/create-directory.js'
import type { StoreName } from '../core/store-name.js'
import { HomeError } from '../core/home-error.js'
import { getPackagePath } from '../core/package-path.js'
import { MAX_NAME_BYTES, toWriteError, writeUserFile } from '../core/user-file.js'
import { getStoreDriver } from '../stores/registry.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

export interface CreateMigrationOptions {
  readonly store: StoreName
  /** A short description; becomes the file name. */
  readonly name: string
  /** Absolute path; created if it does not exist. */
  readonly directory: string
  /** Create a module instead of a JSON file, for data migrations. */
  readonly code?: boolean
}

export interface CreatedMigration {
  readonly path: string
  /** Its ID, such as `0003-add-nickname`. */
  readonly id: string
  /** Whether the words of the ID are not those that were given, for example because of characters that a name cannot have. */
  readonly isRenamed: boolean
  /** File names of other migrations of the directory with the same words. */
  readonly sameName: readonly string[]
}

/** Creates a migration file from the template, with the next number of its directory. */
export async function createMigration(request: CreateMigrationOptions): Promise<CreatedMigration> {
  const words = request.name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  if (words === '') {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_NAME_INVALID, {
      message: `"${request.name}" is not a valid name for a migration: it contains no letter or digit.`,
      suggestion: `Use a descriptive name, for example: homemanager migrate new ${request.store} add-nickname.`,
    })
  }
  const template = getTemplateName(request)
  const maxLength = MAX_NAME_BYTES - '0001-'.length - extname(template).length
  if (words.length > maxLength) {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_NAME_INVALID, {
      message: `The name of the migration is too long for a file: it has ${words.length} characters, and the limit is ${maxLength}.`,
      suggestion: `Use a shorter name, for example: homemanager migrate new ${request.store} add-nickname.`,
    })
  }
  const content = await readFile(getPackagePath(`templates/migrations/${template}`), 'utf8')
  const text = extname(template) === '.json' ? withSchema(content, request) : content
  createMigrationDirectory(request.directory, `0001-${words}${extname(template)}`)
  const files = await readdir(request.directory)
  const id = `${String(findHighestNumber(files) + 1).padStart(4, '0')}-${words}`
  const path = join(request.directory, `${id}${extname(template)}`)
  // wx: fails instead of overwriting a file that was created in the meantime.
  await writeUserFile(path, text.replaceAll('{{name}}', words.replaceAll('-', ' ')), 'The migration', {
    flag: 'wx',
  })
  const sameName = files.filter((file) => /^\d+-(.*?)\.[^.]+$/.exec(file)?.[1] === words)
  return {
    path,
    id,
    isRenamed:
      words !==
      request.name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_-]+/g, '-'),
    sameName,
  }
}

/** Names the JSON Schema of the package, if it is installed in the project, so that editors check the file. */
function withSchema(text: string, { directory, store }: CreateMigrationOptions): string {
  const schema = join('node_modules', 'homemanager', 'templates', `${store}-migration.schema.json`)
  for (let parent = directory; parent !== dirname(parent); parent = dirname(parent)) {
    if (!existsSync(join(parent, schema))) continue
    const $schema = relative(directory, join(parent, schema)).split(sep).join('/')
    return `${JSON.stringify({ $schema, ...(JSON.parse(text) as object) }, null, 2)}\n`
  }
  return text
}

function getTemplateName({ store, code = false }: CreateMigrationOptions): string {
  const { template, codeTemplate = template } = getStoreDriver(store).migrationFiles
  return code ? codeTemplate : template
}

function createMigrationDirectory(directory: string, firstFile: string): void {
  try {
    createDirectory(directory)
  } catch (error) {
    throw toWriteError(error, join(directory, firstFile), 'The migration')
  }
}

function findHighestNumber(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^(\d+)-/.exec(name)?.[1] ?? 0)))
}
