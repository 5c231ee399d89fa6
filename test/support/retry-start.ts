import { setTimeout as sleep } from 'node:timers/promises'

/** Retries, as a killed process may hold its port or lock for a moment. */
export async function retryStart<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (error) {
      if (attempt >= 20) throw error
      await sleep(250)
    }
  }
}
