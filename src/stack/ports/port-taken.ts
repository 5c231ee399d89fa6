import { HomeError } from '../../core/home-error.js'

/** Whether an engine failed because somebody took its port after it was chosen. Each engine says it in its own words. */
export function portTaken(error: unknown): boolean {
  if (!(error instanceof HomeError)) return false
  if (error.code === 'PORT_TAKEN') return true
  return error.code === 'ENGINE_EXITED' && /address (already )?in use|EADDRINUSE/i.test(error.detail ?? '')
}
