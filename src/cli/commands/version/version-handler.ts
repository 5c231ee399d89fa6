import { getPackageVersion } from '../../../core/package-version.js'
import type { CommandInput } from '../../command-handler.js'
import type { versionCommand } from './version.command.js'

export async function run({ context }: CommandInput<typeof versionCommand>): Promise<void> {
  context.output.printResult({ version: getPackageVersion() }, () => getPackageVersion())
}
