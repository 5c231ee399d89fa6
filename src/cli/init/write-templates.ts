import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { packageFile } from '../../core/package-file.js'
import type { InitPart } from './init-parts.js'

export interface TemplateValues {
  readonly project: string
  readonly provider: string
  readonly seed: string
}

/** A file as it would be written, and what is there now. */
export interface PlannedFile {
  readonly part: InitPart
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly state: 'new' | 'same' | 'different'
}

/** Fills the templates and compares them with what is there; writes nothing. */
export async function planTemplates(
  parts: readonly InitPart[],
  folder: string,
  values: TemplateValues,
): Promise<readonly PlannedFile[]> {
  return Promise.all(
    parts.map(async (part): Promise<PlannedFile> => {
      const template = packageFile(`templates/init/${part.template}`)
      const text = filled(await readFile(template, 'utf8'), values)
      const at = path.join(folder, part.path)
      const present = await readFile(at, 'utf8').catch(() => undefined)
      const state = present === undefined ? 'new' : present === text ? 'same' : 'different'
      return { part, path: at, text, state }
    }),
  )
}

/** Writes one file. A new one never over what somebody made in the meantime. */
export async function writeTemplate({ path: at, text, state }: PlannedFile): Promise<void> {
  await mkdir(path.dirname(at), { recursive: true })
  await writeFile(at, text, { flag: state === 'new' ? 'wx' : 'w' })
}

function filled(template: string, values: TemplateValues): string {
  return template.replaceAll(
    /\{\{(project|provider|seed)\}\}/g,
    (_, name: keyof TemplateValues) => values[name],
  )
}
