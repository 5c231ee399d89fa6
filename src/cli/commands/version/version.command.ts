import { defineCommand } from '../../define-command.js'

/** What `--version` prints, for those who expect a command. */
export const versionCommand = defineCommand({
  name: 'version',
  group: 'Project',
  summary: 'Print the version',
  hidden: true,
  examples: [['version', 'The same as homemanager --version']],
})
