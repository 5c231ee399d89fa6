import { getPackageVersion } from '../../../core/package-version.js'
import type { CommandDefinition } from '../../command.js'

/** What `--version` prints, for those who expect a command. */
export const versionCommand: CommandDefinition = {
  name: 'version',
  hidden: true,
  examples: [['version', 'The same as homemanager --version']],
  run: async ({ output }) => {
    output.printResult({ version: getPackageVersion() }, () => getPackageVersion())
  },
}
