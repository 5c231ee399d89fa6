import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { writeUserFile } from '../../../core/user-file.js'
import { readTypes } from '../../../inspect/types/read-types.js'
import { renderTypes } from '../../../inspect/types/render-types.js'
import type { CommandInput } from '../../command-handler.js'
import type { typesCommand } from './types.command.js'

export async function run({ context, flags }: CommandInput<typeof typesCommand>): Promise<void> {
  const { output, globals } = context
  const project = await context.project()
  await using stores = await project.connect()
  const { entities } = await project.extensions()
  const types = await readTypes(stores, entities)
  const text = renderTypes(types)
  const { out } = flags
  if (out === undefined) {
    if (output.json) output.printResult({ file: null, items: types }, () => '')
    else await output.printRaw(text)
    return
  }
  const changed = await writeIfChanged(resolve(globals.cwd, out), text)
  output.printResult({ file: out, items: types }, (style) =>
    changed
      ? `${style.green('✓')} ${types.length} types written to ${out}`
      : `${style.green('✓')} ${out} has the ${types.length} types already`,
  )
  const missing = listMissingPackages(text, resolve(globals.cwd, out))
  if (missing.length > 0)
    output.note(
      `The file imports types of ${missing.join(' and ')}, without which tsc fails. Run npm install --save-dev ${missing.join(' ')}.`,
    )
}

/** The packages from which the types are imported, and that are not installed where the file is. */
function listMissingPackages(text: string, file: string): readonly string[] {
  const { resolve: find } = createRequire(file)
  const names = Array.from(text.matchAll(/ from '([^'.][^']*)'/g), ([, name = '']) => name)
  return [...new Set(names)].filter((name) => {
    try {
      find(name)
      return false
    } catch {
      return true
    }
  })
}

/** A file that is the same keeps its time, so that nothing is built again. */
async function writeIfChanged(path: string, text: string): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return false
  await writeUserFile(path, text, 'The types')
  return true
}
