import { defineCommand } from '../../define-command.js'

export const envCommand = defineCommand({
  name: 'env',
  group: 'Stack',
  summary: 'Print the connection settings as environment variables',
  description:
    'Prints the variables that a program needs to connect to the running stack: the HOMEMANAGER_ variables, and those that the AWS SDKs read. With --format github they are appended to the file in $GITHUB_ENV, or printed if $GITHUB_ENV is not set.',
  flags: {
    format: {
      type: 'choice',
      value: 'format',
      description: 'output format',
      choices: ['shell', 'dotenv', 'json', 'github'],
      default: 'shell',
    },
    map: {
      type: 'string',
      value: 'NEW=OLD',
      description: 'rename the variable OLD to NEW',
      variadic: true,
    },
  },
  conflicts: [
    {
      flag: 'format',
      excludes: ['json'],
      reason: '--json is --format json',
      when: (format) => format !== 'json',
    },
  ],
  examples: [
    ['env', 'print export lines, for eval "$(homemanager env)"'],
    ['env --format dotenv --map DATABASE_URL=HOMEMANAGER_POSTGRES_URL > .env', 'write a .env file'],
    ['env --format github', 'set the variables for the next steps of a job'],
  ],
})
