import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { getPackagePath } from '../../../core/package-path.js'
import { readUserFile, writeUserFile } from '../../../core/user-file.js'
import type { InitFile } from './init-files.js'
import type { InitValues } from './init-values.js'

/** The text to write to a file, and how it compares to the existing file. */
export interface PlannedFile {
  readonly initFile: InitFile
  /** The values that the text depends on. */
  readonly values: readonly (keyof InitValues)[]
  /** Absolute. */
  readonly path: string
  readonly text: string
  /** What is added to the existing content, if the file can be extended. */
  readonly changes?: string
  /** `extended`: the existing content is kept. */
  readonly state: 'new' | 'same' | 'different' | 'extended'
}

/** Renders the files and compares them with the existing ones. Writes nothing. */
export async function planFiles(
  initFiles: readonly InitFile[],
  directory: string,
  values: InitValues,
): Promise<readonly PlannedFile[]> {
  return Promise.all(
    initFiles.map(async (initFile): Promise<PlannedFile> => {
      const target = path.join(directory, initFile.path)
      const present = await readIfExists(target)
      const rendered = await render(initFile, values, present)
      const { text } = rendered
      const changed = rendered.extends ? 'extended' : 'different'
      const state = present === undefined ? 'new' : present === text ? 'same' : changed
      const { content } = initFile
      const changes = 'extend' in content && state !== 'same' ? content.describe?.(present, text) : undefined
      const planned = { initFile, values: rendered.values, path: target, text, state } as const
      return changes === undefined ? planned : { ...planned, changes }
    }),
  )
}

async function render(
  { content }: InitFile,
  values: InitValues,
  present: string | undefined,
): Promise<Pick<PlannedFile, 'text' | 'values'> & { readonly extends: boolean }> {
  if ('extend' in content) {
    return { text: content.extend(present, values), values: ['seed'], extends: true }
  }
  const template = await readFile(getPackagePath(`templates/init/${content.template}`), 'utf8')
  return { text: fillTemplate(template, values), values: listValues(template), extends: false }
}

async function readIfExists(file: string): Promise<string | undefined> {
  const hint = 'Rename it, or use another directory with --cwd.'
  return existsSync(file) ? (await readUserFile(file, 'The file', hint)).toString() : undefined
}

/** Writes one file. Fails if a new file was created by another process in the meantime. */
export async function writePlannedFile({ path: target, text, state }: PlannedFile): Promise<void> {
  const flag = state === 'new' ? 'wx' : 'w'
  await writeUserFile(target, text, path.basename(target), { flag, createParents: true })
}

const PLACEHOLDER = /\{\{(project|provider|seed)\}\}/g

function listValues(template: string): readonly (keyof InitValues)[] {
  return Array.from(template.matchAll(PLACEHOLDER), ([, name]) => name as keyof InitValues)
}

function fillTemplate(template: string, values: InitValues): string {
  return template.replaceAll(PLACEHOLDER, (_, name: keyof InitValues) => values[name])
}
