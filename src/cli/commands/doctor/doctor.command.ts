import { defineCommand } from '../../define-command.js'

export const doctorCommand = defineCommand({
  name: 'doctor',
  group: 'Project',
  summary: 'Check this machine and find orphaned resources',
  description:
    'Checks Node, the C library, Docker, Java, the engines, ports, disk space and permissions, and finds orphaned resources of projects whose directory no longer exists. Exits with 4 if there is a problem.',
  flags: {
    fix: { type: 'boolean', description: 'remove orphaned resources and their data, after confirmation' },
  },
  examples: [
    ['doctor', 'run all checks and show how to fix problems'],
    ['doctor --fix', 'also remove orphaned resources'],
    ['doctor --json', 'print the results as JSON'],
  ],
})
