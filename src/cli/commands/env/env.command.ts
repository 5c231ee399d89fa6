import { appendFile } from 'node:fs/promises'
import { HomeError } from '../../../core/home-error.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { Command } from '../../command.js'

const ENV_FORMATS = ['shell', 'dotenv', 'json', 'github'] as const

export const envCommand: Command = {
  name: 'env',
  summary: 'the URLs and credentials as environment variables',
  description:
    'Prints what a program needs to reach the running stack: our own names, and those that the AWS SDKs read by themselves. With --format github they are appended to the file that $GITHUB_ENV names; without it they are printed.',
  options: [
    { flags: '--format <format>', description: 'how to write them (default: shell)', choices: ENV_FORMATS },
    {
      flags: '--map <NEW=OLD...>',
      description: 'also write OLD under the name NEW, in its place',
      parse: (text, previous) => [...(Array.isArray(previous) ? (previous as string[]) : []), text],
    },
  ],
  examples: [
    ['env', 'export lines for eval "$(homemanager env)"'],
    ['env --format dotenv --map DATABASE_URL=HOMEMANAGER_POSTGRES_URL > .env', 'a .env file'],
    ['env --format github', 'for the next steps of a GitHub Actions job'],
  ],
  async run({ output, globals }, _args, { format, map }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { getStackEnvironment } = await import('../../../project/stack/get-stack-environment.js')
    const { formatEnv } = await import('./format-env.js')
    const variables = renameVariables(
      getStackEnvironment(await resolveConfig(globals)),
      Array.isArray(map) ? map.map(String) : [],
    )
    const chosen = ENV_FORMATS.find((known) => known === format) ?? 'shell'
    const gitHubFile = process.env['GITHUB_ENV']
    if (chosen === 'github' && !output.json && gitHubFile) {
      await appendFile(gitHubFile, formatEnv(variables, chosen))
      output.note(`${Object.keys(variables).length} variables are set for the next steps of this job.`)
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
      throw new HomeError(CLI_ERRORS.USAGE, {
        message: `--map takes NEW=OLD, not "${pair}".`,
        detail: `OLD is one of ${Object.keys(variables).join(', ')}.`,
        suggestion: 'Try --map DATABASE_URL=HOMEMANAGER_POSTGRES_URL.',
      })
    }
    names.set(from, to)
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [names.get(name) ?? name, value]),
  )
}
