import { oneAtATime } from '../../../core/one-at-a-time.js'
import type { EngineAddress } from './engine-address.js'

const turn = oneAtATime()

/**
 * Runs what brings a container into a network or out of it. Podman's netavark loses rules when two containers come or go
 * at once, and their ports lead nowhere then; Docker does all at once.
 */
export async function inNetworkTurn<T>(engine: EngineAddress, work: () => Promise<T>): Promise<T> {
  return engine.podman === true ? turn(work) : work()
}
