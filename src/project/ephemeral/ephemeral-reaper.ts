import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { removeEphemeralStack } from './remove-ephemeral-stack.js'

/**
 * Removes an ephemeral stack when its owner is killed: the IPC channel closes, and this process stops the engines and
 * deletes the data and the directory. An owner that exits normally cleans up itself and stops this process.
 */
const ownerExited = once(process, 'disconnect')
// Ctrl-C in the owner's terminal is handled by the owner.
process.on('SIGINT', () => {})
void main()

async function main(): Promise<void> {
  const [config] = (await once(process, 'message')) as [ResolvedConfig]
  await ownerExited
  try {
    await removeEphemeralStack(config)
  } finally {
    rmSync(config.home, { recursive: true, force: true })
  }
}
