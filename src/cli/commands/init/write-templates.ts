import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { getPackagePath } from '../../../core/package-path.js'
import type { InitFile } from './init-files.js'

export interface TemplateValues {
  readonly project: string
  readonly provider: string
  readonly seed: string
}

/** The text to write to a file, and how it compares to the existing file. */
export interface PlannedFile {
  readonly initFile: InitFile
  /** The values that the template contains. */
  readonly values: readonly (keyof TemplateValues)[]
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly state: 'new' | 'same' | 'different'
}

/** Renders the templates and compares them with the existing files. Writes nothing. */
export async function planTemplates(
  initFiles: readonly InitFile[],
  directory: string,
  values: TemplateValues,
): Promise<readonly PlannedFile[]> {
  return Promise.all(
    initFiles.map(async (initFile): Promise<PlannedFile> => {
      const template = await readFile(getPackagePath(`templates/init/${initFile.template}`), 'utf8')
      const text = fillTemplate(template, values)
      const target = path.join(directory, initFile.path)
      const present = await readFile(target, 'utf8').catch(() => undefined)
      const state = present === undefined ? 'new' : present === text ? 'same' : 'different'
      return { initFile, values: listValues(template), path: target, text, state }
    }),
  )
}

/** Writes one file. Fails if a new file was created by another process in the meantime. */
export async function writeTemplate({ path: target, text, state }: PlannedFile): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, text, { flag: state === 'new' ? 'wx' : 'w' })
}

const PLACEHOLDER = /\{\{(project|provider|seed)\}\}/g

function listValues(template: string): readonly (keyof TemplateValues)[] {
  return Array.from(template.matchAll(PLACEHOLDER), ([, name]) => name as keyof TemplateValues)
}

function fillTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(PLACEHOLDER, (_, name: keyof TemplateValues) => values[name])
}
