import { HomeError } from '../../core/home-error.js'
import { isPortFree } from './is-port-free.js'

/** Whether an engine failed because another process bound its port after it was chosen: it exited, yet the port is in use. */
export async function isPortConflict(error: unknown, port: number): Promise<boolean> {
  if (!(error instanceof HomeError)) return false
  return error.code === 'PORT_CONFLICT' || (error.code === 'ENGINE_EXITED' && !(await isPortFree(port)))
}
