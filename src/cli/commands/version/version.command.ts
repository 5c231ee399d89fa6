import { getPackageVersion } from '../../../core/package-version.js'
import type { Command } from '../../command.js'

/** What `--version` prints, for those who expect a command. */
export const versionCommand: Command = {
  name: 'version',
  summary: 'Print the version',
  hidden: true,
  examples: [['version', 'The same as homemanager --version']],
  run: async ({ output }) => {
    output.printResult({ version: getPackageVersion() }, () => getPackageVersion())
  },
}
