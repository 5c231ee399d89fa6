import { formatTime } from '../../../output/format-time.js'
import type { Branch } from '../../../project/branch/branches.js'
import type { HandlerModule } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import type { branchCommand } from './branch.command.js'

const DOWN_TIMEOUT_MS = 60_000

export const subcommands: HandlerModule<typeof branchCommand>['subcommands'] = {
  async create({ context, args, flags }) {
    const { output, signal, globals } = context
    const { provider } = flags
    if (provider !== undefined && flags.from === undefined) {
      throw new UsageError({
        message: '--provider requires --from: a copy of the project has the engines of the project.',
      })
    }
    const project = await context.project(provider === undefined ? {} : { provider })
    await using from =
      flags.from === undefined ? undefined : await (await project.snapshots()).open(flags.from, globals.cwd)
    const options = { name: args.name, from, timeoutMs: flags.timeout * 1000, signal, reporter: output }
    const report = await project.createBranch(options)
    output.printResult(report, (style) =>
      [
        `${style.green('✓')} Branch ${report.name} is up (${(report.elapsedMs / 1000).toFixed(1)} s): ${report.status.services.gateway.url ?? ''}`,
        `Use it with --project ${report.project}, for example homemanager status --project ${report.project}.`,
      ].join('\n'),
    )
  },
  async list({ context }) {
    const { output } = context
    const items = await (await context.project()).branches()
    output.printResult({ items }, () =>
      items.length === 0
        ? 'There are no branches. Create one with homemanager branch create NAME.'
        : output.table(items, [
            { header: 'NAME', cell: ({ name }) => name },
            { header: 'PROJECT', cell: ({ project }) => project },
            { header: 'CREATED', cell: ({ createdAt }) => formatTime(createdAt) },
            { header: 'FROM', canBeBelow: true, cell: ({ from }) => from ?? 'the running project' },
            { header: 'GATEWAY', importance: 1, cell: describeGateway },
          ]),
    )
  },
  async delete({ context, args }) {
    const { output, signal } = context
    const project = await context.project()
    // Before it asks.
    await project.branch(args.name)
    await output.confirm(`Stop branch ${args.name} and delete its data and snapshots?`)
    const options = { timeoutMs: DOWN_TIMEOUT_MS, signal, reporter: output }
    const { name, project: deleted } = await project.deleteBranch(args.name, options)
    output.printResult({ name, project: deleted }, (style) => `${style.green('✓')} Deleted branch ${name}.`)
  },
}

function describeGateway({ gateway, hasData }: Branch): string {
  return gateway ?? (hasData ? 'stopped' : 'no data')
}
