import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { getPackagePath } from '../../../core/package-path.js'
import type { InitFile } from './init-files.js'

export interface TemplateValues {
  readonly project: string
  readonly provider: string
  readonly seed: string
}

/** A file as it would be written, and what is there now. */
export interface PlannedFile {
  readonly initFile: InitFile
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly state: 'new' | 'same' | 'different'
}

/** Fills the templates and compares them with what is there; writes nothing. */
export async function planTemplates(
  parts: readonly InitFile[],
  directory: string,
  values: TemplateValues,
): Promise<readonly PlannedFile[]> {
  return Promise.all(
    parts.map(async (part): Promise<PlannedFile> => {
      const template = getPackagePath(`templates/init/${part.template}`)
      const text = fillTemplate(await readFile(template, 'utf8'), values)
      const at = path.join(directory, part.path)
      const present = await readFile(at, 'utf8').catch(() => undefined)
      const state = present === undefined ? 'new' : present === text ? 'same' : 'different'
      return { initFile: part, path: at, text, state }
    }),
  )
}

/** Writes one file. A new one never over what somebody made in the meantime. */
export async function writeTemplate({ path: at, text, state }: PlannedFile): Promise<void> {
  await mkdir(path.dirname(at), { recursive: true })
  await writeFile(at, text, { flag: state === 'new' ? 'wx' : 'w' })
}

function fillTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(
    /\{\{(project|provider|seed)\}\}/g,
    (_, name: keyof TemplateValues) => values[name],
  )
}
