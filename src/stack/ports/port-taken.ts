import { HomeError } from '../../core/home-error.js'
import { portFree } from './port-free.js'

/** Whether an engine failed because somebody took its port after it was chosen: it ended, and yet the port is in use. */
export async function portTaken(error: unknown, port: number): Promise<boolean> {
  if (!(error instanceof HomeError)) return false
  return error.code === 'PORT_TAKEN' || (error.code === 'ENGINE_EXITED' && !(await portFree(port)))
}
