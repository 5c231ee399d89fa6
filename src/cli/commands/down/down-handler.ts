import { existsSync } from 'node:fs'
import { STORE_NAMES } from '../../../core/store-name.js'
import { listStacks, openProjectForStopping } from '../../../project/project.js'
import { UsageError } from '../../usage-error.js'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { Output } from '../../../output/output.js'
import type { CommandInput } from '../../command-handler.js'
import type { downCommand } from './down.command.js'
import { renderDownReport } from './render-down-report.js'

export async function run({ context, flags }: CommandInput<typeof downCommand>): Promise<void> {
  const { output, signal } = context
  const { volumes, snapshots, backup, timeout } = flags
  if (snapshots && !volumes)
    throw new UsageError({
      message: '--snapshots requires --volumes.',
      hint: 'To delete single snapshots, run homemanager snapshot delete.',
    })
  const { globals } = context
  // A project that --project names may be anywhere, unless --cwd says where it is.
  const searchEverywhere = globals.project !== undefined && globals.cwd === process.cwd()
  const { project, problem } = await openProjectForStopping({ ...globals, searchEverywhere })
  if (problem !== undefined) {
    output.warn(`${problem.message} The stack is stopped with the last valid configuration.`)
  }
  if (volumes) {
    const names = await project.listData()
    for (const name of names) output.debug(`The data is in ${name}.`)
    const data = names.length === 0 ? `the data in ${project.config.home}` : STORE_NAMES.join(', ')
    const kept = snapshots ? ' and all its snapshots' : ''
    const question = `Delete the data of project ${project.config.project} (${data})${kept}?`
    await output.confirm(question)
  }
  const report = await project.down({
    volumes,
    snapshots,
    backup: backup && !snapshots,
    timeoutMs: timeout * 1000,
    signal,
    reporter: output,
  })
  if (report.stopped.length === 0) await noteOtherProjects(project.config, output)
  output.printResult(report, (style) => renderDownReport(report, existsSync(project.config.root), style))
}

/** The project may have been renamed while its stack was running. */
async function noteOtherProjects({ root, project }: ResolvedConfig, output: Output): Promise<void> {
  const stacks = await listStacks()
  const others = stacks.filter(
    (stack) => stack.directory === root && stack.project !== project && stack.running.length > 0,
  )
  for (const other of others)
    output.warn(
      `Project ${other.project} of this directory is running. Stop it with homemanager down --project ${other.project}.`,
    )
}
