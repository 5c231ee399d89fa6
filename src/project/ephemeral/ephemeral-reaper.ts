import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { removeEphemeralProject } from './remove-ephemeral-project.js'

/**
 * The process that outlives the owner of an ephemeral stack when that one is killed: the channel between them closes,
 * and the engines, the data and the folder go. An owner that ends in order cleans up itself and ends this process.
 */
const ownerExited = once(process, 'disconnect')
// A Ctrl-C in the owner's terminal is the owner's matter.
process.on('SIGINT', () => {})
const [config] = (await once(process, 'message')) as [ResolvedConfig]
await ownerExited
try {
  await removeEphemeralProject(config)
} finally {
  rmSync(config.home, { recursive: true, force: true })
}
