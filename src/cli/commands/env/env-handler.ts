import { writeUserFile } from '../../../core/user-file.js'
import type { CommandInput } from '../../command-handler.js'
import { invalidValueError, UsageError } from '../../usage-error.js'
import type { envCommand } from './env.command.js'
import { formatEnv } from './format-env.js'

export async function run({ context, flags }: CommandInput<typeof envCommand>): Promise<void> {
  const { output } = context
  const { format } = flags
  const project = await context.project()
  const variables = renameVariables(project.environment(), flags.map)
  const gitHubFile = process.env['GITHUB_ENV']
  if (output.json || format === 'json') {
    await output.printRaw(`${JSON.stringify(variables, null, 2)}\n`)
  } else if (format === 'github' && gitHubFile) {
    await writeUserFile(gitHubFile, formatEnv(variables, format), 'The content of $GITHUB_ENV', { flag: 'a' })
    output.note(`Set ${Object.keys(variables).length} variables for the next steps of the job.`)
  } else await output.printRaw(formatEnv(variables, format))
}

function renameVariables(
  variables: Readonly<Record<string, string>>,
  pairs: readonly string[],
): Readonly<Record<string, string>> {
  const names = new Map<string, string>()
  for (const pair of pairs) {
    const [to = '', from = '', ...others] = pair.split('=')
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(to) || others.length > 0)
      throw invalidValueError(
        '--map',
        pair,
        'NEW=OLD, where NEW consists of letters, digits and underscores and does not start with a digit',
      )
    if (variables[from] === undefined) {
      const known = Object.keys(variables).join(', ')
      throw invalidValueError('--map', pair, `NEW=OLD, where OLD is one of ${known}`)
    }
    const known = names.get(from)
    const taken = [...names.values()].includes(to) || (variables[to] !== undefined && to !== from)
    if (known !== undefined || taken) {
      throw new UsageError({
        message:
          known === undefined
            ? `--map gives two variables the name ${to}.`
            : `--map renames ${from} twice: ${known} and ${to}.`,
      })
    }
    names.set(from, to)
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [names.get(name) ?? name, value]),
  )
}
