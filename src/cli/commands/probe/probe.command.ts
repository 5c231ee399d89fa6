import { defineCommand } from '../../define-command.js'
import { ONLY_FLAG } from '../../shared-flags.js'

export const probeCommand = defineCommand({
  name: 'probe',
  group: 'Project',
  summary: 'Check what the servers of the stores permit and guarantee',
  description:
    'Connects to the stores and reports for each the version, the latency, missing permissions by IAM action or GRANT, and which guarantees, migrations and access patterns hold there. Writes only into a scratch table, collection or schema, which is removed; on another machine after confirmation. Needs no running stack if the addresses are configured. Exits with 4 if something is missing.',
  flags: {
    only: ONLY_FLAG,
    write: { type: 'boolean', default: true, description: 'check only what needs no scratch table' },
  },
  examples: [
    ['probe', 'check the three stores'],
    ['probe --no-write --json', 'write nothing, result as JSON'],
    ['probe --only dynamodb', 'check the permissions for DynamoDB'],
  ],
})
