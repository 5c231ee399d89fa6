import { resolve } from 'node:path'
import { resolveConfig } from '../../../config/resolve-config.js'
import { PROVIDER_NAMES, type ProviderName } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command.js'
import { INIT_FILES, type InitFile } from './init-files.js'
import { planTemplates, type TemplateValues, writeTemplate } from './write-templates.js'

type Options = Readonly<Record<string, unknown>>

/** Writes the files that were asked for. Over an existing one only after a yes; without a terminal that is exit 3. */
export async function runInit(
  context: CommandContext,
  names: readonly string[],
  options: Options,
): Promise<void> {
  const { output, globals } = context
  const asking = names.length === 0 && output.interactive && !globals.yes
  const given = names.map(findInitFile)
  const values = await resolveTemplateValues(context, options, asking)
  const parts = asking ? await askForFiles(context) : given.length === 0 ? INIT_FILES.slice(0, 1) : given
  const planned = await planTemplates(parts, resolve(globals.cwd), values)
  const results: { readonly path: string; readonly outcome: 'written' | 'unchanged' | 'kept' }[] = []
  // Every yes is asked for before the first file is written: a no, or no terminal, leaves all as it was.
  const keep = new Set<string>()
  for (const file of planned) {
    if (file.state !== 'different') continue
    if (!(await output.confirm(`${file.initFile.path} is there already. Write over it?`))) keep.add(file.path)
  }
  for (const file of planned) {
    const { path } = file.initFile
    if (file.state === 'same') results.push({ path, outcome: 'unchanged' })
    else if (keep.has(file.path)) results.push({ path, outcome: 'kept' })
    else {
      await writeTemplate(file)
      results.push({ path, outcome: 'written' })
    }
  }
  output.printResult({ files: results }, (style) =>
    results
      .map(
        ({ path, outcome }) =>
          `${outcome === 'written' ? style.green('✓') : '·'} ${path} ${style.dim(outcome)}`,
      )
      .join('\n'),
  )
  output.note('Next: homemanager up --seed demo')
}

async function resolveTemplateValues(
  context: CommandContext,
  options: Options,
  asking: boolean,
): Promise<TemplateValues> {
  const { output, globals } = context
  const seed = typeof options['seed'] === 'string' ? options['seed'] : 'small'
  const chosen = PROVIDER_NAMES.find((name) => name === options['provider'])
  const { project } = await resolveConfig(globals)
  if (!asking) return { project, provider: chosen ?? 'auto', seed }
  const named = await output.ask(`Name of the project (${project}):`)
  if (named === undefined) throw cancelledError()
  const { project: checked } = await resolveConfig({ ...globals, project: named.trim() || project })
  const provider =
    chosen ?? (await output.choose<ProviderName>('How shall the engines run?', PROVIDER_CHOICES))
  if (provider === undefined) throw cancelledError()
  return { project: checked, provider, seed }
}

const PROVIDER_CHOICES: readonly { readonly name: string; readonly value: ProviderName }[] = [
  { name: 'auto: with Docker if its daemon answers, else embedded', value: 'auto' },
  { name: 'docker: in containers', value: 'docker' },
  { name: 'embedded: as plain processes', value: 'embedded' },
  { name: 'external: they run already, we only connect', value: 'external' },
]

async function askForFiles({ output }: CommandContext): Promise<readonly InitFile[]> {
  const wanted: InitFile[] = []
  for (const part of INIT_FILES) {
    if (await output.confirm(`Write ${part.path}, ${part.description}?`)) wanted.push(part)
  }
  return wanted
}

function findInitFile(name: string): InitFile {
  const part = INIT_FILES.find((each) => each.name === name)
  if (part !== undefined) return part
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `init knows no "${name}".`,
    suggestion: `It writes ${INIT_FILES.map((each) => each.name).join(', ')}.`,
  })
}

function cancelledError(): HomeError {
  return new HomeError(CLI_ERRORS.INTERRUPTED, { message: 'Nothing was written.' })
}
