import { appendFile } from 'node:fs/promises'
import { invalidValueError } from '../../usage-error.js'
import type { CommandDefinition } from '../../command.js'

const ENV_FORMATS = ['shell', 'dotenv', 'json', 'github'] as const

export const envCommand: CommandDefinition = {
  name: 'env',
  description:
    'Prints the variables that a program needs to connect to the running stack: the HOMEMANAGER_ variables, and those that the AWS SDKs read. With --format github they are appended to the file in $GITHUB_ENV, or printed if $GITHUB_ENV is not set.',
  options: [
    { flags: '--format <format>', description: 'output format (default: shell)', choices: ENV_FORMATS },
    {
      flags: '--map <NEW=OLD...>',
      description: 'rename the variable OLD to NEW',
      parse: (text, previous) => [...(Array.isArray(previous) ? (previous as string[]) : []), text],
    },
  ],
  examples: [
    ['env', 'print export lines, for eval "$(homemanager env)"'],
    ['env --format dotenv --map DATABASE_URL=HOMEMANAGER_POSTGRES_URL > .env', 'write a .env file'],
    ['env --format github', 'set the variables for the next steps of a job'],
  ],
  async run({ output, project: openProject }, _args, { format, map }) {
    const project = await openProject()
    const { formatEnv } = await import('./format-env.js')
    const variables = renameVariables(project.environment(), Array.isArray(map) ? map.map(String) : [])
    const chosen = ENV_FORMATS.find((name) => name === format) ?? 'shell'
    const gitHubFile = process.env['GITHUB_ENV']
    if (chosen === 'github' && !output.json && gitHubFile) {
      await appendFile(gitHubFile, formatEnv(variables, chosen))
      output.note(`Set ${Object.keys(variables).length} variables for the next steps of the job.`)
    } else if (output.json || chosen === 'json')
      await output.printRaw(`${JSON.stringify(variables, null, 2)}\n`)
    else await output.printRaw(formatEnv(variables, chosen))
  },
}

function renameVariables(
  variables: Readonly<Record<string, string>>,
  pairs: readonly string[],
): Readonly<Record<string, string>> {
  const names = new Map<string, string>()
  for (const pair of pairs) {
    const [to = '', from = ''] = pair.split('=')
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(to) || variables[from] === undefined) {
      const known = Object.keys(variables).join(', ')
      throw invalidValueError('--map', pair, `NEW=OLD, where OLD is one of ${known}`)
    }
    names.set(from, to)
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [names.get(name) ?? name, value]),
  )
}
