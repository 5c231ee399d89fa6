import { spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { DaemonAddress } from './daemon-address.js'

/**
 * Reaches the engine of another machine as the docker command does: `ssh HOST docker system dial-stdio`, by the
 * user's own ssh, so that its configuration and keys hold.
 */
export function createSshAgent(address: Extract<DaemonAddress, { kind: 'ssh' }>): Agent {
  const agent = new Agent()
  agent.createConnection = () => {
    const who = address.username === undefined ? [] : ['-l', address.username]
    const child = spawn(
      'ssh',
      [
        '-o',
        'ConnectTimeout=5',
        '-T',
        ...who,
        '-p',
        String(address.port),
        '--',
        address.host,
        'docker',
        'system',
        'dial-stdio',
      ],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    )
    const connection = Duplex.from({ readable: child.stdout, writable: child.stdin })
    child.once('error', (error) => connection.destroy(error))
    connection.once('close', () => child.kill())
    return connection
  }
  return agent
}
