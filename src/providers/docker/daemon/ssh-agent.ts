import { spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { DaemonAddress } from './daemon-address.js'

/**
 * Connects to the daemon of a remote host as the docker CLI does, with `ssh HOST docker system dial-stdio`. It runs the
 * user's ssh, so that the user's configuration and keys apply.
 */
export function createSshAgent(address: Extract<DaemonAddress, { kind: 'ssh' }>): Agent {
  const agent = new Agent()
  agent.createConnection = () => {
    const login = address.username === undefined ? [] : ['-l', address.username]
    const child = spawn(
      'ssh',
      [
        '-o',
        'ConnectTimeout=5',
        '-T',
        ...login,
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
