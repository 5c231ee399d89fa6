import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { isProjectName, PROJECT_NAME_RULE } from '../../../config/parse-names.js'
import type { ProviderName } from '../../../config/provider-names.js'
import { cancelledError } from '../../../output/cancelled-error.js'
import type { Output } from '../../../output/output.js'
import type { Project } from '../../../project/project.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import {
  INIT_FILES,
  type InitFile,
  listServiceFiles,
  SERVICE_TEMPLATES,
  type ServiceTemplate,
} from './init-files.js'
import type { InitValues } from './init-values.js'
import type { initCommand } from './init.command.js'
import { type InitProject, keepCopy, openForInit } from './open-for-init.js'
import { type PlannedFile, planFiles, writePlannedFile } from './plan-files.js'

type Outcome = 'written' | 'extended' | 'unchanged' | 'skipped'
type InitInput = CommandInput<typeof initCommand>

/** Writes the requested files. Overwriting an existing file requires confirmation; without a terminal it exits with 3. */
export async function run({ context, args, flags }: InitInput): Promise<void> {
  const { output, globals } = context
  const interactive = args.files.length === 0 && output.interactive && !globals.yes
  const project = await openForInit(context)
  const { problem } = project
  const values = await resolveValues(context, project, flags, interactive)
  const requested = interactive
    ? await askForFiles(context, flags.template)
    : selectFiles(args.files, flags.template)
  // Only a new configuration helps.
  if (problem !== undefined && requested.every(({ name }) => name !== 'config')) throw problem
  if (problem !== undefined) output.warn(problem.message)
  const planned = await planFiles(requested, resolve(globals.cwd), values)
  assertUsed(flags, planned)
  const results: { readonly path: string; readonly outcome: Outcome; readonly keptAs?: string }[] = []
  const changes = new Map(planned.map((file) => [file.initFile.path, file.changes]))
  // All confirmations come before the first write, so that an error or an interruption changes no file.
  const skipped = new Set<string>()
  for (const file of planned) {
    if (file.state !== 'different') continue
    const { path } = file.initFile
    if (!(await output.offer(`Replace ${path}, and keep the present one as ${path}.bak?`)))
      skipped.add(file.path)
  }
  if (skipped.size > 0 && planned.every(({ path, state }) => state === 'same' || skipped.has(path)))
    throw cancelledError()
  for (const file of planned) {
    const { path } = file.initFile
    if (file.state === 'same') results.push({ path, outcome: 'unchanged' })
    else if (skipped.has(file.path)) results.push({ path, outcome: 'skipped' })
    else {
      const kept = file.state === 'different' ? { keptAs: basename(await keepCopy(file.path)) } : {}
      await writePlannedFile(file)
      results.push({ path, outcome: file.state === 'extended' ? 'extended' : 'written', ...kept })
    }
  }
  output.printResult({ items: results }, (style) =>
    results
      .map(
        ({ path, outcome, keptAs }) =>
          `${outcome === 'written' || outcome === 'extended' ? style.green('✓') : '·'} ${path} ${style.dim([outcome, changes.get(path) ?? []].flat().join(': '))}${keptAs === undefined ? '' : `; the previous file is ${keptAs}`}`,
      )
      .join('\n'),
  )
  for (const { path, note } of planned.map(({ initFile }) => initFile)) {
    const isWritten = results.some((result) => result.path === path && result.outcome === 'written')
    if (isWritten && note !== undefined) output.note(note)
  }
  if (planned.some(({ initFile }) => initFile.name === 'service')) return output.note(SERVICE_NOTE)
  const hasScripts = results.some(
    ({ path, outcome }) => path === 'package.json' && (outcome === 'written' || outcome === 'extended'),
  )
  const isInstalled = existsSync(join(globals.cwd, 'node_modules', 'homemanager'))
  const start = hasScripts ? 'npm run stack:up' : `homemanager up --seed ${values.seed}`
  output.note(`Next: ${hasScripts && !isInstalled ? 'npm install, then ' : ''}${start}`)
}

const SERVICE_NOTE = `Next: npm install in todo, add to homemanager.yaml
  services:
    todo: { command: node server.mjs, cwd: todo, watch: ['*.mjs'] }
and run homemanager up, then homemanager conformance todo`

/** Throws `USAGE` for an option that none of the files contains. */
function assertUsed(flags: InitInput['flags'], planned: readonly PlannedFile[]): void {
  if (planned.length === 0) return
  for (const name of ['provider', 'seed'] as const) {
    if (flags[name] === undefined || planned.some(({ values }) => values.includes(name))) continue
    const files = [...new Set(planned.map(({ initFile }) => initFile.name))].join(', ')
    throw new UsageError({ message: `--${name} has no effect on the files to write: ${files}.` })
  }
}

async function resolveValues(
  context: CommandContext,
  { open }: InitProject,
  flags: InitInput['flags'],
  interactive: boolean,
): Promise<InitValues> {
  const { output } = context
  const { provider: chosen } = flags
  const opened = await open()
  const { project } = opened.config
  // Another dataset than the loaded one would be refused.
  const seed = flags.seed ?? opened.state().seeded.find((name) => !name.endsWith(')')) ?? 'demo'
  if (!interactive) return { project, provider: chosen ?? 'auto', seed }
  const { config } = await askForProject(output, opened, open)
  const provider =
    chosen ??
    (await output.choose<ProviderName>('How should the engines run?', PROVIDER_CHOICES, 0, { keep: true }))
  if (provider === undefined) throw cancelledError()
  return { project: config.project, provider, seed }
}

/** Asks again for a name that is not valid. */
async function askForProject(
  output: Output,
  { config: { project } }: Project,
  open: InitProject['open'],
): Promise<Project> {
  for (;;) {
    const answer = await output.ask('Project name:', { initial: project, keep: true })
    if (answer === undefined) throw cancelledError()
    const name = answer.trim() || project
    if (isProjectName(name)) return open(name)
    output.warn(`"${name}" is not a valid project name. ${PROJECT_NAME_RULE}`)
  }
}

const PROVIDER_CHOICES: readonly { readonly name: string; readonly value: ProviderName }[] = [
  { name: 'auto: in Docker if its daemon is responding, otherwise embedded', value: 'auto' },
  { name: 'docker: in containers', value: 'docker' },
  { name: 'embedded: as local processes', value: 'embedded' },
  { name: 'external: connect to databases that are already running', value: 'external' },
]

/** The named files; without a name those that every project needs. */
function selectFiles(
  names: InitInput['args']['files'],
  template: InitInput['flags']['template'],
): readonly InitFile[] {
  const isService = names.includes('service')
  if (template !== undefined && !isService)
    throw new UsageError({
      message: `--template has no effect with ${names.length === 0 ? 'init' : `init ${names.join(' ')}`}, which has no templates.`,
      hint: `Did you mean homemanager init service --template ${template}?`,
    })
  const files = INIT_FILES.filter(({ name, preselected }) =>
    names.length === 0 ? preselected === true : names.includes(name),
  )
  return isService ? [...files, ...listServiceFiles(template ?? 'fastify')] : files
}

async function askForFiles(
  { output }: CommandContext,
  template: ServiceTemplate | undefined,
): Promise<readonly InitFile[]> {
  const chosen = await output.chooseSeveral<InitFile | 'service'>('Files to write:', [
    ...INIT_FILES.map((file) => ({
      name: `${file.path}, ${file.description}`,
      short: file.path,
      value: file,
      checked: file.preselected === true,
    })),
    {
      name: 'todo/, a todo service of your own',
      short: 'todo/',
      value: 'service',
      checked: template !== undefined,
    },
  ])
  if (chosen === undefined) throw cancelledError()
  const files = chosen.filter((each) => each !== 'service')
  if (files.length === chosen.length) return files
  return [...files, ...listServiceFiles(template ?? (await askForTemplate(output)))]
}

async function askForTemplate(output: Output): Promise<ServiceTemplate> {
  const choices = SERVICE_TEMPLATES.map((name) => ({ name, value: name }))
  const template = await output.choose<ServiceTemplate>('Framework of the service:', choices, 0, {
    keep: true,
  })
  if (template === undefined) throw cancelledError()
  return template
}
